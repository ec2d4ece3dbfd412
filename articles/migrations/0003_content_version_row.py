from django.db import migrations


def create(apps, schema_editor):
    apps.get_model("articles", "ContentVersion").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_search_index")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
