"""The real content loads by natural key, as often as wanted, and never undoes people's work."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from portfolio.enums import Origin, ProgramState, TranslationState
from portfolio.models import Criterion, Program, ReturnSnippet, Version
from portfolio.services import drafting
from portfolio.services.translations import states
from rial.core.content import ContentError, as_date, read_records, read_yaml
from rial.directory.models import Country, Institution, Topic
from tests.personas import make_personas


def load(*groups: str, refresh: bool = False) -> str:
    out = StringIO()
    options: dict[str, Any] = {"only": list(groups)} if groups else {}
    call_command("load_content", stdout=out, refresh=refresh, **options)
    return out.getvalue()


@pytest.fixture
def everything(db: None) -> None:
    load()


def test_the_real_records(everything: None) -> None:
    assert Country.objects.members().count() == 34
    assert Institution.objects.ministries().count() == 34
    assert Program.objects.public().count() == len(read_records("programs")) == 38
    assert set(Program.objects.values_list("origin", "state")) == {(Origin.SECRETARIAT, ProgramState.PUBLISHED)}
    assert Criterion.objects.count() == 8
    assert ReturnSnippet.objects.count() == 10


def test_every_program_is_in_both_languages_and_says_its_sources(everything: None) -> None:
    for version in Version.objects.with_content():
        assert version.title_es, version
        assert version.title_en, version
        assert version.summary_es, version
        assert version.summary_en, version
        assert version.sources.all(), version
        assert version.topics.all(), version


def test_translations_of_the_content_are_current(everything: None) -> None:
    version = Version.objects.get(program__code="PRG-0001")
    assert set(states(version).values()) == {TranslationState.HUMAN}


def test_loading_twice_changes_nothing(everything: None) -> None:
    lines = load(refresh=True).splitlines()
    assert [line for line in lines if "0 created, 0 updated" not in line] == []


def test_the_secretariats_changes_are_kept(everything: None) -> None:
    Country.objects.filter(code="CR").update(small_economy=False)
    ReturnSnippet.objects.update(text_es="Nuestro texto")
    Criterion.objects.filter(position=1).update(active=False)
    load()
    assert Country.objects.get(code="CR").small_economy is False
    assert set(ReturnSnippet.objects.values_list("text_es", flat=True)) == {"Nuestro texto"}
    assert Criterion.objects.get(position=1).active is False
    load("directory", refresh=True)
    assert Country.objects.get(code="CR").small_economy is True


def test_a_changed_record_becomes_the_next_version(everything: None, settings: LazySettings, tmp_path: Path) -> None:
    change_program(settings, tmp_path, "PRG-0002")
    assert "programs: 0 created, 1 updated, 37 unchanged" in load("programs")
    current = Program.objects.get(code="PRG-0002").current
    assert current is not None
    assert (current.number, current.acronym) == (2, "CHANGED")


def test_a_program_people_touched_is_left_alone(everything: None, settings: LazySettings, tmp_path: Path) -> None:
    people = make_personas()
    program = Program.objects.get(code="PRG-0002")
    drafting.open_new_version(program, by=people.secretariat)
    change_program(settings, tmp_path, "PRG-0002")
    assert "PRG-0002: edited in the portal since; left as it is" in load("programs")
    assert program.versions.filter(number__isnull=False).count() == 1


def change_program(settings: LazySettings, tmp_path: Path, code: str) -> None:
    """Another content folder, in which this program has another acronym."""
    folder = tmp_path / "content"
    folder.mkdir()
    text = (Path(settings.CONTENT_DIR) / "programs.yaml").read_text(encoding="utf-8")
    start = text.index(f"- code: {code}\n")
    end = text.find("\n- code: PRG-", start + 1)
    record = "\n".join(line for line in text[start:end].splitlines() if not line.startswith("  acronym:"))
    changed = text[:start] + record.replace(f"- code: {code}", f"- code: {code}\n  acronym: CHANGED") + text[end:]
    (folder / "programs.yaml").write_text(changed, encoding="utf-8")
    settings.CONTENT_DIR = folder


def test_unknown_group_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="There is no group nothing"):
        load("nothing")


def test_broken_file_names_itself(db: None, settings: LazySettings, tmp_path: Path) -> None:
    settings.CONTENT_DIR = tmp_path
    (tmp_path / "subregions.yaml").write_text("- {code: x", encoding="utf-8")
    with pytest.raises(CommandError, match=r"subregions\.yaml"):
        load("directory")
    with pytest.raises(ContentError, match=r"countries\.yaml"):
        read_records("countries")


def test_topics_form_a_tree(everything: None) -> None:
    roots = Topic.objects.filter(parent=None)
    assert set(roots.values_list("code", flat=True)) == {"labor", "employment"}
    positions = list(Topic.objects.in_tree_order().values_list("position", flat=True))
    assert positions == sorted(set(positions))


@pytest.mark.parametrize(
    ("raw", "end", "expected"),
    [
        (None, False, None),
        ("", True, None),
        (2012, False, date(2012, 1, 1)),
        ("2012", True, date(2012, 12, 31)),
        ("2012-05-04", False, date(2012, 5, 4)),
        (date(2012, 5, 4), True, date(2012, 5, 4)),
    ],
)
def test_dates_of_records(raw: Any, end: bool, expected: date | None) -> None:
    assert as_date(raw, end=end) == expected


def test_words_that_old_yaml_takes_for_truth_values_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("- {on: 2016-06-29, country: NO, said: yes, virtual: true, partial: false}", encoding="utf-8")
    assert read_yaml(path) == [
        {"on": date(2016, 6, 29), "country": "NO", "said": "yes", "virtual": True, "partial": False}
    ]
