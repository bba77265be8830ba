from django.apps import AppConfig


class EmbeddingConfig(AppConfig):
    name = "citewell.web.embedding"
    label = "embedding"
