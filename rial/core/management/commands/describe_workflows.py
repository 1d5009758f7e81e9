"""manage.py describe_workflows: docs/workflows.md, written from the tables themselves."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from rial.core.workflow import WORKFLOWS, Transition, Workflow

HEADER = """# Workflows

Written by `manage.py describe_workflows` from the tables in each app's `workflow.py`; a test compares. “system” marks
transitions that only follow from another one.
"""


def describe() -> str:
    """The page, in English."""
    with override("en"):
        return "\n".join([HEADER, *(_section(workflow) for workflow in _ordered())])


def _ordered() -> list[Workflow[Any]]:
    return sorted(WORKFLOWS, key=lambda workflow: str(workflow.model._meta.label))


def _section(workflow: Workflow[Any]) -> str:
    lines = [
        f"## {workflow.model._meta.label}",
        "",
        "| Transition | From | To | Who | Note | What happens |",
        "|---|---|---|---|---|---|",
        *(_row(transition) for transition in workflow.transitions.values()),
        "",
    ]
    return "\n".join(lines)


def _row(transition: Transition) -> str:
    who = "system" if transition.by.__name__ == "nobody" else transition.by.__name__.replace("_", " ")
    cells = [
        f"{transition.label} (`{transition.name}`)",
        ", ".join(sorted(str(source) for source in transition.sources)),
        str(transition.target),
        who,
        "required" if transition.note_required else "",
        str(transition.consequence),
    ]
    return "| " + " | ".join(cells) + " |"


class Command(BaseCommand):
    help = "Write docs/workflows.md from the transition tables; with --check, only compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "workflows.md"
        page = describe()
        if not options["check"]:
            path.write_text(page, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != page:
            raise CommandError("docs/workflows.md is not what the tables say: run manage.py describe_workflows")
