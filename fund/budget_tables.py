"""Budgets as their page tells them: lines side by side, years and sums, what was printed, what other funds allow."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import Text, text_of

from .budgets import Applied, Comparison, Computed, Printed, compare
from .enums import LineSection
from .models import Budget, BudgetLine, FundingRule
from .wording import shown_number


@dataclass(frozen=True)
class Cell:
    """A line in one budget: what it costs a year, how many, when, and what the printed text leaves open."""

    amount: str = ""
    detail: str = ""
    note: Text | None = None


@dataclass(frozen=True)
class Row:
    """A line across the budgets; `look` is “sum” for totals of years, “end” for the whole."""

    label: Text | str
    cells: tuple[Cell, ...]
    look: str = ""


@dataclass(frozen=True)
class PrintedRow:
    """A printed sum beside the computed one."""

    budget: Text
    label: str
    printed: str
    computed: str
    difference: str
    note: Text


@dataclass(frozen=True)
class Table:
    """One comparison, ready to print."""

    code: str
    comparison: Comparison
    names: tuple[Text, ...]
    # What each costs in all: its name, over how many years, US dollars.
    totals: tuple[tuple[Text, str, str], ...]
    lines: tuple[Row, ...]
    years: tuple[Row, ...]
    printed: tuple[PrintedRow, ...]
    rules: tuple[Row, ...]
    rule_names: tuple[Text, ...]
    notes: tuple[tuple[Text, Text], ...]
    source: Text
    source_url: str


def comparison_tables() -> list[Table]:
    """All comparisons on record, in the order of their codes."""
    codes = Budget.objects.order_by("comparison").values_list("comparison", flat=True).distinct()
    return [_table(code, compare(code)) for code in codes]


def _table(code: str, found: Comparison) -> Table:
    first = found.budgets[0].budget
    return Table(
        code=code,
        comparison=found,
        names=tuple(text_of(one.budget, "name") for one in found.budgets),
        totals=tuple(
            (text_of(one.budget, "name"), _over_years(len(one.years)), shown_number(one.total)) for one in found.budgets
        ),
        lines=tuple(_lines(found)),
        years=tuple(_years(found)),
        printed=tuple(_printed(one, each) for one in found.budgets for each in one.printed),
        rules=tuple(Row(_limit(rule.rule), tuple(_over(each) for each in rule.applied)) for rule in found.rules),
        rule_names=tuple(text_of(rule.rule, "name") for rule in found.rules),
        notes=tuple(
            (text_of(one.budget, "name"), text_of(one.budget, "note")) for one in found.budgets if one.budget.note
        ),
        source=text_of(first, "source"),
        source_url=first.source_url,
    )


def _over_years(count: int) -> str:
    return ngettext("in %(n)s year", "in %(n)s years", count) % {"n": count}


def _lines(found: Comparison) -> list[Row]:
    """Lines with the same name and section stand in one row, staff first; within it in the order of the budgets."""
    rows: dict[tuple[str, str], dict[int, list[BudgetLine]]] = {}
    for place, one in enumerate(found.budgets):
        for line in one.lines:
            rows.setdefault((line.section, text_of(line, "label").value), {}).setdefault(place, []).append(line)
    sections = list(LineSection.values)
    ordered = sorted(rows.items(), key=lambda item: sections.index(item[0][0]))
    return [_line(cells, len(found.budgets)) for _key, cells in ordered]


def _line(by_budget: dict[int, list[BudgetLine]], width: int) -> Row:
    label = text_of(next(iter(by_budget.values()))[0], "label")
    return Row(label, tuple(_cell(by_budget.get(place, [])) for place in range(width)))


def _cell(lines: list[BudgetLine]) -> Cell:
    if not lines:
        return Cell("–")
    amounts = [shown_number(line.annual_amount) if line.annual_amount is not None else _("in kind") for line in lines]
    details = [_detail(line) for line in lines]
    notes = [text_of(line, "explanation") for line in lines if line.explanation]
    if len(lines) == 1:
        return Cell(amounts[0], details[0], notes[0] if notes else None)
    parts = [f"{detail}: {amount}" if detail else amount for amount, detail in zip(amounts, details, strict=True)]
    return Cell("; ".join(parts), "", notes[0] if notes else None)


def _detail(line: BudgetLine) -> str:
    if line.headcount:
        return ngettext("%(n)s person", "%(n)s people", line.headcount) % {"n": line.headcount}
    if line.last_year is not None:
        return _("years %(first)s to %(last)s") % {"first": line.first_year, "last": line.last_year}
    return _("from year %(first)s") % {"first": line.first_year} if line.first_year > 1 else ""


def _years(found: Comparison) -> list[Row]:
    longest = max(len(one.years) for one in found.budgets)
    rows = [
        Row(_("Year %(number)s") % {"number": number}, tuple(_year(one, number) for one in found.budgets))
        for number in range(1, longest + 1)
    ]
    total = tuple(Cell(shown_number(one.total)) for one in found.budgets)
    return [*rows, Row(_("All years"), total, "end")]


def _year(one: Computed, number: int) -> Cell:
    if number > len(one.years):
        return Cell("–")
    year = one.year(number)
    parts = {"staff": shown_number(year.staff), "other": shown_number(year.other)}
    return Cell(shown_number(year.amount), _("staff %(staff)s, other %(other)s") % parts)


def _printed(one: Computed, each: Printed) -> PrintedRow:
    figure = each.printed
    label = str(figure.get_figure_display())
    if figure.first_year > 1 or figure.last_year is not None:
        years = {"first": figure.first_year, "last": figure.last_year or len(one.years)}
        label = f"{label}, {_('years %(first)s to %(last)s') % years}"
    return PrintedRow(
        budget=text_of(one.budget, "name"),
        label=label,
        printed=figure.printed,
        computed=shown_number(each.computed) if each.computed is not None else _("differs by year"),
        difference=shown_number(each.difference) if each.difference else "",
        note=text_of(figure, "explanation"),
    )


def _limit(rule: FundingRule) -> str:
    years, amount = rule.max_years, rule.max_amount
    parts = [ngettext("at most %(n)s year", "at most %(n)s years", years) % {"n": years}] if years else []
    parts += [_("at most USD %(amount)s") % {"amount": shown_number(amount)}] if amount is not None else []
    return ", ".join(parts)


def _over(applied: Applied) -> Cell:
    parts = [_("USD %(amount)s beyond") % {"amount": shown_number(applied.over_amount)}] if applied.over_amount else []
    if applied.over_years:
        parts.append(
            ngettext("%(n)s year beyond", "%(n)s years beyond", applied.over_years) % {"n": applied.over_years}
        )
    return Cell("; ".join(parts) or _("within it"))
