"""Tables as files that a spreadsheet opens, and that do nothing there."""

import csv
import unicodedata

from django.http import StreamingHttpResponse

FORMULA = set("=+-@＝＋－＠")  # what a spreadsheet takes for the beginning of a formula


class _Echo:
    """A file that gives back what is written to it: csv makes the line, the response sends it."""

    def write(self, line):
        return line


def csv_file(name, heads, rows):
    """A response that sends the rows as they come."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_lines(heads, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(heads, rows):
    # Without a byte-order mark Excel reads the file in the code page of the machine.
    yield "\ufeff"
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield writer.writerow(heads)
    for row in rows:
        yield writer.writerow([harmless(str(cell)) for cell in row])


def harmless(cell):
    """Keep a spreadsheet from reckoning with what somebody typed: an apostrophe before what looks like a formula.

    Spreadsheets skip spaces, and some skip letters that nobody sees.
    """
    first = next((letter for letter in cell if unicodedata.category(letter)[0] not in "CZ"), "")
    return f"'{cell}" if cell.startswith(("\t", "\r", "\n")) or first in FORMULA else cell
