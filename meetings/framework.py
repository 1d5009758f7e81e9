"""Editions by their Roman numeral, who cites an article, who presided over what and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from .enums import ProposalState, RecordState
from .models import Article, Authority, Decision, EventProposal, Meeting, Point
from .numerals import from_roman


def edition_of(written: str) -> int | None:
    """“xix” and “19” are 19; None for what is no edition."""
    if written.isascii() and written.isdigit() and len(written) <= 3:
        return int(written)
    return from_roman(written)


def citations_of(articles: Iterable[int], user: Any) -> dict[int, dict[str, list[Any]]]:
    """{article: {"meetings", "decisions", "points", "proposals": who cites it}}, as far as the reader may see them."""
    keys = list(set(articles))
    if not keys:
        return {}
    visible = Meeting.objects.visible_to(user).values("pk")
    found: dict[int, dict[str, list[Any]]] = {}
    for name, model, condition in (
        ("meetings", Meeting, Q(pk__in=visible)),
        ("decisions", Decision, Q(meeting__in=visible)),
        ("points", Point, Q(session__meeting__in=visible)),
        ("proposals", EventProposal, ~Q(state=ProposalState.DRAFT)),
    ):
        for key, row in _citing(model, condition, keys, name):
            found.setdefault(key, {}).setdefault(name, []).append(row)
    return found


_JOINED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "meetings": (("conference",), ("bodies",)),
    "decisions": (("meeting",), ()),
    "points": (("session__meeting__conference",), ("session__meeting__bodies",)),
    "proposals": ((), ()),
}


def _citing(model: Any, condition: Q, keys: Sequence[int], name: str) -> Iterable[tuple[int, Any]]:
    field = "mandates" if model is Meeting else "articles"
    wanted = model.objects.filter(condition, **{f"{field}__in": keys}).annotate(cited_article=F(f"{field}__pk"))
    joined, fetched = _JOINED[name]
    for row in wanted.filter(cited_article__in=keys).select_related(*joined).prefetch_related(*fetched).order_by("pk"):
        yield row.cited_article, row


@dataclass(frozen=True)
class Presided:
    """An edition with its chair, and the authorities of its bodies by role."""

    conference: Any
    cells: Sequence[Sequence[Authority]]


def authorities() -> Any:
    """All authorities of published editions, the latest edition first, with body, country and dated names."""
    return (
        Authority.objects.filter(term__conference__state=RecordState.PUBLISHED)
        .select_related("term__body", "term__conference__chair", "country", "institution__country")
        .prefetch_related("institution__names")
        .order_by("-term__conference__edition", "term__body__kind", "term__body__number", "role", "position", "pk")
    )


def read_article(slug: str, reference: str) -> Article | None:
    """“plan-of-action-cancun”, “8(f)” → the article."""
    number, _open, letter = reference.rstrip(")").partition("(")
    return Article.objects.filter(instrument__slug=slug, number=number, letter=letter).first()
