"""Addresses of the portal (design.md, section 5; tests hold them)."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter

from rial.core.converters import NumberConverter

# Once for every app, before their addresses are read.
register_converter(NumberConverter, "number")

# Outside the languages: machines, and the root that leads to the browser's language.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("rial.pages.urls_root")),
    path("", include("rial.library.urls_root")),
]
urlpatterns += i18n_patterns(
    path("", include("rial.pages.urls")),
    path("library/", include("rial.library.urls")),
    path("doc/", include("rial.library.urls_symbols")),
    path("portfolio/", include("portfolio.urls")),
    path("fund/", include("fund.urls")),
    path("meetings/", include("meetings.urls")),
    path("desk/", include("portfolio.urls_desk")),
    path("desk/meetings/", include("meetings.urls_desk")),
    path("desk/people/", include("rial.accounts.urls")),
    path("desk/assessments/", include("portfolio.urls_assessment")),
    path("desk/fund/", include("fund.urls_desk")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=True,
)

handler400 = "rial.core.errors.bad_request"
handler403 = "rial.core.errors.permission_denied"
handler404 = "rial.core.errors.page_not_found"
handler500 = "rial.core.errors.server_error"
