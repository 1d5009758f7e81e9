"""What a browser without JavaScript would send for a form of a page."""

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """Collects the successful controls of the form whose action or identifier is wanted."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.inside = False
        self.found = False
        self.data: dict[str, list[str]] = {}
        self._text: str | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self.inside = self.wanted in {a.get("id"), a.get("action")}
            self.found = self.found or self.inside
        name = a.get("name")
        if not self.inside:
            return
        if tag == "option" and self._select is not None:
            self._options.append((a.get("value") or "", "selected" in a))
        if not name:
            return
        if tag == "input":
            self._input(name, a)
        elif tag == "textarea":
            self._text = name
            self.data.setdefault(name, []).append("")
        elif tag == "select":
            self._select, self._options = name, []

    def _input(self, name: str, a: dict[str, str | None]) -> None:
        kind = a.get("type", "text")
        if kind in {"submit", "file"} or (kind in {"checkbox", "radio"} and "checked" not in a):
            return
        self.data.setdefault(name, []).append(a.get("value") or ("on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.data[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea" and self._text is not None:
            # The line feed right after the opening tag is not part of the text; browsers send CRLF.
            text = self.data[self._text][-1].removeprefix("\r").removeprefix("\n")
            self.data[self._text][-1] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self._text = None
        if tag == "select" and self._select is not None:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self.data[self._select] = chosen
            self._select = None


def form_data(html: str, wanted: str) -> dict[str, Any]:
    """The data of the form with this identifier or action, as the test client takes it."""
    parser = _Form(wanted)
    parser.feed(html)
    assert parser.found, f"no form {wanted}"
    return {name: values if len(values) > 1 else values[0] for name, values in parser.data.items()}
