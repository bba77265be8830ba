from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "citewell.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Let the worker know of the mails about accounts."""
        from citewell.web.accounts import mail  # noqa: F401 - it registers its handler
