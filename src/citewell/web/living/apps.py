from django.apps import AppConfig


class LivingConfig(AppConfig):
    name = "citewell.web.living"
    label = "living"

    def ready(self) -> None:
        """Let the worker know of what has to be watched."""
        from citewell.web.living import watching  # noqa: F401 - it registers its handlers
