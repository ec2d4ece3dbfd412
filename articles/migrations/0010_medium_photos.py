"""The middle file of photos that came in before there was one: texts name it by the size of the photo alone."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import migrations
from PIL import Image

MEDIUM = 800  # pixels on the longer side, as in models/photo.py


def complete(apps, schema_editor):
    for photo in apps.get_model("articles", "Photo").objects.filter(medium="").iterator():
        if max(photo.width, photo.height) <= MEDIUM or not default_storage.exists(photo.file.name):
            continue
        with default_storage.open(photo.file.name) as file, Image.open(file) as image:
            image.thumbnail((MEDIUM, MEDIUM))
            buffer = BytesIO()
            image.save(buffer, "WEBP", quality=78, method=4)
        stem = photo.file.name.rpartition(".")[0]
        photo.medium = default_storage.save(f"{stem}-medium.webp", ContentFile(buffer.getvalue()))
        photo.save(update_fields=["medium"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_topics_and_addresses")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
