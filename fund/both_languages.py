"""Texts of the ledger are written in all languages at once: an entry can never be given a translation later."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from rial.core.bilingual import columns

# What people write of an entry; where it is written (source) is cited in the language of the document.
TEXTS = ("description", "activity", "conditions", "authority", "valuation", "contributor_name", "pool_note", "reason")


def missing_languages(values: Mapping[str, Any]) -> dict[str, str]:
    """{column: what to do} for every text that stands in some language and is empty in another."""
    found: dict[str, str] = {}
    for name in TEXTS:
        said = {key: bool(str(values.get(key) or "").strip()) for key in columns(name)}
        if any(said.values()):
            message = _("Write it in this language too: an entry never changes, so it cannot be translated later.")
            found |= {key: message for key, there in said.items() if not there}
    return found
