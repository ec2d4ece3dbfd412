import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_first_consent_text"),
        ("portal", "0002_groups"),
    ]
    operations = [
        migrations.AddField(
            model_name="siteidentity",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                help_text="Without one no comments are taken.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="comments.consenttext",
                verbose_name="consent text of the comment form",
            ),
        ),
    ]
