from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0005_comment_rights"),
    ]

    operations = [
        migrations.CreateModel(
            name="TickRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("failures", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name": "run of the dated work",
                "verbose_name_plural": "runs of the dated work",
                "default_permissions": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="tick_run_single_row",
                        violation_error_message="There is one row for the dated work.",
                    )
                ],
            },
        ),
    ]
