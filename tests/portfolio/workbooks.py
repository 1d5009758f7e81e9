"""Workbooks for the tests of imports."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl

ROW: dict[str, Any] = {
    "institution": "CR",
    "legacy_id": "2009-017",
    "original_language": "es",
    "title_es": "Empléate",
    "summary_es": "Formación y empleo para jóvenes.",
    "kind": "training",
    "topics": "youth-employment",
    "objectives_es": "Que más jóvenes trabajen.",
    "description_es": "Becas y acompañamiento.",
    "contact_unit_es": "Dirección de Empleo",
    "start_year": 2011,
}


def workbook(
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str] | None = None,
    change: Callable[[Any], None] | None = None,
    sheet: str = "Programas",
) -> bytes:
    """An XLSX with one row per mapping; `change` may do anything to the sheet before it is saved."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = sheet
    heads = list(keys) if keys is not None else list(dict.fromkeys(key for row in rows for key in row))
    page.append(heads)
    for row in rows:
        page.append([row.get(key) for key in heads])
    if change is not None:
        change(page)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(content: bytes, edit: Callable[[str, bytes], bytes | None], **added: bytes) -> bytes:
    """The same package with parts changed, dropped (None) or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = edit(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in added.items():
            new.writestr(name, part)
    return target.getvalue()
