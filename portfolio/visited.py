"""How the programs people read are called in the Secretariat's list; imported by the app's ready()."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from rial.core.bilingual import text_of
from rial.core.visits import Named, name_visited

from .models import Program

# The kind of `rial.core.visits.counted`.
KIND = "portfolio"


def names(codes: Iterable[str]) -> Mapping[str, Named]:
    """Titles and addresses of public programs."""
    programs = Program.objects.public().filter(code__in=list(codes)).select_related("current")
    return {
        program.code: Named(text_of(program.current, "title").value, program.get_absolute_url()) for program in programs
    }


name_visited(KIND, _("Programs"), names)
