import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_daily_views_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=1000, verbose_name="correction")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["-at", "-pk"],
                "default_permissions": ["view"],
            },
        ),
        migrations.CreateModel(
            name="EditorialRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "four_eyes",
                    models.BooleanField(
                        default=False,
                        help_text="Whoever wrote in a version can't approve or publish it. Sections can ask for it one by one.",
                        verbose_name="nobody approves their own text",
                    ),
                ),
                (
                    "blocking",
                    models.JSONField(
                        blank=True, null=True, verbose_name="what must be right before an article goes up"
                    ),
                ),
                (
                    "title_length",
                    models.PositiveSmallIntegerField(
                        default=90,
                        help_text="In characters. A longer one is pointed out.",
                        validators=[
                            django.core.validators.MinValueValidator(20),
                            django.core.validators.MaxValueValidator(250),
                        ],
                        verbose_name="longest title",
                    ),
                ),
                (
                    "sentence_syllables",
                    models.PositiveSmallIntegerField(
                        default=45,
                        help_text="In syllables. A longer one is pointed out.",
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="longest sentence",
                    ),
                ),
                (
                    "review_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How many days after it was sent a text should be reviewed.",
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="days for a review",
                    ),
                ),
            ],
            options={
                "verbose_name": "editorial rules",
                "verbose_name_plural": "editorial rules",
                "default_permissions": ["change", "view"],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quote", models.CharField(blank=True, max_length=300, verbose_name="passage")),
                ("text", models.TextField(max_length=2000, verbose_name="note")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved at")),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["pk"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("has_unsaved", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "presence",
                "verbose_name_plural": "presences",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField(verbose_name="works until")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "preview link",
                "verbose_name_plural": "preview links",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="StaffProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("each", "A mail at each step"),
                            ("digest", "One mail each morning"),
                            ("none", "No mail"),
                        ],
                        default="each",
                        max_length=6,
                        verbose_name="notices",
                    ),
                ),
                ("shortcuts", models.BooleanField(default=True, verbose_name="keyboard shortcuts")),
            ],
            options={
                "verbose_name": "staff profile",
                "verbose_name_plural": "staff profiles",
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="UnsavedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=90)),
                ("title", models.CharField(blank=True, max_length=250)),
                ("data", models.JSONField(default=dict)),
                ("form", models.CharField(max_length=40)),
                ("is_closed", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "unsaved text",
                "verbose_name_plural": "unsaved texts",
                "default_permissions": [],
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "default_permissions": ["add", "change", "view"],
                "permissions": [
                    ("edit_own_article", "Can edit own articles"),
                    ("publish_article", "Can publish articles"),
                    ("withdraw_article", "Can withdraw articles"),
                    ("review_article", "Can return and approve articles"),
                    ("correct_article", "Can note corrections"),
                    ("trash_article", "Can put articles in the trash"),
                    ("publish_directly_article", "Can publish directly: exempt from “nobody approves their own text”"),
                ],
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
        ),
        migrations.RemoveConstraint(
            model_name="revision",
            name="revision_known_state",
        ),
        migrations.AddField(
            model_name="revision",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approved by",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="assignee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reviews",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reviewed by",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="review due on"),
        ),
        migrations.AddField(
            model_name="revision",
            name="merges",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_into",
                to="articles.revision",
                verbose_name="merges",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="name",
            field=models.CharField(blank=True, max_length=80, verbose_name="name of the version"),
        ),
        migrations.AddField(
            model_name="revision",
            name="words_added",
            field=models.PositiveIntegerField(default=0, verbose_name="words added"),
        ),
        migrations.AddField(
            model_name="revision",
            name="words_removed",
            field=models.PositiveIntegerField(default=0, verbose_name="words removed"),
        ),
        migrations.AddField(
            model_name="revision",
            name="writers",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="section",
            name="four_eyes",
            field=models.BooleanField(
                default=False,
                help_text="Also where the editorial rules don't ask for it everywhere.",
                verbose_name="nobody approves their own text here",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="note",
            field=models.TextField(blank=True, max_length=2000, verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="event",
            name="step",
            field=models.CharField(
                choices=[
                    ("save_draft", "Draft saved"),
                    ("submit", "Sent for review"),
                    ("assign", "Review taken on"),
                    ("send_back", "Returned to the writer"),
                    ("approve", "Approved for publication"),
                    ("publish", "Published"),
                    ("schedule", "Scheduled"),
                    ("unschedule", "Schedule called off"),
                    ("correct", "Correction noted"),
                    ("withdraw", "Withdrawn"),
                    ("trash", "Put in the trash"),
                    ("undelete", "Taken out of the trash"),
                    ("discard", "Draft discarded"),
                    ("restore", "Version restored"),
                    ("name", "Version named"),
                    ("note", "Note written"),
                    ("resolve", "Note resolved"),
                    ("share", "Preview link made"),
                    ("unshare", "Preview link ended"),
                ],
                max_length=20,
                verbose_name="step",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("returned", "Returned"),
                    ("approved", "Approved"),
                    ("applied", "Applied"),
                    ("discarded", "Discarded"),
                ],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(models.OrderBy(models.F("at"), descending=True), name="event_by_time"),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                models.F("state"),
                models.F("due_on"),
                condition=models.Q(("state__in", ["in_review", "returned", "approved"])),
                name="revision_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "in_review", "returned", "approved", "applied", "discarded"])
                ),
                name="revision_known_state",
                violation_error_message="Unknown state.",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="articles.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddConstraint(
            model_name="editorialrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("pk", 1)),
                name="editorial_rules_single_row",
                violation_error_message="There is one set of editorial rules.",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="answers_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="articles.note"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notes",
                to="articles.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="resolved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="revision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.revision",
                verbose_name="version it was written on",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="articles.event"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="created_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="preview_links", to="articles.revision"
            ),
        ),
        migrations.AddField(
            model_name="staffprofile",
            name="sections",
            field=models.ManyToManyField(
                blank=True,
                help_text="None chosen: all sections. A section brings those below it along.",
                related_name="+",
                to="articles.section",
                verbose_name="limited to sections",
            ),
        ),
        migrations.AddField(
            model_name="staffprofile",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="profile",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="unsavedtext",
            name="article",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="unsaved_texts",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="unsavedtext",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="unsaved_texts", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(
                models.OrderBy(models.F("at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="correction_newest",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="correction_has_text",
                violation_error_message="A correction needs a text.",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                models.F("article"),
                condition=models.Q(("answers_to__isnull", True), ("resolved_at__isnull", True)),
                name="note_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="note_has_text",
                violation_error_message="A note needs a text.",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("created_at"), condition=models.Q(("sent_at__isnull", True)), name="notice_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("recipient", "event"), name="notice_once", violation_error_message="This is kept already."
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                fields=("article", "user"), name="presence_once", violation_error_message="This is kept already."
            ),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("created_at"))),
                name="preview_link_ends_later",
                violation_error_message="The end must come later than now.",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("mail__in", ["each", "digest", "none"])),
                name="staff_profile_known_mail",
                violation_error_message="Unknown choice.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unsavedtext",
            constraint=models.UniqueConstraint(
                fields=("user", "key"), name="unsaved_text_once", violation_error_message="This is kept already."
            ),
        ),
    ]
