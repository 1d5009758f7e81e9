"""The network's real records as data: YAML files under content/, loaded by natural key, as often as wanted.

Each app registers its loaders in `apps.ready()`; `manage.py load_content` runs them in order. What people
changed since in the portal is theirs: a loader creates what is missing; with `--refresh` it also brings
vocabularies and institutions back to what the files say.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from rial.core.bilingual import LANGUAGE_CODES, column

try:  # The parser in C is ten times as quick; not every platform has it.
    from yaml import CSafeLoader as _SafeLoader
except ImportError:
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]  # the same, in Python

Record = dict[str, Any]


class ContentError(Exception):
    """A record of content/ cannot be loaded; the message names the file and the record."""


@dataclass
class Tally:
    """What a loader did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)

    def count(self, created: bool, changed: bool) -> None:
        """Count one record."""
        if created:
            self.created += 1
        elif changed:
            self.updated += 1
        else:
            self.unchanged += 1


@dataclass(frozen=True)
class Loader:
    """One registered loader: its group (an app's domain), name and place in the order; `load(refresh)` does it."""

    order: int
    group: str
    name: str
    load: Callable[[bool], Tally]


_loaders: list[Loader] = []


def register_loader(order: int, group: str, name: str, load: Callable[[bool], Tally]) -> None:
    """Add a loader; loaders with a lower order run first."""
    _loaders.append(Loader(order, group, name, load))


def loaders(groups: set[str] | None = None) -> list[Loader]:
    """The registered loaders in their order, of all groups or of the given ones."""
    chosen = [loader for loader in _loaders if groups is None or loader.group in groups]
    return sorted(chosen, key=lambda loader: (loader.order, loader.name))


class _Loader(_SafeLoader):
    """YAML as of version 1.2, where only true and false are truth values: “on” is a key and “NO” a country."""

    yaml_implicit_resolvers = {
        first: [(kind, pattern) for kind, pattern in resolvers if kind != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read_yaml(path: Path) -> list[Record]:
    """The records of a YAML file; an empty one is an empty list."""
    try:
        # A loader of its own, and a safe one: it builds nothing but plain values.
        records = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    return list(records or [])


def digest_of(record: Record) -> str:
    """A digest of a record of content/, kept with what was entered from it: whether the file has changed since."""
    return hashlib.sha256(json.dumps(record, sort_keys=True, default=str).encode()).hexdigest()


def read_records(name: str) -> list[Record]:
    """The records of content/<name>.yaml; an absent file is an error, an empty one is an empty list."""
    return read_yaml(Path(settings.CONTENT_DIR) / f"{name}.yaml")


def texts(record: Record, *names: str) -> dict[str, str]:
    """The language columns of some texts of a record: texts(r, "name") == {"name_es": …, "name_en": …}."""
    wanted = [column(name, code) for name in names for code in LANGUAGE_CODES]
    return {key: str(record.get(key) or "").strip() for key in wanted}


def as_date(value: Any, *, end: bool = False) -> date | None:
    """A date of a record: a full date, or a bare year as its first (or, with `end`, last) day; None when empty."""
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    if isinstance(value, int) or str(value).isdigit():
        return date(int(value), 12, 31) if end else date(int(value), 1, 1)
    return date.fromisoformat(str(value))


def upsert(model: Any, key: Record, values: Record, tally: Tally, *, refresh: bool) -> Any:
    """Create the record with this natural key; an existing one is brought up to date only with `refresh`."""
    obj = model._default_manager.filter(**key).first()
    if obj is None:
        obj = model._default_manager.create(**key, **values)
        tally.count(True, True)
        return obj
    changed = {name: value for name, value in values.items() if refresh and getattr(obj, name) != value}
    for name, value in changed.items():
        setattr(obj, name, value)
    if changed:
        obj.save(update_fields=list(changed))
    tally.count(False, bool(changed))
    return obj
