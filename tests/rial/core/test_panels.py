"""Panels that higher rooms add to pages of lower ones."""

import pytest

from rial.core import panels


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_sources", {})


def test_panels_come_in_their_order_and_silent_sources_are_left_out() -> None:
    panels.add_panel("country", lambda subject, user: panels.Panel(title="second", template="b.html"), order=20)
    panels.add_panel("country", lambda subject, user: None, order=15)
    panels.add_panel(
        "country", lambda subject, user: panels.Panel(title=f"{subject} {user}", template="a.html"), order=10
    )
    assert [panel.title for panel in panels.panels("country", "CR", "ana")] == ["CR ana", "second"]
    assert panels.panels("program_trail", "CR", "ana") == []
