from django.apps import AppConfig


class ThemeConfig(AppConfig):
    name = "citewell.web.theme"
    label = "theme"
