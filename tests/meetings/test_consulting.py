"""Delegations write in consultations: in their own name, within the window, and nothing typed is lost."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format
from openpyxl import load_workbook
from post_office.models import Email

from meetings.compilation import BY_DELEGATION, compiled, paper_of
from meetings.enums import CommentState, ConsultationKind
from meetings.models import Comment, Consultation
from meetings.services import consultations, consulting
from rial.accounts.enums import Role
from rial.core.paper import plain
from rial.core.waiting import desk_items
from tests.personas import PERSONAS, Personas, institution, make_user

DESK = "/en/desk/meetings/"
PAGE = f"{DESK}consultations/draft-declaration/"
WORDS = {"passage": "Paragraph 12", "text": "Add informal work to the text.", "language": "en"}


def make_consultation(personas: Personas, **values: Any) -> Consultation:
    """An open consultation that closes in ten days unless said."""
    texts = {"title_es": "Proyecto", "title_en": "Draft declaration", "intro_es": "Comente", "intro_en": "Comment"}
    closes = {"closes_on": timezone.localdate() + timedelta(days=10)}
    made = Consultation.objects.create(slug="draft-declaration", **texts | closes | values)
    return consultations.open_consultation(made, by=personas.secretariat)


@pytest.fixture
def consultation(personas: Personas) -> Consultation:
    """Open."""
    return make_consultation(personas)


def write(personas: Personas, consultation: Consultation, who: str = "costa_rica", **words: str) -> Comment:
    user = getattr(personas, who)
    own = institution("CR" if who == "costa_rica" else "MX")
    return consulting.comment(consultation, own, WORDS | words, by=user)


def close_window(consultation: Consultation, days: int = 1) -> None:
    today = timezone.localdate()
    opened = {"opens_on": today - timedelta(days=30), "closes_on": today - timedelta(days=days)}
    Consultation.objects.filter(pk=consultation.pk).update(**opened)


def test_a_delegation_comments_in_its_own_name(as_persona: Any, consultation: Consultation) -> None:
    client = as_persona("costa_rica")
    response = client.post(PAGE, WORDS, follow=True)
    comment = Comment.objects.get()
    found = (comment.institution.country_id, comment.author.email, comment.passage, comment.language)  # type: ignore[union-attr]  # has an author
    assert found == ("CR", "ana@mtss.example", "Paragraph 12", "en")
    assert "Comment received." in response.content.decode()
    client.post(PAGE, WORDS)
    assert Comment.objects.count() == 1
    client.post(PAGE, WORDS | {"passage": "Paragraph 13"})
    assert Comment.objects.count() == 2


def test_a_comment_without_text_is_said_at_the_field(as_persona: Any, consultation: Consultation) -> None:
    response = as_persona("costa_rica").post(PAGE, WORDS | {"text": " "})
    assert response.context["form"].errors == {"text": ["Write the comment."]}
    assert not Comment.objects.exists()


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_opens_the_desk_and_a_consultation(as_persona: Any, consultation: Consultation, persona: str) -> None:
    client = as_persona(persona)
    expected = 302 if persona == "anonymous" else 404
    if persona in {"costa_rica", "colleague", "coordinator", "mexico"}:
        expected = 200
    assert [client.get(page).status_code for page in (DESK, PAGE)] == [expected, expected]


@pytest.mark.parametrize("persona", PERSONAS)
def test_only_the_own_delegation_changes_a_comment(
    as_persona: Any, personas: Personas, consultation: Consultation, persona: str
) -> None:
    comment = write(personas, consultation)
    client = as_persona(persona)
    own = persona in {"costa_rica", "colleague", "coordinator"}
    expected = (302 if persona == "anonymous" else 404) if not own else 200
    page = f"{DESK}comments/{comment.pk}/"
    assert [client.get(one).status_code for one in (page, f"{page}delete/")] == [expected, expected]
    client.post(page, WORDS | {"text": "Changed by someone."})
    comment.refresh_from_db()
    assert comment.text == ("Changed by someone." if own else WORDS["text"])
    client.post(f"{page}delete/")
    assert Comment.objects.exists() is not own


def test_drafts_are_not_there(as_persona: Any, personas: Personas) -> None:
    Consultation.objects.create(slug="draft-declaration", title_en="Draft")
    assert as_persona("costa_rica").get(PAGE).status_code == 404


def test_the_last_day_belongs_to_the_window(personas: Personas) -> None:
    consultation = make_consultation(personas, closes_on=timezone.localdate())
    assert write(personas, consultation).pk is not None


def test_after_the_window_the_text_is_given_back(
    as_persona: Any, personas: Personas, consultation: Consultation
) -> None:
    comment = write(personas, consultation)
    close_window(consultation)
    client = as_persona("costa_rica")
    for page in (PAGE, f"{DESK}comments/{comment.pk}/"):
        response = client.post(page, WORDS | {"text": "Written <too> late, alas."})
        assert response.status_code == 409
        body = response.content.decode()
        assert "Not received: the window has passed" in body
        assert "Written &lt;too&gt; late, alas.</textarea>" in body
    assert client.post(f"{DESK}comments/{comment.pk}/delete/", follow=True).status_code == 200
    assert list(Comment.objects.values_list("text", flat=True)) == [WORDS["text"]]
    assert 'name="text"' not in client.get(PAGE).content.decode()


def test_an_answered_comment_stays_as_it_is(personas: Personas, consultation: Consultation) -> None:
    comment = write(personas, consultation)
    consultations.answer(comment, CommentState.NOTED, {}, by=personas.secretariat)
    for act in (lambda: consulting.delete(comment, by=personas.costa_rica),
                lambda: consulting.change(comment, WORDS, by=personas.costa_rica)):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "answered"


def test_services_refuse_strangers(personas: Personas, consultation: Consultation) -> None:
    comment = write(personas, consultation)
    for who in (personas.mexico, personas.secretariat, personas.partner):
        with pytest.raises(PermissionDenied):
            consulting.comment(consultation, institution("CR"), WORDS, by=who)
        with pytest.raises(PermissionDenied):
            consulting.change(comment, WORDS, by=who)
        with pytest.raises(PermissionDenied):
            consulting.delete(comment, by=who)


@pytest.mark.parametrize(("kind", "read"), [(ConsultationKind.COMMENTS, False), (ConsultationKind.FORUM, True)])
def test_others_are_read_in_a_forum_and_else_once_compiled(
    as_persona: Any, personas: Personas, kind: str, read: bool
) -> None:
    consultation = make_consultation(personas, kind=kind)
    comment = write(personas, consultation)
    client = as_persona("mexico")
    assert (WORDS["text"] in client.get(PAGE).content.decode()) is read
    consultations.close(consultation, by=personas.secretariat)
    assert (WORDS["text"] in client.get(PAGE).content.decode()) is read
    answers = {"answer_en": "Added.", "answer_es": "Añadido."}
    consultations.answer(comment, CommentState.ACCEPTED, answers, by=personas.secretariat)
    assert "Added." in as_persona("costa_rica").get(PAGE).content.decode()
    consultations.publish_compilation(consultation, by=personas.secretariat)
    body = client.get(PAGE).content.decode()
    assert WORDS["text"] in body
    assert "Added." in body


def test_a_consultative_body_writes_too(personas: Personas, consultation: Consultation) -> None:
    code = "cosate"
    make_user("hugo@cosate.example", Role.CONSULTATIVE, institution(code))
    client = Client()
    client.login(email="hugo@cosate.example", password="password")
    assert client.get("/en/desk/", follow=True).request["PATH_INFO"] == DESK
    assert client.post(PAGE, WORDS).status_code == 302
    assert Comment.objects.get().institution.code == code


def test_it_waits_at_the_desk_until_somebody_writes(personas: Personas, consultation: Consultation) -> None:
    items = desk_items(personas.costa_rica, institution("CR"))
    assert [item.url for item in items if "/meetings/" in item.url] == [
        "/es/desk/meetings/consultations/draft-declaration/"
    ]
    write(personas, consultation)
    items = desk_items(personas.costa_rica, institution("CR"))
    assert [item for item in items if "/meetings/" in item.url] == []


def test_mails_lead_to_the_desk(consultation: Consultation) -> None:
    bodies = {email.to[0]: email.message for email in Email.objects.all()}
    assert set(bodies) == {"ana@mtss.example", "berta@mtss.example", "carla@mtss.example", "diego@stps.example"}
    assert all("/es/desk/meetings/consultations/draft-declaration/" in body for body in bodies.values())


def test_a_form_sent_after_the_session_ended_is_kept(consultation: Consultation) -> None:
    response = Client().post(PAGE, WORDS)
    assert response.status_code == 302
    assert "held_post" in response.cookies


# Who was asked -----------------------------------------------------------------------------------------------------


def test_all_who_were_asked_are_listed_with_what_became_of_it(personas: Personas, consultation: Consultation) -> None:
    comment = write(personas, consultation)
    make_user("late@mintra.example", Role.EDITOR, institution("PE"))  # was not there to be asked
    consultations.close(consultation, by=personas.secretariat)
    consultations.answer(comment, CommentState.NOTED, {}, by=personas.secretariat)
    consultations.publish_compilation(consultation, by=personas.secretariat)
    html = Client().get("/en/meetings/consultations/draft-declaration/").content.decode()
    asked = html[html.index('id="asked"') : html.index('id="comments"')]
    with translation.override("en"):
        today = date_format(timezone.localdate(), "DATE_FORMAT")
    assert "<b>1 of 2</b> replied." in asked
    assert f'<li>Costa Rica <span class="small muted">replied on {today}</span></li>' in asked
    assert '<li>Mexico <span class="small muted">no reply</span></li>' in asked
    assert "Peru" not in asked


def test_the_list_of_those_asked_follows_what_is_written(personas: Personas, consultation: Consultation) -> None:
    def replies() -> dict[str, Any]:
        return {row.country_id: (row.answered, row.on) for row in consultation.replies.all()}

    assert replies() == {"CR": (False, None), "MX": (False, None)}
    comment = write(personas, consultation)
    assert replies() == {"CR": (True, timezone.localdate()), "MX": (False, None)}
    consulting.delete(comment, by=personas.costa_rica)
    assert replies() == {"CR": (False, None), "MX": (False, None)}


def test_opened_again_it_asks_those_who_came_since(personas: Personas, consultation: Consultation) -> None:
    make_user("late@mintra.example", Role.EDITOR, institution("PE"))
    closed = consultations.close(consultation, by=personas.secretariat)
    consultations.open_consultation(closed, by=personas.secretariat, note="More time")
    assert list(consultation.replies.values_list("country", flat=True)) == ["CR", "MX", "PE"]


# The compilation ---------------------------------------------------------------------------------------------------


def test_the_compilation_by_passage_and_by_delegation(personas: Personas, consultation: Consultation) -> None:
    write(personas, consultation)
    write(personas, consultation, passage="Paragraph 2", text="Shorten it.")
    write(personas, consultation, "mexico", passage="", text="We agree.")
    consultation.replies.create(country_id="PE", answered=False)
    with translation.override("en"):
        today = date_format(timezone.localdate(), "DATE_FORMAT")
        lines = plain(paper_of(compiled(consultation))).splitlines()
        heads = ["On the whole", "Paragraph 2", "Paragraph 12"]
        assert [line for line in lines if line in heads] == heads
        assert "Peru: no reply" in "\n".join(lines)
        assert any(f"Costa Rica: replied on {today}" in line for line in lines)
        by_delegation = plain(paper_of(compiled(consultation), BY_DELEGATION))
    assert by_delegation.index("Costa Rica") < by_delegation.index("Mexico")


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_takes_the_compilation(
    as_persona: Any, personas: Personas, consultation: Consultation, persona: str
) -> None:
    comment = write(personas, consultation)
    client = as_persona(persona)
    files = [f"{PAGE}compilation.docx", f"{PAGE}compilation.xlsx"]
    public = [f"/en/meetings/consultations/draft-declaration/?format={kind}" for kind in ("docx", "xlsx")]
    desk = {"anonymous": 302, "secretariat": 200}.get(persona, 404)
    assert [client.get(file).status_code for file in files + public] == [desk, desk, 404, 404]
    consultations.close(consultation, by=personas.secretariat)
    consultations.answer(comment, CommentState.NOTED, {}, by=personas.secretariat)
    consultations.publish_compilation(consultation, by=personas.secretariat)
    assert [client.get(file).status_code for file in files + public] == [desk, desk, 200, 200]


def test_the_workbook_has_a_line_for_each_comment(
    secretariat_client: Client, personas: Personas, consultation: Consultation
) -> None:
    write(personas, consultation)
    response: Any = secretariat_client.get(f"{PAGE}compilation.xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[:4] for row in rows] == [
        ("Delegation", "Article, page or passage", "Comment", "Language of the comment"),
        ("Costa Rica", "Paragraph 12", "Add informal work to the text.", "English"),
    ]
