"""The Secretariat records, reverses and issues in the admin; the ledger itself is never changed."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from fund.models import Entry, Statement


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


CONTRIBUTION = {
    "nature": "cash",
    "value_date": "2026-03-02",
    "date_precision": "day",
    "country": "CL",
    "amount": "12.500,50",
    "description_es": "Aporte de Chile",
    "description_en": "Aporte de Chile (en)",
    "published_as": "amount",
}


def record(client: Client, kind: str, **values: Any) -> Any:
    return client.post(reverse("admin:fund_entry_record", args=[kind]), values)


def test_a_contribution_is_recorded_as_typed_in_the_region(secretariat_client: Client) -> None:
    response = record(secretariat_client, "contribution", **CONTRIBUTION)
    entry = Entry.objects.get()
    assert response.url == reverse("admin:fund_entry_entry", args=[entry.pk])
    assert (entry.kind, entry.nature, entry.country_id) == ("contribution", "cash", "CL")
    assert (entry.amount, entry.value_date, entry.published_as) == (Decimal("12500.50"), date(2026, 3, 2), "amount")
    assert entry.recorded_by is not None


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"amount": "-5"}, "amount", "Enter an amount above zero. A mistake is undone by reversing its entry."),
        ({"amount": "999999999999"}, "amount", "Enter an amount below 100 million: this one is larger."),
        ({"amount": "mucho"}, "amount", "Enter a number, such as 1250.50."),
        ({"value_date": "2999-01-01"}, "value_date", "This day has not come yet. Record a pledge instead, or wait."),
        (
            {"original_currency": "XXX"},
            "original_currency",
            "“XXX” is no currency known here; use its three letters, such as CAD.",
        ),
        ({"country": ""}, "country", "Say who contributes: a country, an institution or a name."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_lost(
    secretariat_client: Client, changed: dict[str, str], field: str, message: str
) -> None:
    response = record(secretariat_client, "contribution", **{**CONTRIBUTION, **changed})
    assert response.status_code == 200
    assert response.context["form"].errors[field] == [message]
    assert 'value="Aporte de Chile"' in response.content.decode()
    assert not Entry.objects.exists()


def test_an_entry_is_reversed_with_a_reason_once(secretariat_client: Client) -> None:
    record(secretariat_client, "contribution", **CONTRIBUTION)
    entry = Entry.objects.get()
    address = reverse("admin:fund_entry_reverse", args=[entry.pk])
    assert secretariat_client.post(address, {"reason_es": "Era de Perú"}).context["form"].errors == {
        "reason_en": ["Complete this field."]
    }
    said = {"reason_es": "Era de Perú", "reason_en": "It came from Peru"}
    secretariat_client.post(address, said)
    undone = Entry.objects.get(reverses=entry)
    assert (undone.amount, undone.reason_es, undone.reason_en) == (Decimal("-12500.50"), *said.values())
    assert "It came from Peru" in secretariat_client.get(f"/en/fund/ledger/{undone.pk}/").content.decode()
    assert "Era de Perú" in secretariat_client.get(f"/es/fund/ledger/{undone.pk}/").content.decode()
    again = secretariat_client.post(address, said)
    assert again.context["form"].non_field_errors() == [f"{entry.code} has been reversed already."]
    of_reversal = secretariat_client.post(reverse("admin:fund_entry_reverse", args=[undone.pk]), said)
    assert of_reversal.context["form"].non_field_errors() == [
        f"{undone.code} is itself a reversal. Record the right entry instead."
    ]


def test_more_than_authorized_is_refused_and_says_what_is_left(secretariat_client: Client) -> None:
    plain = {
        "value_date": "2026-03-02",
        "date_precision": "day",
        "description_es": "Taller",
        "description_en": "Taller (en)",
        "category": "workshops",
    }
    record(secretariat_client, "authorization", **plain, amount="1000")
    authorization = Entry.objects.get()
    response = record(secretariat_client, "expenditure", **plain, amount="1200", authorization=authorization.pk)
    assert response.context["form"].errors["amount"] == [
        f"{authorization.code} leaves USD 1,000; this is USD 200 more. Lower the amount, or ask a second person for an "
        "override."
    ]
    record(secretariat_client, "expenditure", **plain, amount="900", authorization=authorization.pk)
    assert Entry.objects.filter(kind="expenditure").count() == 1


def test_a_statement_is_previewed_then_issued_and_verified(secretariat_client: Client) -> None:
    record(secretariat_client, "contribution", **CONTRIBUTION)
    address = reverse("admin:fund_statement_add")
    preview = secretariat_client.get(address, {"as_of": "2026-03-31"})
    assert [line.number for line in preview.context["preview"]][:1] == ["12,500.50"]
    assert not Statement.objects.exists()
    secretariat_client.post(address, {"as_of": "2026-03-31", "note_es": "Para la reunión", "note_en": ""})
    issued = Statement.objects.get()
    assert (issued.as_of, issued.received) == (date(2026, 3, 31), Decimal("12500.50"))
    page = secretariat_client.get(reverse("admin:fund_statement_change", args=[issued.pk]))
    assert page.context["checked"].holds
    refused = secretariat_client.post(address, {"as_of": "2999-01-01"})
    assert refused.context["form"].errors["as_of"] == ["This day has not come yet."]


def test_the_list_costs_the_same_with_one_entry_and_with_thirty(secretariat_client: Client) -> None:
    record(secretariat_client, "contribution", **CONTRIBUTION)
    address = reverse("admin:fund_entry_changelist")
    secretariat_client.get(address)
    with CaptureQueriesContext(connection) as one:
        secretariat_client.get(address)
    for _number in range(29):
        record(secretariat_client, "contribution", **CONTRIBUTION)
    with CaptureQueriesContext(connection) as thirty:
        response = secretariat_client.get(address)
    assert len(thirty) == len(one) <= 16
    assert response.context["filtered_sum"] == "USD 375,015"


def test_the_ledger_offers_no_way_to_change_or_delete(secretariat_client: Client) -> None:
    record(secretariat_client, "contribution", **CONTRIBUTION)
    entry = Entry.objects.get()
    assert secretariat_client.get(reverse("admin:fund_entry_add")).status_code == 403
    delete = secretariat_client.post(reverse("admin:fund_entry_delete", args=[entry.pk]), {"post": "yes"})
    assert delete.status_code == 403
    assert Entry.objects.count() == 1


def test_a_text_is_written_in_both_languages_or_in_none(secretariat_client: Client) -> None:
    one = {key: value for key, value in CONTRIBUTION.items() if key != "description_en"}
    response = record(secretariat_client, "contribution", **one, valuation_en="A fair rent")
    told = "Write it in this language too: an entry never changes, so it cannot be translated later."
    assert response.context["form"].errors == {"description_en": [told], "valuation_es": [told]}
    assert not Entry.objects.exists()


def test_a_form_sent_twice_records_once(secretariat_client: Client) -> None:
    address = reverse("admin:fund_entry_record", args=["contribution"])
    (seen,) = re.findall(r'name="seen" value="(\d+)"', secretariat_client.get(address).content.decode())
    first = record(secretariat_client, "contribution", **CONTRIBUTION, seen=seen)
    assert first.status_code == 302
    again = record(secretariat_client, "contribution", **CONTRIBUTION, seen=seen)
    entry = Entry.objects.get()
    assert again.context["form"].non_field_errors() == [
        f"This has just been recorded as {entry.code}. If it came twice, open the form anew and record it again."
    ]
    # Opened anew: it did come twice.
    assert record(secretariat_client, "contribution", **CONTRIBUTION, seen=str(entry.pk)).status_code == 302
    assert Entry.objects.count() == 2


def test_an_authorization_sent_twice_is_recorded_once(secretariat_client: Client) -> None:
    plain = {
        "value_date": "2026-03-02",
        "date_precision": "day",
        "description_es": "Taller",
        "description_en": "Workshop",
    }
    decided = {"authority_es": "Reunión de planificación", "authority_en": "Planning meeting"}
    asked = {**plain, **decided, "category": "workshops", "amount": "500", "seen": "0"}
    answers = [record(secretariat_client, "authorization", **asked) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 200], answers[0].context["form"].errors
    assert Entry.objects.count() == 1
