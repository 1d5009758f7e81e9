"""Budgets computed line by line and year by year, compared, with the sums as printed beside (F21–F25)."""

from dataclasses import dataclass
from decimal import Decimal

from .enums import BudgetFigure, LineSection
from .figures import ZERO
from .models import Budget, BudgetLine, BudgetPrintedFigure, FundingRule


@dataclass(frozen=True)
class Year:
    """One year of a budget."""

    number: int
    staff: Decimal
    other: Decimal

    @property
    def amount(self) -> Decimal:
        """Staff and other."""
        return self.staff + self.other


@dataclass(frozen=True)
class Printed:
    """A printed sum and the computed one; None where the budget has no single such sum (it differs by year)."""

    printed: BudgetPrintedFigure
    computed: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Printed − computed; None where no number could be read or computed."""
        if self.printed.amount is None or self.computed is None:
            return None
        return self.printed.amount - self.computed


@dataclass(frozen=True)
class Computed:
    """A budget with its years."""

    budget: Budget
    lines: tuple[BudgetLine, ...]
    years: tuple[Year, ...]
    printed: tuple[Printed, ...]

    @property
    def total(self) -> Decimal:
        """All years."""
        return sum((year.amount for year in self.years), ZERO)

    @property
    def headcount(self) -> int:
        """People in the first year."""
        return sum(line.headcount or 0 for line in self.lines if line.section == LineSection.STAFF)

    def year(self, number: int) -> Year:
        """The year with this number, from 1."""
        return self.years[number - 1]

    def line_total(self, line: BudgetLine) -> Decimal | None:
        """A line over all years; None for what is expected in kind."""
        if line.annual_amount is None:
            return None
        return sum((line.annual_amount for year in self.years if _runs(line, year.number)), ZERO)


@dataclass(frozen=True)
class Applied:
    """How far a budget goes beyond a rule; 0 where it keeps to it."""

    computed: Computed
    over_amount: Decimal
    over_years: int


@dataclass(frozen=True)
class Rule:
    """A ceiling of another source of funds, applied to each budget (F25)."""

    rule: FundingRule
    applied: tuple[Applied, ...]


@dataclass(frozen=True)
class Comparison:
    """Budgets side by side, in their order, with the rules of possible sources."""

    budgets: tuple[Computed, ...]
    rules: tuple[Rule, ...]


def compare(code: str) -> Comparison:
    """The alternatives of a comparison; empty when there is none with this code. Four queries."""
    found = Budget.objects.filter(comparison=code).prefetch_related("lines", "printed_figures").order_by("position")
    budgets = tuple(compute(budget) for budget in found)
    rules = FundingRule.objects.filter(comparison=code).order_by("code")
    return Comparison(budgets, tuple(Rule(rule, tuple(_apply(rule, one) for one in budgets)) for rule in rules))


def compute(budget: Budget) -> Computed:
    """One budget's years and sums, from its lines alone."""
    lines = tuple(budget.lines.all())
    years = tuple(_year(lines, number) for number in range(1, budget.years + 1))
    printed = tuple(Printed(one, _sum_of(years, one)) for one in budget.printed_figures.all())
    return Computed(budget, lines, years, printed)


def _runs(line: BudgetLine, year: int) -> bool:
    return line.first_year <= year and (line.last_year is None or year <= line.last_year)


def _year(lines: tuple[BudgetLine, ...], number: int) -> Year:
    def total(section: LineSection) -> Decimal:
        running = (line.annual_amount for line in lines if line.section == section and _runs(line, number))
        return sum((amount for amount in running if amount is not None), ZERO)

    return Year(number, total(LineSection.STAFF), total(LineSection.OTHER))


def _sum_of(years: tuple[Year, ...], printed: BudgetPrintedFigure) -> Decimal | None:
    meant = [year for year in years if printed.first_year <= year.number <= (printed.last_year or len(years))]
    if printed.figure in {BudgetFigure.TOTAL, BudgetFigure.SPAN}:
        return sum((year.amount for year in meant), ZERO)
    each = {
        BudgetFigure.STAFF_YEAR: [year.staff for year in meant],
        BudgetFigure.OTHER_YEAR: [year.other for year in meant],
        BudgetFigure.YEAR: [year.amount for year in meant],
    }[BudgetFigure(printed.figure)]
    return each[0] if each and len(set(each)) == 1 else None


def _apply(rule: FundingRule, computed: Computed) -> Applied:
    amount = max(ZERO, computed.total - rule.max_amount) if rule.max_amount is not None else ZERO
    years = max(0, computed.budget.years - rule.max_years) if rule.max_years is not None else 0
    return Applied(computed, amount, years)
