"""What must hold across the whole tree: nothing pending, nothing unused, nothing the text forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import is_psycopg3

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# Overrides that Django, allauth, mfa and modeltranslation look up by name.
LOOKED_UP_BY_NAME = (
    "account/",
    "mfa/",
    "allauth/",
    "admin/",
    "errors/",
    "emails/",
    "forms/",
    "meetings/parts/",
    "django/",
    "429.html",
)


def sources(pattern: str) -> list[Path]:
    """Files of the project itself."""
    skipped = {".venv", ".data", "node_modules", ".git"}
    return [path for path in ROOT.rglob(pattern) if not skipped & set(path.relative_to(ROOT).parts)]


def test_no_migration_is_pending(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_workflow_document_is_current() -> None:
    call_command("describe_workflows", check=True)


def test_every_template_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*sources("*.py"), *TEMPLATES.rglob("*.html")])
    unused = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        if not name.startswith(LOOKED_UP_BY_NAME) and f'"{name}"' not in code and f"'{name}'" not in code:
            unused.append(name)
    assert unused == []


def test_every_test_module_is_collected() -> None:
    folders = {path.parent for path in sources("test_*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("pattern", ["style=", "onclick=", "onchange=", "onsubmit=", "javascript:"])
def test_templates_stay_within_the_content_security_policy(pattern: str) -> None:
    offending = [str(path.relative_to(ROOT)) for path in TEMPLATES.rglob("*.html") if pattern in path.read_text()]
    assert offending == []


def test_scripts_are_files() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)")
    offending = [str(path.relative_to(ROOT)) for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text())]
    assert offending == []


def test_states_are_written_by_services_alone() -> None:
    """Records with a workflow by `perform`; smaller ones (reports, imports, assessments) by their service."""
    # An assignment begins its line; within SQL the same words ask.
    writes = re.compile(r"^\s*[\w.\[\]]+\.state = (?!=)|\.update\([^)]*\bstate=", re.MULTILINE)
    allowed = {"rial/core/workflow.py"}
    offending = []
    for app in ("rial", "portfolio", "cooperation", "meetings", "fund"):
        for path in (ROOT / app).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            service = "/services/" in name or name.endswith("/services.py")
            if (
                "/migrations/" not in name
                and not service
                and name not in allowed
                and writes.search(path.read_text(encoding="utf-8"))
            ):
                offending.append(name)
    assert offending == []


def test_psycopg2_is_the_driver() -> None:
    assert is_psycopg3 is False
