from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "rial.core"
    label = "core"

    def ready(self) -> None:
        # Registers its job.
        from . import visits  # noqa: F401, PLC0415
