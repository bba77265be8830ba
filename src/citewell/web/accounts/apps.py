from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "citewell.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Let the worker know of the mails about accounts, and of the end of sessions."""
        from citewell.web.accounts import mail, sessions  # noqa: F401 - they register their handlers
