from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rial.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Models are ready only now.
        from . import reminders  # noqa: F401, PLC0415
