"""What every test stands on: real PostgreSQL, plain static files, undefined template variables that fail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation

from rial.core.held import forget
from rial.directory.models import Country
from tests.personas import Personas, make_personas


@pytest.fixture(autouse=True)
def _plain_settings(settings: LazySettings, tmp_path: Path) -> None:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.SECRETARIAT_MUST_USE_TOTP = False
    cache.clear()
    forget()
    settings.MAIL_AT_ONCE = False
    settings.COUNT_VISITS = False


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database begins with the vocabularies of the real content: loading them for each test costs a second."""
    with django_db_blocker.unblock():
        load_vocabulary()
        # Tests with real transactions empty all tables afterwards, which the Fund's ledger refuses by itself.
        with connection.cursor() as cursor:
            for table in ("fund_entry", "fund_statement"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER fund_no_truncate")


def load_vocabulary() -> None:
    """Countries, institutions, topics and population groups, unless they are there."""
    if not Country.objects.exists():
        call_command("load_content", "--only", "directory", verbosity=0)


@pytest.fixture
def vocabulary(db: None) -> None:
    """Countries, institutions, topics and population groups, also after a test that emptied all tables."""
    load_vocabulary()


@pytest.fixture
def personas(vocabulary: None) -> Personas:
    """The people of the permission table (tests/personas.py)."""
    return make_personas()


@pytest.fixture
def secretariat_client(client: Client, personas: Personas) -> Client:
    """A browser signed in as a member of the Technical Secretariat."""
    client.force_login(personas.secretariat)
    return client


@pytest.fixture
def as_persona(personas: Personas) -> Any:
    """`as_persona("mexico")`: a browser signed in as that persona; "anonymous" is nobody."""

    def sign_in(name: str) -> Client:
        client = Client()
        user = getattr(personas, name, None)
        if user is not None:
            client.force_login(user)
        return client

    return sign_in
