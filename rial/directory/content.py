"""Loading of countries, institutions with their dated names, topics and population groups."""

from rial.core.content import ContentError, Record, Tally, as_date, read_records, register_loader, texts, upsert

from .models import Country, Institution, InstitutionName, PopulationGroup, Subregion, Topic


def load_subregions(refresh: bool) -> Tally:
    """content/subregions.yaml"""
    tally = Tally()
    for record in read_records("subregions"):
        upsert(
            Subregion,
            {"code": record["code"]},
            {**texts(record, "name"), "position": record["order"]},
            tally,
            refresh=refresh,
        )
    return tally


def load_countries(refresh: bool) -> Tally:
    """content/countries.yaml"""
    tally = Tally()
    for record in read_records("countries"):
        values = {
            **texts(record, "name"),
            "subregion_id": record["subregion"],
            "small_economy": bool(record["small_economy"]),
        }
        upsert(Country, {"code": record["code"]}, values, tally, refresh=refresh)
    return tally


def load_topics(refresh: bool) -> Tally:
    """content/topics.yaml: parents before children; positions run through the tree."""
    tally = Tally()
    records = read_records("topics")
    roots = sorted((r for r in records if not r.get("parent")), key=lambda r: r["order"])
    position = 0
    for root in roots:
        children = sorted((r for r in records if r.get("parent") == root["code"]), key=lambda r: r["order"])
        for record in [root, *children]:
            position += 10
            values = {**texts(record, "name"), "parent_id": record.get("parent"), "position": position}
            upsert(Topic, {"code": record["code"]}, values, tally, refresh=refresh)
    if position != 10 * len(records):
        raise ContentError("topics.yaml: a topic names a parent that is not a root")
    return tally


def load_populations(refresh: bool) -> Tally:
    """content/populations.yaml"""
    tally = Tally()
    for record in read_records("populations"):
        upsert(
            PopulationGroup,
            {"code": record["code"]},
            {**texts(record, "name"), "position": record["order"]},
            tally,
            refresh=refresh,
        )
    return tally


def load_institutions(refresh: bool) -> Tally:
    """content/institutions.yaml, with the names of each over time."""
    tally = Tally()
    for record in read_records("institutions"):
        acronym = record.get("acronym") or ""
        values = {
            "country_id": record.get("country"),
            "kind": record["kind"],
            "acronym_es": record.get("acronym_es") or acronym,
            "acronym_en": record.get("acronym_en") or acronym,
            "website": record.get("website") or "",
        }
        institution = upsert(Institution, {"code": record["code"]}, values, tally, refresh=refresh)
        for name in record.get("names") or []:
            _load_name(institution, name, refresh)
    return tally


def _load_name(institution: Institution, record: Record, refresh: bool) -> None:
    values = {
        **texts(record, "name", "note"),
        "valid_to": as_date(record.get("valid_to"), end=True),
        "source": record.get("source") or "",
        "translated_language": record.get("translated") or "",
    }
    key = {
        "institution": institution,
        "name_es": values.pop("name_es"),
        "name_en": values.pop("name_en"),
        "valid_from": as_date(record.get("valid_from")),
    }
    upsert(InstitutionName, key, values, Tally(), refresh=refresh)


def register() -> None:
    """Called once from the app's ready()."""
    register_loader(10, "directory", "subregions", load_subregions)
    register_loader(11, "directory", "countries", load_countries)
    register_loader(12, "directory", "topics", load_topics)
    register_loader(13, "directory", "populations", load_populations)
    register_loader(14, "directory", "institutions", load_institutions)
