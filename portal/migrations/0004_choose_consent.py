from django.db import migrations


def choose_first(apps, schema_editor):
    ConsentText = apps.get_model("comments", "ConsentText")
    identities = apps.get_model("portal", "SiteIdentity").objects.filter(consent=None)
    identities.update(consent=ConsentText.objects.order_by("pk").first())


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_identity_consent")]
    operations = [migrations.RunPython(choose_first, migrations.RunPython.noop)]
