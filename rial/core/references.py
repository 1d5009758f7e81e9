"""Records named by their permanent code (“PRG-0042”) from apps that may not import each other.

An app registers a resolver for its prefix in `apps.ready()`; whoever holds a code asks for its title and address.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .bilingual import Text


@dataclass(frozen=True)
class Reference:
    """A public record: its code, title in the reader's language (else another) and address."""

    code: str
    title: Text
    url: str


# Codes of one prefix → the public records among them; what is not public is left out.
Resolver = Callable[[Iterable[str]], Mapping[str, Reference]]

_resolvers: dict[str, Resolver] = {}


def register_reference(prefix: str, resolver: Resolver) -> None:
    """Say who knows the records whose codes begin with this prefix (“PRG”)."""
    _resolvers[prefix] = resolver


def is_registered(prefix: str) -> bool:
    """Whether somebody knows the records of this prefix."""
    return prefix in _resolvers


def resolve(codes: Iterable[str]) -> dict[str, Reference]:
    """{code: record} of those the public may see: one call per prefix, others left out."""
    by_prefix: dict[str, set[str]] = {}
    for code in codes:
        by_prefix.setdefault(code.partition("-")[0], set()).add(code)
    found: dict[str, Reference] = {}
    for prefix, wanted in by_prefix.items():
        if prefix in _resolvers:
            found.update(_resolvers[prefix](sorted(wanted)))
    return found
