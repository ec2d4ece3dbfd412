from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_content_version_row")]
    operations = [
        migrations.AddIndex(model_name="dailyviews", index=models.Index(fields=["day"], name="daily_views_day"))
    ]
