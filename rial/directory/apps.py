from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "rial.directory"
    label = "directory"
