"""The newsroom's roles as groups. An installation may change them afterwards; this only lays the first ones."""

from django.db import migrations

REPORTER = """
    articles.add_article articles.edit_own_article articles.view_article articles.view_revision
    articles.view_section articles.view_author articles.view_source articles.view_tag
    articles.view_photo articles.add_photo
""".split()
EDITOR = [
    *REPORTER,
    *"""
    articles.change_article articles.publish_article articles.withdraw_article articles.view_event
    articles.add_author articles.change_author articles.add_source articles.change_source
    articles.add_tag articles.change_tag articles.change_photo articles.change_section articles.view_importedpage
    portal.add_banner portal.change_banner portal.delete_banner portal.view_banner
    """.split(),
]
MODERATOR = ["articles.view_article", "articles.view_section"]
ADMINISTRATOR = [
    *EDITOR,
    *"""
    articles.add_section articles.delete_section articles.delete_author articles.delete_source articles.delete_tag
    portal.change_siteidentity portal.view_siteidentity
    auth.add_user auth.change_user auth.view_user auth.view_group
    """.split(),
]
GROUPS = {
    "Phóng viên": REPORTER,
    "Biên tập viên": EDITOR,
    "Kiểm duyệt": MODERATOR,
    "Quản trị": ADMINISTRATOR,
}
# As in the models' Meta, whose names are in the catalogue.
OWN_NAMES = {
    "edit_own_article": "Can edit own articles",
    "publish_article": "Can publish articles",
    "withdraw_article": "Can withdraw articles",
}


def create(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")

    def permission(name):
        # Django makes permissions only after all migrations; what stands here already, it leaves.
        app, codename = name.split(".")
        kind, _made = ContentType.objects.get_or_create(app_label=app, model=codename.rpartition("_")[2])
        title = OWN_NAMES.get(codename) or f"Can {codename.replace('_', ' ')}"
        return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": title})[0]

    for name, permissions in GROUPS.items():
        group, made = Group.objects.get_or_create(name=name)
        if made:
            group.permissions.set([permission(each) for each in permissions])


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
