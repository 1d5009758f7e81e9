"""The lists that can be pasted: how each is read, shown and written. The page is in pasting_page.py."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import DecisionKind, DelegationKind, DocumentRole, OrganizerRole, PointKind
from meetings.forms.rows import (
    DecisionRowForm,
    DelegationRowForm,
    DocumentRowForm,
    Lookups,
    OrganizerRowForm,
    PartyRowForm,
    PointRowForm,
    SpeakerRowForm,
    UnderstoodRow,
)
from meetings.models import Meeting, Session
from meetings.parties import ReadParty, words_of
from meetings.pasting import PersonIndex, ReadPoint, ReadSpeaker, lines_of, read_points, read_speakers
from meetings.services import entry
from meetings.services.ordering import points_in_order
from rial.core.bilingual import LANGUAGE_CODES, column, current_language
from rial.library.services import read_pasted

# What a line was taken for: (tone of the tag, words).
Status = tuple[str, str]
Rows = list[tuple[dict[str, Any], Status]]
Texts = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Paste:
    """One kind of list. `by_language`: it may be pasted in every language, matched line by line."""

    name: str
    title: Any
    hint: Any
    example: Any
    form: type[UnderstoodRow]
    read: Callable[[Any, Texts, Lookups], Rows]
    write: Callable[[Any, Sequence[Any], Any], Any]
    by_language: bool = False
    # Where the reader returns to on the owner's page.
    anchor: str = field(default="")


def _known() -> Status:
    return ("ok", _("Recognized"))


def _unknown() -> Status:
    return ("wa", _("Not on record: kept as written"))


def _there() -> Status:
    return ("line", _("Already in the list"))


def _party(party: ReadParty) -> dict[str, Any]:
    label = {column("label", code): party.label.get(code, "") for code in LANGUAGE_CODES}
    return {
        "line": party.line,
        "country": party.country.pk if party.country else "",
        "institution": party.institution.pk if party.institution else "",
        **label,
    }


def _parties(text: Texts, lookups: Lookups, present: Iterable[Any], kinds: dict[str, Any], default: str) -> Rows:
    """`kinds`: what a party's kind is called in this list; `present`: rows already there."""
    there = {(row.country_id, row.institution_id) for row in present if row.country_id or row.institution_id}
    rows: Rows = []
    for party in lookups.parties.read_list("\n".join(text.values()), current_language()):
        initial = _party(party) | {"kind": kinds.get(party.kind, default)}
        key = (initial["country"] or None, initial["institution"] or None)
        if key in there:
            rows.append((initial | {"leave_out": True}, _there()))
        else:
            rows.append((initial, _known() if party.known else _unknown()))
    return rows


def _read_delegations(meeting: Meeting, text: Texts, lookups: Lookups) -> Rows:
    kinds = {kind: kind for kind in DelegationKind.values}
    return _parties(text, lookups, meeting.delegations.all(), kinds, DelegationKind.ORGANIZATION)


def _read_organizers(meeting: Meeting, text: Texts, lookups: Lookups) -> Rows:
    return _parties(text, lookups, (), {}, OrganizerRole.ORGANIZER)


def _read_dialogue(session: Session, text: Texts, lookups: Lookups) -> Rows:
    return _parties(text, lookups, session.dialogue.all(), {}, "")


def _read_speakers(session: Session, text: Texts, lookups: Lookups) -> Rows:
    people = PersonIndex()
    present = {(row.person_id, row.role) for row in session.speakers.all()}
    found: dict[tuple[tuple[str, ...], str], tuple[dict[str, Any], Status]] = {}
    for code, pasted in text.items():
        for speaker in read_speakers(pasted, lookups.parties, people):
            row = _speaker(speaker, code, present)
            key = (words_of(speaker.name), speaker.role)
            if key in found:
                # The same person in the other language: fills what that language says.
                said = {name: value for name, value in row[0].items() if value not in ("", None)}
                found[key] = ({**found[key][0], **said, "line": found[key][0]["line"]}, found[key][1])
            else:
                found[key] = row
    return list(found.values())


