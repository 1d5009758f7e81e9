from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rial.accounts"
    label = "accounts"
