"""The facts beside a meeting (when, where, who chaired, on what mandate, who paid) and the meetings around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rial.core.bilingual import Text, text_of
from rial.directory.enums import InstitutionKind

from .as_of import party_name, payer
from .enums import Chairing, OrganizerRole, Standing
from .models import Article, Meeting
from .naming import meeting_name
from .presentation import days_text, here, joined, money
from .reading import Reading


@dataclass(frozen=True)
class Item:
    """A value of a fact, perhaps with an address and a second line."""

    text: Text
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """A fact with its values."""

    label: str
    items: Sequence[Item]


def facts(reading: Reading) -> list[Fact]:
    """What is known, in the order of the reports; what is not recorded is left out, but for date and place."""
    meeting = reading.meeting
    found = [
        Fact(_("Date"), [_date(meeting)]),
        Fact(_("Place"), [_place(meeting)]),
        *_chairs(reading),
        *_organizers(reading),
        Fact(_("In the framework of"), _framework(reading)),
        Fact(_("Mandate"), [Item(cited(article), article_url(article)) for article in _mandates(reading)]),
        Fact(_("Paid by"), _payers(reading)),
        Fact(_("Topics"), [_topic(topic) for topic in reading.rows["topics"]]),
    ]
    return [fact for fact in found if fact.items]


def _date(meeting: Meeting) -> Item:
    note = days_text(meeting.days)
    if meeting.standing != Standing.HELD:
        note = ", ".join(filter(None, [note, str(meeting.get_standing_display())]))
    return Item(here(meeting.period or _("Not recorded")), note=note)


def place_of(meeting: Meeting) -> Text:
    """Place and country; “Virtual” for what had no place."""
    place = text_of(meeting, "place")
    country = text_of(meeting.country, "name") if meeting.country else Text("", "")
    # “Washington, D.C., United States”; a city state is not named twice.
    parts = [text for text in (place, country) if text]
    if len(parts) == 2 and parts[0].value == parts[1].value:
        parts = parts[:1]
    virtual = _("Virtual")
    if meeting.virtual and virtual.casefold() not in place.value.casefold():
        parts = [here(virtual), *parts]
    return joined(parts)


def _place(meeting: Meeting) -> Item:
    return Item(place_of(meeting) or here(_("Not recorded")), note=text_of(meeting, "venue").value)


def _chairs(reading: Reading) -> list[Fact]:
    labels = {Chairing.CHAIR: _("Chair"), Chairing.VICE_CHAIR: _("Vice-Chairs")}
    several = len(reading.rows["bodies"]) > 1
    found = []
    for role, label in labels.items():
        items = []
        for row in reading.rows["authorities"]:
            if row.role == role:
                note = str(text_of(row.term.body, "name")) if several else ""
                items.append(Item(text_of(row.country, "name"), _country_url(row.country_id), note))
        found.append(Fact(label, items))
    return found


def _country_url(code: str) -> str:
    return reverse("pages:country", args=[code])


def _organizers(reading: Reading) -> list[Fact]:
    found = []
    for role in OrganizerRole:
        items = []
        for row in reading.rows["organizers"]:
            if row.role == role:
                name = party_name(row, reading.meeting.start)
                note = joined([text for text in (_ministry(row, reading), name.note, text_of(row, "capacity")) if text])
                items.append(Item(here(name.full) if name.full else name.text, note=note.value))
        found.append(Fact(str(role.label), items))
    return found


def _ministry(row: Any, reading: Reading) -> Text | None:
    """The ministry behind a state's name, as it was called then."""
    if row.institution is None or row.country is None or row.institution.kind != InstitutionKind.MINISTRY:
        return None
    name: Text = row.institution.name_on(reading.meeting.start)
    return name


def _framework(reading: Reading) -> list[Item]:
    meeting, items = reading.meeting, []
    if meeting.conference:
        items.append(Item(here(str(meeting.conference)), meeting.conference.get_absolute_url()))
    titles = {term.body_id: text_of(term, "title").value for term in reading.rows["terms"]}
    items += [
        Item(text_of(body, "name"), body.get_absolute_url(), titles.get(body.pk, "")) for body in reading.rows["bodies"]
    ]
    return items


def _mandates(reading: Reading) -> Sequence[Article]:
    return reading.articles_of["meeting_id"].get(reading.meeting.pk, ())


def cited(article: Article) -> Text:
    """“Plan of Action of Cancún, 8(f)”."""
    title = text_of(article.instrument, "title")
    return Text(_("%(title)s, %(reference)s") % {"title": title, "reference": article.reference}, title.language)


def article_url(article: Article) -> str:
    """Where the article is read."""
    return f"{reverse('meetings:instrument', args=[article.instrument.slug])}#{article.anchor}"


def _payers(reading: Reading) -> list[Item]:
    items = []
    for row in reading.rows["financing"]:
        notes = [text_of(row, "part").value, text_of(row, "capacity").value]
        notes.append(money(row.amount, row.currency, ceiling=row.ceiling))
        notes.append(_("in part") if row.partial else "")
        notes.append(str(row.get_kind_display()) if row.kind else "")
        items.append(Item(payer(row, reading.meeting.start).text, note=", ".join(filter(None, notes))))
    return items


def _topic(topic: Any) -> Item:
    return Item(text_of(topic, "name"), f"{reverse('meetings:home')}?topic={topic.pk}")


def neighbors(reading: Reading) -> list[tuple[str, list[tuple[Meeting, Text]]]]:
    """(what they are to this one, meetings with their names): before and after; empty groups are left out."""
    related = reading.related
    shown: set[int] = set()
    found = []
    for label, meetings in (
        (_("Planned at"), related.planned_at),
        (_("Held together with"), related.joint),
        (_("Builds on"), related.follows),
        (_("Before"), related.previous),
        (_("After"), related.following),
        (_("Led to"), related.followed_by),
        (_("Planned here"), related.planned),
    ):
        new = [(one, meeting_name(one)) for one in meetings if one.pk not in shown]
        shown |= {one.pk for one, _name in new}
        if new:
            found.append((label, new))
    return found
