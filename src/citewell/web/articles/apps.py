from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "citewell.web.articles"
    label = "articles"
