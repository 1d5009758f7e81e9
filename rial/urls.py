"""Addresses of the portal (design.md, section 5; tests hold them)."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

# Outside the languages: machines, and the root that leads to the browser's language.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("rial.pages.urls_root")),
]
urlpatterns += i18n_patterns(
    path("", include("rial.pages.urls")),
    path("portfolio/", include("portfolio.urls")),
    path("meetings/", include("meetings.urls")),
    path("desk/", include("portfolio.urls_desk")),
    path("desk/people/", include("rial.accounts.urls")),
    path("desk/assessments/", include("portfolio.urls_assessment")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=True,
)

handler400 = "rial.core.errors.bad_request"
handler403 = "rial.core.errors.permission_denied"
handler404 = "rial.core.errors.page_not_found"
handler500 = "rial.core.errors.server_error"
