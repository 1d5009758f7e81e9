"""Entries for reference managers: BibTeX and RIS, with texts that cannot break the format."""

import re
from collections.abc import Iterable, Mapping


def one_line(value: str) -> str:
    """The text with every run of blanks and line ends as one space."""
    return re.sub(r"\s+", " ", value).strip()


def tex(value: str) -> str:
    """A text that means itself in TeX: braces and backslashes are left out, other signs escaped."""
    plain = re.sub(r"[{}\\]", "", one_line(value))
    return re.sub(r"([&%$#_])", r"\\\1", plain)


def bibtex(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """A BibTeX entry of ready values; empty ones are left out."""
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{lines}\n}}\n"


def ris(tags: Iterable[tuple[str, str]]) -> str:
    """A RIS record, one line per tag that has a value."""
    lines = [f"{tag}  - {one_line(value)}\r\n" for tag, value in tags if value]
    return "".join([*lines, "ER  - \r\n"])
