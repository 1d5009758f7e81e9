"""What can be wrong with a file or a row, kept as codes and told in the reader's language."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

ERROR, WARNING = "error", "warning"
# Characters of a cell's value that are repeated in a report.
SHOWN = 80


@dataclass(frozen=True)
class Problem:
    """One problem: where it is, what the cell says, and what is accepted (by its code)."""

    code: str
    cell: str = ""
    column: str = ""
    value: str = ""
    level: str = ERROR
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Problem":
        """As stored."""
        return cls(**stored)

    @property
    def is_error(self) -> bool:
        """Errors refuse the row; warnings are told and the row is imported."""
        return self.level == ERROR

    @property
    def message(self) -> str:
        """What is wrong and what is accepted, in the reader's language."""
        return str(MESSAGES[self.code]) % self.params


MESSAGES: dict[str, Any] = {
    # The file as a whole
    "not_xlsx": _("This is not an XLSX workbook. Save the table as XLSX (Excel workbook) and upload that."),
    "old_excel": _("This is an old Excel file or one protected with a password. Save it as XLSX without a password."),
    "csv": _("This looks like a CSV or text file. Open it in a spreadsheet and save it as XLSX."),
    "broken": _("The workbook is damaged and cannot be read. Open it, save it again as XLSX and upload it again."),
    "too_big": _("The file has %(size)s; at most %(most)s are accepted."),
    "unpacked": _("The workbook unpacks to more than %(most)s. Remove images and empty formatted rows."),
    "macros": _("The workbook contains macros. Save it as XLSX without macros."),
    "entities": _("The workbook contains definitions that no spreadsheet writes. It was not read."),
    "empty": _("The workbook has no rows to import."),
    "hidden": _("The sheet “%(sheet)s” with the table is hidden. Show it and save the workbook."),
    "no_header": _("No sheet has the row of column names. Download the template and keep its first row as it is."),
    "missing_columns": _("These columns are missing: %(columns)s."),
    "duplicate_column": _("The column “%(column)s” appears twice, in %(first)s and %(second)s. Keep one."),
    "merged": _("There are merged cells (%(cells)s). Unmerge them: every row needs its own values."),
    "too_many_rows": _("The table has more than %(most)s rows. Split it into several files."),
    "far_row": _("There are cells below row %(most)s. Remove what stands under the table."),
    "interrupted": _("The check was interrupted before it ended. Check the file again."),
    "unknown_column": _("The column “%(column)s” is not known and was not read."),
    "other_sheets": _("Only the sheet “%(sheet)s” was read."),
    # A row
    "required": _("Complete this cell: it is needed."),
    "required_in": _("Complete this cell: it is needed in the original language of the record."),
    "formula": _("The cell holds a formula. Copy it and paste it as a value."),
    "error_value": _("The cell holds an error of the spreadsheet. Write the value."),
    "boolean": _("The cell holds TRUE or FALSE. Write text."),
    "date_in_text": _("The cell holds a date. Write it as text."),
    "date_in_year": _("The cell holds a date. Write only the year with four digits, such as 2012."),
    "date_in_number": _("The cell holds a date. Write a number, and set the cell’s format to number."),
    "year_form": _("Write the year with four digits, such as 2012."),
    "year_range": _("Write a year between %(first)s and %(last)s."),
    "years_order": _("The program ends before it begins."),
    "number_form": _("Write a number with digits only, such as 9200000 or 9.2."),
    "number_ambiguous": _("This number can be read in two ways. Write %(whole)s or %(fraction)s."),
    "number_large": _("Write a number with at most %(digits)s digits before the decimals."),
    "number_decimals": _("Write at most two decimals, such as 9.25."),
    "number_negative": _("Write a number that is not negative."),
    "whole_number": _("Write a whole number, such as 12."),
    "too_long": _("Shorten the text to %(most)s characters: it has %(count)s."),
    "over_limit": _("The text has %(count)s characters; the form asks for at most %(most)s. It is imported whole."),
    "choice": _("This value is not known. Accepted: %(accepted)s."),
    "codes": _("“%(unknown)s” is not known. See the sheet of codes; separate several with a semicolon."),
    "language": _("This language is not one of the portal’s. Accepted: %(accepted)s."),
    "language_needed": _("Both languages have a title. Say which one is the original: %(accepted)s."),
    "institution": _("There is no such ministry or institution. Write the ISO code of the country, such as CR."),
    "inactive_institution": _("This institution is no longer active in the directory."),
    "email": _("Write an e-mail address, such as cooperation@ministry.example."),
    "url": _("Write a web address, such as https://www.example.org/report.pdf."),
    "currency": _("Write the currency with its three letters, such as USD or CRC."),
    "date_form": _("Write the date as year-month-day, such as 2012-06-29."),
    "program": _("There is no program with this code. Write a code such as PRG-0042."),
    "row_lacks": _("This row of the record lacks “%(column)s”."),
    "duplicate": _("The same ministry and identifier stand in row %(line)s already. Keep one of the two rows."),
    "archived": _("%(code)s is archived. Reopen it before importing into it."),
    "merged_program": _("%(code)s was merged into another program. Import into that one."),
    "being_written": _("Someone is writing a new version of %(code)s. Import after it is published or discarded."),
    "same_title": _("It may be the same as %(code)s: the ministry has a program with this title."),
    "html": _("The text contains HTML. It is imported as text and shown as it is written."),
    "marks": _("Invisible characters that change the direction of the text were removed."),
    "changed": _("The portal changed since the check: it said “%(before)s”, now it is “%(now)s”."),
}


def from_json(stored: list[dict[str, Any]]) -> list[Problem]:
    """Problems as stored."""
    return [Problem.from_json(item) for item in stored]
