"""Mails of the portfolio: each in the recipient's language, queued in the transaction of what they tell.

Decides nothing: who did what is known, here is only who is told. Whoever acted is not told.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import lazy

from rial.accounts.models import User
from rial.accounts.notifications import ministry_people, partner_people, secretariat_people
from rial.core import mail
from rial.core.bilingual import text_of

from .enums import CandidateState
from .models import Campaign, Candidate, Launch, Program, Version, WrongDatumReport
from .scheme import FIELD_BY_NAME, SECTIONS


def _text(obj: Any, field: str) -> Any:
    # Read while the template is rendered, when the recipient's language is active.
    return lazy(lambda: text_of(obj, field).value, str)()


def _title(version: Version | None) -> Any:
    return _text(version, "title") if version is not None else ""


def _tell(people: Iterable[User], template: str, context: dict[str, Any], actor: Any, *, reminder: bool = False) -> int:
    others = [person for person in people if actor is None or person.pk != actor.pk]
    return mail.queue_to_all(others, f"portfolio/{template}", context, reminder=reminder)


def _about(version: Version | None, program: Program, **more: Any) -> dict[str, Any]:
    return {"program": program, "version": version, "title": _title(version), **more}


def _newest(program: Program) -> Version | None:
    return program.current or program.versions.order_by("-pk").first()


def version_submitted(version: Version, actor: Any) -> None:
    """A version entered the queue: the Secretariat."""
    before = version.log.filter(action="return").exists()
    _tell(secretariat_people(), "submitted", _about(version, version.program, again=before), actor)


def version_recalled(version: Version, actor: Any) -> None:
    """A version left the queue: the Secretariat, who may be reading it."""
    _tell(secretariat_people(), "recalled", _about(version, version.program), actor)


def version_returned(version: Version, actor: Any, note: str) -> None:
    """Reasons and remarks, each with the address of its field: the ministry."""
    remarks = [
        {"text": remark.text, "label": FIELD_BY_NAME[remark.field].label, "section": section_of(remark.field)}
        for remark in version.remarks.filter(sent_at__isnull=True)
        if remark.field in FIELD_BY_NAME
    ]
    context = _about(version, version.program, note=note, remarks=remarks)
    _tell(ministry_people(version.program.institution), "returned", context, actor)


def section_of(field: str) -> str:
    """The section of the form a field stands in."""
    return next(section.code for section in SECTIONS if any(item.name == field for item in section.fields))


def version_published(version: Version, actor: Any) -> None:
    """It is public now, at this address: the ministry."""
    context = _about(version, version.program, first=version.number == 1, held_until=version.program.opens_at)
    _tell(ministry_people(version.program.institution), "published", context, actor)


def program_changed_state(program: Program, action: str, actor: Any, note: str) -> None:
    """The ministry is told; what a ministry can do by itself (archive, reopen), the Secretariat too."""
    people = ministry_people(program.institution)
    if action in {"archive", "reopen"}:
        people = [*people, *secretariat_people()]
    _tell(people, f"program_{action}", _about(_newest(program), program, note=note), actor)


def launch_moved(launch: Launch, institution: Any, programs: list[Program], actor: Any) -> int:
    """The public reads a ministry's approved programs from another moment; returns how many were written to."""
    return _tell(ministry_people(institution), "launch_moved", _launch(launch, institution, programs), actor)


def launched(launch: Launch, institution: Any, programs: list[Program], actor: Any = None) -> int:
    """The public reads a ministry's programs from now on; returns how many people were written to."""
    return _tell(ministry_people(institution), "launched", _launch(launch, institution, programs), actor)


def _launch(launch: Launch, institution: Any, programs: list[Program]) -> dict[str, Any]:
    rows = [{"program": program, "title": _title(program.current)} for program in programs]
    return {"launch": launch, "institution": institution, "rows": rows, "note": _text(launch, "note")}


def assessment_asked(candidate: Candidate, actor: Any) -> None:
    """A candidacy was opened: its ministry, and the assessors who may judge it."""
    context = _about(candidate.version, candidate.program, candidate=candidate)
    opened = Candidate.objects.filter(pk=candidate.pk)
    assessors = [person for person in partner_people() if opened.open_to(person).exists()]
    _tell(assessors, "candidacy_assess", context, actor)
    _tell(ministry_people(candidate.program.institution), "candidacy_opened", context, actor)


def candidacy_closed(candidate: Candidate, actor: Any) -> None:
    """The outcome, or that there is none: the ministry and those who were assessing."""
    recognized = candidate.state == CandidateState.RECOGNIZED
    context = _about(
        candidate.version,
        candidate.program,
        candidate=candidate,
        recognized=recognized,
        canceled=candidate.state == CandidateState.CANCELED,
        outcome=_text(candidate, "outcome"),
    )
    assessors = [assessment.assessor for assessment in candidate.assessments.select_related("assessor")]
    _tell([*ministry_people(candidate.program.institution), *assessors], "candidacy_closed", context, actor)


def report_answered(report: WrongDatumReport, actor: Any) -> None:
    """What became of a reported error: the reader who left an address, in the language they wrote in."""
    if not report.email:
        return
    context = _about(report.version, report.program, report=report)
    mail.queue(report.email, "portfolio/report_answered", context, language=report.language)


def report_received(report: WrongDatumReport) -> None:
    """A reader says that something is wrong: the Secretariat."""
    _tell(secretariat_people(), "report_received", _about(report.version, report.program, report=report), None)


def campaign_invitation(campaign: Campaign, institution: Any, actor: Any = None) -> int:
    """A ministry is invited to a campaign; returns how many of its people were written to."""
    return _tell(ministry_people(institution), "campaign_invitation", _campaign(campaign, institution), actor)


def campaign_reminder(campaign: Campaign, institution: Any) -> int:
    """A campaign closes soon and the ministry has not submitted; returns how many were written to."""
    context = _campaign(campaign, institution)
    return _tell(ministry_people(institution), "campaign_reminder", context, None, reminder=True)


def _campaign(campaign: Campaign, institution: Any) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "institution": institution,
        "name": _text(campaign, "name"),
        "message": _text(campaign, "message"),
    }


def confirmation_due(institution: Any, programs: list[Program]) -> int:
    """One reminder with all programs a ministry has to confirm (P05); returns how many people were written to."""
    rows = [{"program": program, "title": _title(program.current)} for program in programs]
    context = {"institution": institution, "rows": rows}
    return _tell(ministry_people(institution), "confirm", context, None, reminder=True)
