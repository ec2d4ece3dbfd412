"""Tell the database which photos each stored version holds: who asks where a photo is used searches no JSON."""

import re

from django.db import migrations

NAME = re.compile(r'<img src="[^"]*?(photos/[\w/-]+\.(?:jpg|png|webp))"')


def fill(apps, schema_editor):
    Photo, Revision = apps.get_model("articles", "Photo"), apps.get_model("articles", "Revision")
    keys = dict(Photo.objects.values_list("file", "pk"))
    known = set(keys.values())
    rows = []
    for revision in Revision.objects.only("content").iterator(chunk_size=500):
        found = {keys[name] for name in NAME.findall(revision.content.get("body", "")) if name in keys}
        found |= {revision.content.get("cover")} & known
        rows += [Revision.photos.through(revision_id=revision.pk, photo_id=key) for key in found]
    Revision.photos.through.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_newsroom_tools")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
