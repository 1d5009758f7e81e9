from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "portfolio"
    label = "portfolio"

    def ready(self) -> None:
        # Models are ready only now.
        from . import content, receivers, reminders, waiting_secretariat  # noqa: F401, PLC0415

        content.register()
