from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "citewell.web.pages"
    label = "pages"
