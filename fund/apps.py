from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundConfig(AppConfig):
    name = "fund"
    label = "fund"
    verbose_name = _("Voluntary Contributions Fund")

    def ready(self) -> None:
        # Models are ready only now; receivers and waiting register themselves.
        from . import content, panels, receivers, waiting  # noqa: F401, PLC0415

        content.register()
        panels.register()
