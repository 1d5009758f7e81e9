"""What every template may use: the site's address and the twin of the page in the other languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """SITE_URL for absolute links, DEMO for the notice that this is a demonstration."""
    return {"SITE_URL": settings.SITE_URL, "DEMO": settings.DEMO}
