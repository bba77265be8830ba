from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "citewell.web.api"
    label = "api"

    def ready(self) -> None:
        """Let the worker know what it can do."""
        from citewell.web.api import forgetting  # noqa: F401 - it registers its handler
