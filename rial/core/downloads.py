"""Files of records as downloads: checked by whoever asks, never run by the browser, kept only if asked again."""

from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.cache import patch_cache_control


def as_download(file: FieldFile, filename: str, content_type: str) -> FileResponse:
    """The stored file under the name it came with; 404 when it is gone from the store."""
    try:
        stored: Any = file.open("rb")
    except FileNotFoundError:
        raise Http404("the file is gone") from None
    response = FileResponse(stored, as_attachment=True, filename=filename, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    # Whether someone may see it can change at any time.
    patch_cache_control(response, private=True, no_cache=True)
    return response
