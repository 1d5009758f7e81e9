"""A meeting whose record in content/ changed is entered anew, with the fate of its decisions."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from meetings.loading.meetings import load_decision_links, load_meetings
from meetings.models import Decision, Meeting

RECORD = """
- slug: planning-2012
  kind: planning
  title_en: {title}
  title_es: Planificación
  start: 2012-02-01
  decisions:
    - code: DEC-7001
      key: workshop
      kind: event
      text_en: A workshop will be held.
      text_es: Se celebrará un taller.
      event: workshop-2013
      notes:
        - {{on: 2013-02-22, progress: done, text_en: Held., text_es: Celebrado.}}
    - code: DEC-7002
      key: thanks
      kind: thanks
      text_en: Thanks to the hosts.
      text_es: Se agradeció a las sedes.
      progress: taken
- slug: workshop-2013
  kind: workshop
  title_en: Workshop
  title_es: Taller
  start: 2013-02-21
"""


def _load(folder: Path, title: str) -> None:
    (folder / "meetings" / "all.yaml").write_text(RECORD.format(title=title), encoding="utf-8")
    load_meetings(True)
    load_decision_links(True)


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["Planning", "Planning meeting"])
def test_the_fate_of_decisions_outlives_a_changed_record(tmp_path: Path, settings: LazySettings, again: str) -> None:
    settings.CONTENT_DIR = tmp_path
    (tmp_path / "meetings").mkdir()
    _load(tmp_path, "Planning")
    _load(tmp_path, again)
    assert Meeting.objects.get(slug="planning-2012").title_en == again
    held = Decision.objects.get(code="DEC-7001", event__slug="workshop-2013")
    assert (held.progress, str(held.progress_on)) == ("done", "2013-02-22")
    assert [note.text_en for note in held.notes.all()] == ["Held."]
    thanks = Decision.objects.get(code="DEC-7002")
    assert (thanks.progress, thanks.progress_on, thanks.log.count()) == ("taken", None, 1)