def _speaker(speaker: ReadSpeaker, code: str, present: set[tuple[int, str]]) -> tuple[dict[str, Any], Status]:
    initial = {
        "line": speaker.line,
        "name": speaker.name,
        "person": speaker.person.pk if speaker.person else "",
        "role": speaker.role,
        "country": speaker.country.pk if speaker.country else "",
        "institution": speaker.institution.pk if speaker.institution else "",
        column("post", code): speaker.post,
        column("institution_printed", code): speaker.institution_printed,
        column("capacity", code): speaker.capacity,
    }
    if speaker.person and (speaker.person.pk, speaker.role) in present:
        return initial | {"leave_out": True}, _there()
    if speaker.person:
        return initial, _known()
    if speaker.similar:
        names = ", ".join(person.full_name for person in speaker.similar)
        return initial, ("wa", _("New person; similar on record: %(names)s") % {"names": names})
    return initial, ("in", _("New person"))


def _merged(text: Texts, read: Callable[[str], list[Any]]) -> list[tuple[Any, ...]]:
    """Line by line what each language says: (first language, second language, …), None where a line lacks."""
    return list(zip_longest(*(read(text.get(code, "")) for code in LANGUAGE_CODES)))


def _languages(said: tuple[Any, ...]) -> Status:
    if all(said):
        return ("ok", _("In every language"))
    missing = [code for code, one in zip(LANGUAGE_CODES, said, strict=True) if not one]
    return ("wa", _("Missing: %(languages)s") % {"languages": ", ".join(missing)})


def _filled(present: Iterable[Any], text: Texts, rows: Rows, lookups: Lookups) -> Rows:
    """A list in one language, as long as the records that lack it: each line fills the language in.

    With another length it cannot be said which line belongs where: they are new, and that is told.
    """
    pasted = [code for code in LANGUAGE_CODES if text.get(code, "").strip()]
    if len(pasted) != 1:
        return rows
    name = column("text", pasted[0])
    lacking = [record for record in present if not getattr(record, name)]
    if not lacking:
        return rows
    if len(lacking) != len(rows):
        remark = _("%(lacking)d on record lack this language and %(lines)d lines were pasted: they cannot be matched, "
                   "so the lines would be entered as new ones.")  # fmt: skip
        lookups.remarks.append(remark % {"lacking": len(lacking), "lines": len(rows)})
        return rows
    filled: Rows = []
    for (initial, _status), record in zip(rows, lacking, strict=True):
        known = {column("text", code): getattr(record, column("text", code)) for code in LANGUAGE_CODES}
        values = {**initial, **known, name: initial[name], "fills": record.pk}
        filled.append((values, ("ok", _("Fills in the language of what is there"))))
    return filled


def _read_points(session: Session, text: Texts, lookups: Lookups) -> Rows:
    rows: Rows = []
    for said in _merged(text, lambda pasted: read_points(pasted, lookups.parties)):
        first: ReadPoint = next(point for point in said if point)
        texts = {
            column("text", code): point.text if point else "" for code, point in zip(LANGUAGE_CODES, said, strict=True)
        }
        names = "; ".join(party.line for party in first.said_by)
        initial = {"line": first.text, "level": first.level, "kind": PointKind.POINT, "said_by": names, **texts}
        rows.append((initial, _languages(said)))
    return _filled(points_in_order(session), text, rows, lookups)


def _read_decisions(meeting: Meeting, text: Texts, lookups: Lookups) -> Rows:
    rows: Rows = []
    for said in _merged(text, lines_of):
        texts = {column("text", code): line or "" for code, line in zip(LANGUAGE_CODES, said, strict=True)}
        language = next(code for code, line in zip(LANGUAGE_CODES, said, strict=True) if line)
        line = next(line for line in said if line)
        initial = {"line": line, "kind": DecisionKind.AGREEMENT, "original_language": language, **texts}
        rows.append((initial, _languages(said)))
    return _filled(meeting.decisions.all(), text, rows, lookups)


def _read_documents(meeting: Meeting, text: Texts, lookups: Lookups) -> Rows:
    present = set(meeting.documents.values_list("document_id", flat=True))
    found: dict[str, tuple[dict[str, Any], Status]] = {}
    for code, pasted in text.items():
        for line in read_pasted(pasted, code):
            key = line.symbol.key or line.title.casefold()
            initial = {
                "line": "; ".join(part for part in (line.symbol.printed, line.title) if part),
                "symbol": line.symbol.printed,
                "document": line.known[0].pk if line.known else "",
                "role": DocumentRole.WORKING,
                column("title", code): "" if line.known else line.title,
            }
            if key in found:
                found[key] = ({**initial, **{k: v for k, v in found[key][0].items() if v}}, found[key][1])
            elif line.known and line.known[0].pk in present:
                found[key] = (initial | {"leave_out": True}, _there())
            else:
                found[key] = (initial, _document_status(line))
    return list(found.values())


