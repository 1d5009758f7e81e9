from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "portfolio"
    label = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        # Models are ready only now.
        from . import (  # noqa: PLC0415
            campaigns,  # noqa: F401
            content,
            receivers,  # noqa: F401
            references,
            reminders,  # noqa: F401
            visited,  # noqa: F401
            waiting_secretariat,  # noqa: F401
        )

        content.register()
        references.register()
