"""The Secretariat's admin: who enters, what the first page shows, and that no page breaks the policy of its scripts."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from rial.core.admin_site import add_task, grouped, tasks
from rial.core.waiting import WaitingItem
from tests.factories import make_published, make_submitted
from tests.personas import PERSONAS, Personas, institution

TASK_PAGES = [
    "index",
    "portfolio_version_queue",
    "portfolio_program_translations",
    "portfolio_program_currency",
    "portfolio_program_duplicates",
    "portfolio_program_numbers",
    "portfolio_program_changes",
]
OURS = {"portfolio", "directory", "accounts"}


def list_pages() -> list[str]:
    """The list of every registered model of ours."""
    models = [model._meta for model in admin.site._registry if model._meta.app_label in OURS]
    return [f"{meta.app_label}_{meta.model_name}_changelist" for meta in models]


@pytest.mark.parametrize("persona", PERSONAS)
def test_only_the_secretariat_enters(as_persona: Any, persona: str) -> None:
    client: Client = as_persona(persona)
    expected = {"anonymous": 302, "secretariat": 200}.get(persona, 403)
    for name in [*TASK_PAGES, *list_pages()]:
        assert client.get(reverse(f"admin:{name}")).status_code == expected, name


@pytest.mark.parametrize("persona", ["costa_rica", "partner", "authority"])
def test_closed_door_is_a_page_with_words(as_persona: Any, persona: str) -> None:
    response = as_persona(persona).get("/en/admin/")
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


def test_anonymous_is_led_to_the_sign_in_page(as_persona: Any) -> None:
    response = as_persona("anonymous").get("/en/admin/portfolio/version/queue/")
    assert response["Location"] == "/en/accounts/login/?next=/en/admin/portfolio/version/queue/"


def test_sign_in_page_of_the_admin_is_the_portals(as_persona: Any) -> None:
    assert as_persona("secretariat").get("/en/admin/login/")["Location"] == "/en/admin/"
    assert as_persona("mexico").get("/en/admin/login/").status_code == 403
    assert as_persona("secretariat").get("/en/admin/logout/")["Location"] == "/en/accounts/logout/"
    changed = as_persona("secretariat").get("/en/admin/password_change/")
    assert changed["Location"] == "/en/accounts/password/change/"


@pytest.mark.parametrize("language", ["es", "en"])
def test_pages_need_nothing_inline(personas: Personas, as_persona: Any, language: str) -> None:
    client: Client = as_persona("secretariat")
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    version = make_submitted(institution("MX"), personas.mexico)
    own = [
        f"/{language}/admin/portfolio/program/{program.pk}/{page}/"
        for page in ("change", "history", "translate", "merge", "do/unpublish", "do/archive")
    ]
    own += [
        f"/{language}/admin/portfolio/version/{version.pk}/{page}/" for page in ("review", "do/return", "do/publish")
    ]
    own += [f"/{language}/admin/directory/{page}/" for page in ("institution/add", "topic/add", "country/CR/change")]
    stock = [reverse(f"admin:{name}").replace("/es/", f"/{language}/", 1) for name in [*TASK_PAGES, *list_pages()]]
    for address in [*own, *stock]:
        response = client.get(address)
        html = response.content.decode()
        assert response.status_code == 200, address
        assert "Content-Security-Policy" in response.headers, address
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", html), address
        assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", html), address
        assert f'<html lang="{language}"' in html, address


def test_nothing_waits_says_so(secretariat_client: Client) -> None:
    html = secretariat_client.get("/en/admin/").content.decode()
    assert "Nothing waits for you" in html


def test_first_page_shows_what_waits_oldest_first(personas: Personas, secretariat_client: Client) -> None:
    make_submitted(institution("CR"), personas.costa_rica, title_es="Primera", title_en="First one")
    make_submitted(institution("MX"), personas.mexico, title_es="Segunda", title_en="Second one")
    response = secretariat_client.get("/en/admin/")
    review = next(group for group in response.context["groups"] if group.kind == "To review")
    assert [item.title for item in review.items] == ["First one", "Second one"]
    assert [item.source for item in review.items] == ["Costa Rica", "Mexico"]
    assert response.context["total"] == 2
    assert "2 things wait for you" in response.content.decode()


def test_groups_keep_the_order_of_their_oldest_item() -> None:
    def item(title: str, kind: str, day: int, due: date | None = None) -> WaitingItem:
        return WaitingItem(title=title, url="/", since=datetime(2026, 1, day, tzinfo=UTC), kind=kind, due=due)

    groups = grouped([item("a", "one", 1), item("b", "two", 2, date(2020, 1, 1)), item("c", "one", 3)])
    assert [(group.kind, [i.title for i in group.items]) for group in groups] == [("one", ["a", "c"]), ("two", ["b"])]
    assert [group.overdue for group in groups] == [0, 1]
    many = grouped([item(str(n), "one", 1) for n in range(8)])[0]
    assert (len(many.first), len(many.rest)) == (6, 2)


def test_a_task_said_twice_counts_once() -> None:
    before = len(tasks())
    for task in tasks():
        add_task(task.label, task.url_name, task.order)
    assert len(tasks()) == before


def test_the_navigation_marks_the_page(secretariat_client: Client) -> None:
    html = secretariat_client.get("/en/admin/portfolio/version/queue/").content.decode()
    assert html.count('aria-current="page">Review<') == 1


LISTS = ["portfolio_program", "portfolio_version", "accounts_user", "directory_country"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("action", ["download_csv", "download_xlsx"])
@pytest.mark.parametrize("key", ["abc", "", "\x00", "\ufffd"])
def test_a_mark_that_is_no_record_is_refused(as_persona: Any, name: str, action: str, key: str) -> None:
    data = {"action": action, "index": "0", "select_across": "0", "_selected_action": key}
    response = as_persona("secretariat").post(reverse(f"admin:{name}_changelist"), data)
    by_code = name == "directory_country" and key != "\x00"
    assert response.status_code == (200 if by_code else 400)


def test_messages_marked_by_hand_are_refused_too(as_persona: Any) -> None:
    data = {"action": "requeue", "index": "0", "select_across": "0", "_selected_action": "abc"}
    response = as_persona("secretariat").post(reverse("admin:post_office_email_changelist"), data)
    assert response.status_code == 400


@pytest.mark.parametrize("query", ["created_at__year=99999999999", "created_at__year=-1", "created_at__gte=zzz"])
@pytest.mark.parametrize("name", ["portfolio_program", "portfolio_wrongdatumreport"])
def test_a_filter_that_makes_no_sense_leads_back_to_the_list(as_persona: Any, name: str, query: str) -> None:
    url = reverse(f"admin:{name}_changelist")
    response = as_persona("secretariat").get(f"{url}?{query}")
    assert response.status_code == 302
    assert response["Location"] == f"{url}?e=1"


def test_null_bytes_in_a_form_of_the_admin_are_a_bad_request(as_persona: Any, personas: Personas) -> None:
    url = reverse("admin:directory_institution_change", args=[institution("CR").pk])
    response = as_persona("secretariat").post(url, {"country": "\x00"})
    assert response.status_code == 400
