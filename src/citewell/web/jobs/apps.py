from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "citewell.web.jobs"
    label = "jobs"
