from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundConfig(AppConfig):
    name = "fund"
    label = "fund"
    verbose_name = _("Voluntary Contributions Fund")

    def ready(self) -> None:
        from . import content, panels, waiting  # noqa: F401, PLC0415 - models are ready only now; waiting registers itself

        content.register()
        panels.register()
