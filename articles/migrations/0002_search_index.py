"""The full-text index over SearchDocument: an FTS5 table on SQLite, an expression index on PostgreSQL."""

from django.db import migrations

SQL = {
    "sqlite": (
        "CREATE VIRTUAL TABLE articles_fts USING fts5"
        "(text, content='articles_searchdocument', content_rowid='article_id', tokenize='unicode61')",
        "DROP TABLE articles_fts",
    ),
    "postgresql": (
        "CREATE INDEX articles_searchdocument_words ON articles_searchdocument USING gin (to_tsvector('simple', text))",
        "DROP INDEX articles_searchdocument_words",
    ),
}


def create(apps, schema_editor):
    schema_editor.execute(SQL[schema_editor.connection.vendor][0])


def drop(apps, schema_editor):
    schema_editor.execute(SQL[schema_editor.connection.vendor][1])


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
