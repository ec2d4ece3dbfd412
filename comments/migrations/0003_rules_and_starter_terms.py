"""The one row of rules, and the terms that a new site begins with; the office changes both in the newsroom."""

from pathlib import Path

from django.db import migrations

TERMS = Path(__file__).resolve().parents[1] / "starter_terms.txt"


def create(apps, schema_editor):
    apps.get_model("comments", "CommentRules").objects.get_or_create(pk=1)
    BlockedTerm = apps.get_model("comments", "BlockedTerm")
    lines = [line for line in TERMS.read_text("utf-8").split("\n") if line and not line.startswith("#")]
    rows = [line.split("\t") for line in lines]
    BlockedTerm.objects.bulk_create(BlockedTerm(kind=kind, term=term) for kind, term in rows)


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_first_consent_text")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
