from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "citewell.web.desk"
    label = "desk"

    def ready(self) -> None:
        """Let the worker know of the desk's jobs."""
        from citewell.web.desk import mail  # noqa: F401 - it registers its handlers
