"""The whole database as rows of text, on SQLite and on PostgreSQL, to see what is in it and what a step changed."""

import json
import unicodedata
from collections import Counter

from django.db import connection


def dump() -> dict:
    """Return the rows of every table, as tuples of text, with how often each occurs."""
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- names from the catalogue
            tables[table] = Counter(tuple(map(_text, row)) for row in cursor.fetchall())
    return tables


def changes(before, after) -> dict:
    """Return, by table, how many rows went and how many came; a row that was changed does both."""
    found = {}
    for table in after:
        gone, come = before[table] - after[table], after[table] - before[table]
        if gone or come:
            found[table] = (gone.total(), come.total())
    return found


def cells(tables) -> set:
    """Return all that stands in a dump, JSON spelled out and compatible signs as their plain ones."""
    every = {cell for rows in tables.values() for row in rows for cell in row}
    return {unicodedata.normalize("NFKC", cell) for cell in every}


def digits(text) -> str:
    """Return the digits of a text in any script, without what stands between them."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())


def _text(value):
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode(errors="replace")
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    if text[:1] in {"[", "{"}:
        try:
            return json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            return text
    return text
