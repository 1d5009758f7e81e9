from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "rial.library"
    label = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        # Models are ready only now.
        from . import aside, content, receivers  # noqa: F401, PLC0415

        aside.register()
        content.register()
