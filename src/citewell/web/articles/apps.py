from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "citewell.web.articles"
    label = "articles"

    def ready(self) -> None:
        """Keep the listings in step, and let the worker know what it can do."""
        from citewell.web.articles import listing  # noqa: F401