def _document_status(line: Any) -> Status:
    if len(line.known) > 1:
        return ("wa", _("Several documents have this symbol: choose one"))
    if line.known:
        return _known()
    return ("in", _("New draft in the library")) if line.title else ("wa", _("Not on record: write its title"))


DELEGATIONS = Paste(
    name="delegations",
    title=gettext_lazy("Delegations, one per line"),
    hint=gettext_lazy(
        "Countries in any language, ISO codes, acronyms such as ILO, OIT or COSATE, permanent missions, ministries. "
        "What is not recognized is kept as written. “In Spanish | In English” gives a name in both languages."
    ),
    example="Costa Rica\nMéxico\nCOSATE\nOIT",
    form=DelegationRowForm,
    read=_read_delegations,
    write=lambda meeting, rows, by: entry.add_delegations(meeting, rows),
)
ORGANIZERS = Paste(
    name="organizers",
    title=gettext_lazy("Organizers and coordinators, one per line"),
    hint=gettext_lazy("Written as delegations are; choose the role of each on the next page."),
    example="Paraguay\nCanadá\nCosta Rica\nOEA",
    form=OrganizerRowForm,
    read=_read_organizers,
    write=lambda meeting, rows, by: entry.add_organizers(meeting, rows),
)
DIALOGUE = Paste(
    name="dialogue",
    title=gettext_lazy("Delegations that took part in the dialogue"),
    hint=gettext_lazy("One per line, or as the report lists them: “Chile, México, COSATE and Peru”."),
    example="Chile, México, COSATE, Perú",
    form=PartyRowForm,
    read=_read_dialogue,
    write=lambda session, rows, by: entry.add_dialogue(session, rows),
    anchor="dialogue",
)
SPEAKERS = Paste(
    name="speakers",
    title=gettext_lazy("Speakers, one per line"),
    hint=gettext_lazy(
        "Name, post, institution; with commas, dashes or semicolons. “Moderator:” before a name gives the role. "
        "In both languages, the lines of one person are put together."
    ),
    example="Ana Lucía Blanco, Asesora del Ministerio de Trabajo y Seguridad Social de Costa Rica",
    form=SpeakerRowForm,
    read=_read_speakers,
    write=lambda session, rows, by: entry.add_speakers(session, rows),
    by_language=True,
    anchor="speakers",
)
POINTS = Paste(
    name="points",
    title=gettext_lazy("Main points, one per line"),
    hint=gettext_lazy(
        "With or without bullets and numbers. Two leading blanks, a tab or a second bullet put a point under the one "
        "before. “Chile:” before a point attributes it. In both languages, the first line belongs to the first line."
    ),
    example="• …\n  • …",
    form=PointRowForm,
    read=_read_points,
    write=lambda session, rows, by: entry.add_points(session, rows),
    by_language=True,
    anchor="points",
)
DECISIONS = Paste(
    name="decisions",
    title=gettext_lazy("Decisions, one per line"),
    hint=gettext_lazy("Kind, deadline and who is responsible are asked on the next page."),
    example="",
    form=DecisionRowForm,
    read=_read_decisions,
    write=lambda meeting, rows, by: entry.add_decisions(meeting, rows),
    by_language=True,
    anchor="decisions",
)
DOCUMENTS = Paste(
    name="documents",
    title=gettext_lazy("Documents, one per line: symbol; title"),
    hint=gettext_lazy(
        "Documents on record are found by any way of writing their symbol; the others become drafts of the library."
    ),
    example="CIMT-19/GT1-GT2/doc.5/16; Informe de resultados y actividades de la RIAL",
    form=DocumentRowForm,
    read=_read_documents,
    write=lambda meeting, rows, by: entry.add_documents(meeting, rows, by=by),
    by_language=True,
    anchor="documents",
)

OF_MEETING = {paste.name: paste for paste in (DELEGATIONS, ORGANIZERS, DECISIONS, DOCUMENTS)}
OF_SESSION = {paste.name: paste for paste in (SPEAKERS, DIALOGUE, POINTS)}
