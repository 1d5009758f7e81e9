"""Spanish is complete, compiled and formatted; the English text is the message itself."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from rial.core.catalogs import Catalog, catalogs

ROOT = Path(settings.BASE_DIR)
CATALOGS = catalogs()
NO_GETTEXT = shutil.which("xgettext") is None


def test_spanish_has_a_catalog() -> None:
    assert [catalog.language for catalog in CATALOGS] == ["es"]


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.language)
def test_nothing_is_untranslated_or_fuzzy(catalog: Catalog) -> None:
    assert catalog.unfinished() == []


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.language)
def test_compiled_file_is_current(catalog: Catalog) -> None:
    assert catalog.mo.read_bytes() == catalog.compiled()


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.language)
def test_command_compiles_what_is_committed(catalog: Catalog) -> None:
    before = catalog.mo.read_bytes()
    call_command("compile_catalogs")
    assert catalog.mo.read_bytes() == before


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.language)
def test_placeholders_survive_translation(catalog: Catalog) -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    wrong = []
    for entry in polib.pofile(str(catalog.po)):
        translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        expected = set(placeholder.findall(entry.msgid)) | set(placeholder.findall(entry.msgid_plural or ""))
        wrong += [entry.msgid for text in translations if not set(placeholder.findall(text)) <= expected]
        if not entry.msgid_plural and set(placeholder.findall(entry.msgstr)) != expected:
            wrong.append(entry.msgid)
    assert wrong == []


@pytest.mark.skipif(NO_GETTEXT, reason="xgettext is not installed here (CI installs it)")
def test_no_message_is_missing_from_the_catalog(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    keep = shutil.ignore_patterns(".venv", ".data", ".git", "node_modules", "__pycache__", "content", "docs")
    shutil.copytree(ROOT, tree, ignore=keep)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "es", "--no-location", "--ignore", "tests/*"]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    fresh = polib.pofile(str(tree / "locale/es/LC_MESSAGES/django.po"))
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGS[0].po)) if not entry.obsolete}
    found = {(entry.msgctxt, entry.msgid) for entry in fresh if not entry.obsolete}
    assert sorted(found - known) == []
    assert sorted(known - found) == []
