from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    label = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        # Models are ready only now.
        from . import loading, panels, receivers, reminders, waiting, waiting_desk, workflow  # noqa: F401, PLC0415

        loading.register()
        panels.register()
        receivers.connect()
