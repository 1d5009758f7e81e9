from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "portfolio"
    label = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        # Models are ready only now.
        from . import campaigns, content, receivers, reminders, visited, waiting_secretariat  # noqa: F401, PLC0415

        content.register()
