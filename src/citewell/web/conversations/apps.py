from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "citewell.web.conversations"
    label = "conversations"

    def ready(self) -> None:
        """Let the worker know what it can do."""
        from citewell.web.conversations import asking  # noqa: F401
