"""The Secretariat's lists of the directory."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms import modelform_factory
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rial.directory.admin import TopicForm
from rial.directory.models import Country, Institution, Topic
from tests.personas import institution


@pytest.mark.parametrize(
    ("path", "words", "expected"),
    [
        ("institution", "Trabajo y Seguridad Social Costa Rica", ["CR"]),
        ("country", "Trinidad and Tobago", ["TT"]),
        ("country", "Trinidad y Tobago", ["TT"]),
    ],
)
def test_search_looks_in_every_language(secretariat_client: Client, path: str, words: str, expected: list[str]) -> None:
    for language in ("es", "en"):
        response = secretariat_client.get(f"/{language}/admin/directory/{path}/", {"q": words})
        found = response.context["cl"].result_list
        assert [getattr(row, "country_id", None) or row.pk for row in found] == expected, language


def test_countries_stand_in_the_readers_order(secretariat_client: Client) -> None:
    for language in ("es", "en"):
        response = secretariat_client.get(f"/{language}/admin/directory/country/")
        shown = [getattr(row, f"name_{language}") for row in response.context["cl"].result_list]
        assert shown == list(Country.objects.order_by(f"name_{language}").values_list(f"name_{language}", flat=True))


def test_lists_cost_the_same_whatever_their_length(secretariat_client: Client) -> None:
    def queries(query: str) -> int:
        address = f"/en/admin/directory/institution/{query}"
        secretariat_client.get(address)
        with CaptureQueriesContext(connection) as captured:
            secretariat_client.get(address)
        return len(captured)

    assert queries("?q=Costa+Rica") == queries("?q=a")


def test_dated_names_are_kept_beside_the_record(secretariat_client: Client) -> None:
    ministry = institution("CR")
    old = ministry.names.count()
    data = {
        "kind": "ministry",
        "country": "CR",
        "active": "on",
        "names-TOTAL_FORMS": str(old + 1),
        "names-INITIAL_FORMS": str(old),
    }
    for index, name in enumerate(ministry.names.all()):
        data |= {f"names-{index}-id": str(name.pk), f"names-{index}-institution": str(ministry.pk)}
        data |= {f"names-{index}-name_es": name.name_es, f"names-{index}-name_en": name.name_en}
    data |= {f"names-{old}-name_es": "Secretaría de Trabajo", f"names-{old}-valid_to": "1955-12-31"}
    response = secretariat_client.post(f"/en/admin/directory/institution/{ministry.pk}/change/", data)
    assert response.status_code == 302
    assert (
        Institution.objects.get(pk=ministry.pk).names.filter(name_es="Secretaría de Trabajo", name_en="").count() == 1
    )


def test_codes_never_change(secretariat_client: Client) -> None:
    secretariat_client.post(
        "/en/admin/directory/topic/labor-inspection/change/",
        {"code": "other", "name_es": "Inspección", "name_en": "Inspection", "position": "1"},
    )
    assert Topic.objects.get(pk="labor-inspection").name_en == "Inspection"
    assert not Topic.objects.filter(pk="other").exists()


def test_the_tree_has_two_levels(vocabulary: None) -> None:
    root = Topic.objects.create(code="root", name_es="Raíz")
    leaf = Topic.objects.create(code="leaf", name_es="Hoja", parent=root)
    other = Topic.objects.create(code="other", name_es="Otra")

    def problem(topic: Topic, parent: Topic | None) -> list[str]:
        form = modelform_factory(Topic, form=TopicForm, fields=["parent"])(instance=topic)
        form.cleaned_data = {"parent": parent}
        try:
            assert form.clean_parent() == parent
        except ValidationError as error:
            return list(error.messages)
        return []

    assert len(problem(other, leaf)) == 1
    assert len(problem(root, root)) == 1
    assert len(problem(root, other)) == 1
    assert problem(leaf, other) == []
    assert problem(leaf, None) == []


def test_a_topic_in_use_is_not_deleted(secretariat_client: Client) -> None:
    Topic.objects.create(code="root", name_es="Raíz")
    Topic.objects.create(code="leaf", name_es="Hoja", parent_id="root")
    assert secretariat_client.post("/en/admin/directory/topic/root/delete/", {"post": "yes"}).status_code == 200
    secretariat_client.post("/en/admin/directory/topic/leaf/delete/", {"post": "yes"})
    assert list(Topic.objects.filter(pk__in=("root", "leaf")).values_list("pk", flat=True)) == ["root"]
    assert secretariat_client.post("/en/admin/directory/country/CR/delete/", {"post": "yes"}).status_code == 403
