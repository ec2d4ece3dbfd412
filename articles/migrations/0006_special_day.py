from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_editors_desk")]

    operations = [
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.DateField(
                        error_messages={"unique": "This day is in the list already."},
                        help_text="The government announces the days off of each year, and those made up for: check the list against its yearly notice.",
                        unique=True,
                        verbose_name="day",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "is_working",
                    models.BooleanField(
                        default=False,
                        help_text="Tick it for a Saturday or Sunday on which the office works to make up for a day off.",
                        verbose_name="is worked",
                    ),
                ),
            ],
            options={
                "verbose_name": "public holiday or day made up for",
                "verbose_name_plural": "public holidays and days made up for",
                "ordering": ["day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="special_day_has_name",
                        violation_error_message="A special day needs a name.",
                    )
                ],
            },
        ),
    ]
