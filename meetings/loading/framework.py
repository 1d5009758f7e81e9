"""Conferences, instruments, bodies, calendars and people."""

from django.db import transaction

from meetings.enums import RecordState
from meetings.models import (
    ActivityCalendar,
    Article,
    Authority,
    Body,
    BodyMember,
    BodyTerm,
    Conference,
    Instrument,
    Mandate,
    Person,
    TroikaMember,
)
from rial.core.content import Record, Tally, texts, upsert
from rial.directory.models import Country

from .reading import country, document, find, institution, known, numbered, party, period, plain, read_all


@transaction.atomic
def load_conferences(refresh: bool) -> Tally:
    """content/conferences.yaml"""
    tally = Tally()
    for record in read_all("conferences*.yaml"):
        where = f"conference {record['edition']}"
        values = {
            **texts(record, "place", "summary", "print_note"),
            **period(record, where),
            "country": country(record.get("country"), where),
            "chair": country(record.get("chair"), where),
            "virtual": bool(record.get("virtual")),
            "delegations_stated": record.get("delegations_stated"),
            "source": record.get("source", ""),
            "state": RecordState.PUBLISHED,
        }
        conference = upsert(Conference, {"edition": record["edition"]}, values, tally, refresh=refresh)
        for member in record.get("troika") or ():
            key = {"conference": conference, "role": member["role"]}
            columns = {"country": country(member["country"], where), "source": member.get("source", "")}
            TroikaMember.objects.get_or_create(**key, defaults=columns)
    return tally


def _edition(number: int | None, where: str) -> Conference | None:
    return find(Conference, where, edition=number) if number else None


@transaction.atomic
def load_instruments(refresh: bool) -> Tally:
    """content/instruments*.yaml: declarations, plans of action, terms of reference, with articles and mandates."""
    tally = Tally()
    for record in read_all("instruments*.yaml"):
        where = f"instrument {record['slug']}"
        values = {
            **texts(record, "title", "issued_by", "summary", "print_note"),
            **{
                f"adopted_{'on' if name == 'adopted' else 'precision'}": value
                for name, value in known(record, "adopted", where, "precision").items()
            },
            "kind": record["kind"],
            "conference": _edition(record.get("conference"), where),
            "document": document(record.get("document"), where),
            "source": record.get("source", ""),
            "state": RecordState.PUBLISHED,
        }
        instrument = upsert(Instrument, {"slug": record["slug"]}, values, tally, refresh=refresh)
        for place, row in numbered(record.get("articles")):
            _load_article(instrument, place, row, refresh)
    return tally


def _load_article(instrument: Instrument, place: int, record: Record, refresh: bool) -> None:
    where = f"instrument {instrument.slug}, article {record['number']}"
    key = {"instrument": instrument, "number": str(record["number"]), "letter": record.get("letter", "")}
    values = {**texts(record, "text"), **plain(Article, {"wording": record.get("wording")}), "position": place}
    article = upsert(Article, key, values, Tally(), refresh=refresh)
    if article.mandates.exists():
        return
    for order, row in numbered(record.get("mandates")):
        columns = texts(row, "text", "addressed_to", "carried_out_with")
        mandate = Mandate.objects.create(article=article, position=order, **columns)
        mandate.institutions.set(_institutions(row, where))


def _institutions(record: Record, where: str) -> list[int]:
    return [found.pk for code in record.get("institutions") or () if (found := institution(code, where))]


@transaction.atomic
def load_bodies(refresh: bool) -> Tally:
    """content/bodies*.yaml: bodies with members, and titles and authorities per edition."""
    tally = Tally()
    for record in read_all("bodies*.yaml"):
        where = f"body {record['slug']}"
        values = {
            **texts(record, "name", "purpose", "print_note"),
            **period(record, where),
            **plain(Body, {name: record.get(name) for name in ("kind", "number", "source")}),
        }
        body = upsert(Body, {"slug": record["slug"]}, values, tally, refresh=refresh)
        if not body.members.exists():
            _load_members(body, record, where)
        for term in record.get("terms") or ():
            _load_term(body, term, where, refresh)
    return tally


def _load_members(body: Body, record: Record, where: str) -> None:
    for place, row in numbered(record.get("members")):
        since = known(row, "since", where, "precision")
        BodyMember.objects.create(
            body=body,
            position=place,
            person_name=row.get("person_name", ""),
            **party(row, where),
            **texts(row, "appointed_by"),
            **since,
            **known(row, "until", where),
        )


def _load_term(body: Body, record: Record, where: str, refresh: bool) -> None:
    key = {"body": body, "conference": _edition(record["conference"], where)}
    values = {**texts(record, "title", "mandate", "print_note"), "source": record.get("source", "")}
    term = upsert(BodyTerm, key, values, Tally(), refresh=refresh)
    if term.authorities.exists():
        return
    for place, row in numbered(record.get("authorities")):
        Authority.objects.create(
            term=term,
            role=row["role"],
            country=find(Country, where, code=row["country"]),
            institution=institution(row.get("institution"), where),
            position=place,
            source=row.get("source", ""),
            **known(row, "since", where),
            **known(row, "until", where),
        )


@transaction.atomic
def load_calendars(refresh: bool) -> Tally:
    """content/calendars.yaml; the meeting that approved one is joined when meetings are loaded."""
    tally = Tally()
    for record in read_all("calendars*.yaml"):
        values = {
            **texts(record, "title", "print_note"),
            **plain(ActivityCalendar, {name: record.get(name) for name in ("first_year", "last_year", "source")}),
        }
        upsert(ActivityCalendar, {"slug": record["slug"]}, values, tally, refresh=refresh)
    return tally


@transaction.atomic
def load_people(refresh: bool) -> Tally:
    """content/people.yaml: people whose names are printed in several ways, or whose country is known."""
    tally = Tally()
    for record in read_all("people*.yaml"):
        where = f"person {record['name']}"
        key = {"full_name": record["name"], "country": country(record.get("country"), where)}
        values = {"also_printed": "\n".join(record.get("also_printed") or ())}
        upsert(Person, key, values, tally, refresh=refresh)
    return tally
