"""The names of facet values in a reader's language, in reading order."""

from collections.abc import Iterable, Mapping

from .declared import Facet, Term
from .snapshot import Snapshot

_FOLD = str.maketrans("áéíóúüñ", "aeiouun")


class Labels:
    """Names of all facet values in one language, in reading order."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self.language = language
        self._labels: dict[str, dict[str, str]] = {}
        for facet in snapshot.listing.facets:
            beside = {value: str(label) for value, label in (*facet.extra, *facet.derived)}
            self._labels[facet.code] = _own_labels(facet, snapshot, language) | beside

    def of(self, facet: str) -> Mapping[str, str]:
        """{value: label} of one facet."""
        return self._labels[facet]

    def label(self, facet: str, value: str) -> str:
        """The label of one value."""
        return self._labels[facet].get(value, value)


def _own_labels(facet: Facet, snapshot: Snapshot, language: str) -> dict[str, str]:
    if facet.values is not None:
        return {code: str(label) for code, label in facet.values}
    terms: Iterable[Term] = snapshot.terms[facet.code].values()
    vocabulary = facet.vocabulary
    if vocabulary is not None and not vocabulary.position:
        terms = sorted(terms, key=lambda term: _plain_key(term.name(language)))
    elif vocabulary is not None and vocabulary.parent:
        terms = _in_tree(list(terms))
    return {term.code: term.name(language) for term in terms}


def _in_tree(terms: list[Term]) -> list[Term]:
    """Each root followed by its children."""
    roots = [term for term in terms if not term.parent]
    return [node for root in roots for node in (root, *(term for term in terms if term.parent == root.code))]


def _plain_key(name: str) -> str:
    return name.lower().translate(_FOLD)


def labels_of(snapshot: Snapshot, language: str) -> Labels:
    """The labels of a snapshot, made once per language."""
    return snapshot.remember(("labels", language), lambda: Labels(snapshot, language))


def known_values(facet: Facet, snapshot: Snapshot) -> Iterable[str]:
    """Every value a facet can have, used or not."""
    own = {code for code, _label in facet.values} if facet.values is not None else snapshot.terms[facet.code].keys()
    return own | {value for value, _label in (*facet.extra, *facet.derived)}
