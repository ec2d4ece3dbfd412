"""Search without marks: "thach that" finds "Thạch Thất". One module over SQLite FTS5 and PostgreSQL full text.

Both look through SearchDocument.text, folded by articles/text.py: neither engine folds đ by itself. The index is
written by the workflow's steps, in their transaction, never by triggers (a table rebuilt by a migration drops them).
"""

from django.db import connections, router
from django.db.models.expressions import RawSQL

from . import text as plain
from .models import Article, SearchDocument

MAX_LENGTH = 1000  # characters of a query; a whole title must fit, typed with separate marks too
MAX_WORDS = 24
# PostgreSQL refuses a document whose words and their places take more than 1 MB. A character takes 4 bytes at most (a
# sign of four bytes: itself, its place and their count, over two characters with the space), so this much always fits.
MAX_DOCUMENT = 250_000

SQLITE = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH %s"
POSTGRESQL = (
    "SELECT article_id FROM articles_searchdocument WHERE to_tsvector('simple', text) @@ plainto_tsquery('simple', %s)"
)


def words_of(query: str) -> list[str]:
    """Return the folded words of what somebody typed; empty where nothing can be looked for."""
    return plain.fold(query[:MAX_LENGTH]).split()[:MAX_WORDS]


def search(articles, query: str):
    """Narrow a queryset of articles to those that hold every word of the query, with or without marks."""
    words = words_of(query)
    if not words:
        return articles.none()
    # The SQL is constant; the words travel as parameters.
    if connections[articles.db].vendor == "sqlite":
        # Quoted, a word is nothing but a word: AND, NEAR, * and the like lose their meaning.
        found = RawSQL(SQLITE, [" ".join(f'"{word}"' for word in words)])  # noqa: S611
    else:
        found = RawSQL(POSTGRESQL, [" ".join(words)])  # noqa: S611
    return articles.filter(pk__in=found)


def index(article_id: int, folded: str):
    """Put an article's folded words into the index, in place of what stood there; of a whole book its beginning."""
    if len(folded) > MAX_DOCUMENT:
        folded = folded[: MAX_DOCUMENT + 1].rpartition(" ")[0]
    remove(article_id)
    SearchDocument.objects.create(article_id=article_id, text=folded)
    _fts("INSERT INTO articles_fts (rowid, text) VALUES (%s, %s)", article_id, folded)


def remove(article_id: int):
    document = SearchDocument.objects.filter(article_id=article_id).first()
    if document is None:
        return
    # An FTS5 table over another table's text wants the old words back to forget them.
    _fts("INSERT INTO articles_fts (articles_fts, rowid, text) VALUES ('delete', %s, %s)", article_id, document.text)
    document.delete()


def _fts(sql, *values):
    connection = connections[router.db_for_write(Article)]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
