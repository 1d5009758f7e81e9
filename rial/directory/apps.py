from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "rial.directory"
    label = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        from . import content  # noqa: PLC0415 - models are ready only now

        content.register()
