"""Rights over topics, pages, links and old addresses for the roles."""

from django.db import migrations

EDITOR = """
    articles.view_topic articles.add_topic articles.change_topic
    portal.view_page portal.change_page
    portal.view_linkblock portal.change_linkblock
    articles.view_oldaddress
""".split()
RIGHTS = {
    "Phóng viên": ["articles.view_topic"],
    "Biên tập viên": EDITOR,
    "Thư ký toà soạn": [*EDITOR, "portal.add_page", "portal.add_linkblock"],
    "Quản trị": [
        *EDITOR,
        *"""
        articles.delete_topic portal.add_page portal.delete_page portal.add_linkblock portal.delete_linkblock
        articles.add_oldaddress articles.change_oldaddress articles.delete_oldaddress
        """.split(),
    ],
}


def create(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")

    def permission(name):
        app, codename = name.split(".")
        kind, _made = ContentType.objects.get_or_create(app_label=app, model=codename.rpartition("_")[2])
        title = f"Can {codename.replace('_', ' ')}"
        return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": title})[0]

    for name, permissions in RIGHTS.items():
        group = Group.objects.filter(name=name).first()
        if group:
            group.permissions.add(*[permission(each) for each in permissions])


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0009_pages_and_links"),
        ("articles", "0009_topics_and_addresses"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
