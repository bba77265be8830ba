from django.apps import AppConfig


class HealthRecordConfig(AppConfig):
    name = "citewell.web.health_record"
    label = "health_record"

    def ready(self) -> None:
        """Let the worker know what it can do."""
        from citewell.web.health_record import feedback  # noqa: F401
