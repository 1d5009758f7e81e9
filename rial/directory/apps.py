from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "rial.directory"
    label = "directory"

    def ready(self) -> None:
        from . import content  # noqa: PLC0415 - models are ready only now

        content.register()
