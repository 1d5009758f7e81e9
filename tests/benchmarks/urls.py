"""The portal's addresses and the bare view."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from rial.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.benchmarks.bare import bare

urlpatterns = [*i18n_patterns(path("bench/bare/", bare)), *urlpatterns]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
