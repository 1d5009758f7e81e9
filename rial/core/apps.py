from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "rial.core"
    label = "core"
