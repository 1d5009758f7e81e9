from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "rial.pages"
    label = "pages"
