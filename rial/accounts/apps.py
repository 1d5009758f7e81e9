from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "rial.accounts"
    label = "accounts"
    verbose_name = _("People and access")

    def ready(self) -> None:
        # Models are ready only now.
        from . import reminders, waiting_secretariat  # noqa: F401, PLC0415
