"""The WSGI entry point: gunicorn rial.wsgi:application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rial.settings")

application = get_wsgi_application()
