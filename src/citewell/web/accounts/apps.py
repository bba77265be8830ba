from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "citewell.web.accounts"
    label = "accounts"
