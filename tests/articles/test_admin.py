"""The newsroom's form and lists in the admin, through the test client."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import workflow
from articles.admin.article import ArticleAdmin
from articles.models import Article, ContentVersion, Event, Photo, Revision, Section, Tag
from articles.states import Status
from tests.factories import (
    at,
    make_article,
    make_author,
    make_content,
    make_draft,
    make_photo,
    make_section,
    make_user,
    upload,
)

from .article_form import ADD, LIST, change, filled, reopened

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def test_an_editor_writes_and_publishes_in_one_go(client, editor):
    section = make_section()

    response = client.post(ADD, filled(section=section.pk, _publish="1"), follow=True)

    article = Article.objects.get()
    assert response.redirect_chain == [(change(article), 302)]
    assert article.is_public
    assert (article.title, article.slug, article.created_by) == ("Lịch tiếp công dân", "lich-tiep-cong-dan", editor)
    assert [str(byline) for byline in article.bylines.all()] == ["Thu Hiền – Phóng viên, Đài xã"]
    assert list(article.tags.values_list("slug", flat=True)) == ["kinh-te", "nuoc-sach"]
    assert article.get_absolute_url() in response.text


def test_saving_a_draft_shows_readers_nothing(client, editor):
    client.post(ADD, filled(section=make_section().pk, _save="1"))

    assert Article.objects.get().status == Status.UNPUBLISHED
    assert Revision.objects.get().content["lead"] == "Đoạn mở đầu."


def test_publishing_without_a_section_keeps_what_was_typed_and_says_what_is_missing(client, editor):
    response = client.post(ADD, filled(_publish="1"))

    assert list(response.context["adminform"].form.errors) == ["section"]
    assert "Lịch tiếp công dân" in response.text
    assert Article.objects.count() == 0


def test_the_form_of_a_live_article_saved_unchanged_changes_nothing(client, editor):
    article = workflow.publish(
        workflow.save_draft(
            None,
            make_content(
                body='<div class="turn turn-question"><p class="speaker">Phóng viên</p><p>Hỏi?</p></div>',
                bylines=[{"author": make_author().pk, "name": "Thu Hiền", "position": "PV", "organisation": ""}],
                tags=[Tag.objects.create(name="nước sạch", slug="nuoc-sach").pk],
                cover=make_photo().pk,
                is_featured=True,
            ),
            by=None,
        ),
        by=None,
    )
    before = Revision.objects.get().content

    client.post(change(article), reopened(client, article) | {"_publish": "1"})

    assert Revision.objects.get().content == before


def test_saving_a_live_article_as_draft_leaves_the_live_one_alone(client, editor):
    article = make_article(title="Đang đăng")

    client.post(change(article), reopened(client, article) | {"title": "Bản mới", "_save": "1"})

    article.refresh_from_db()
    assert article.title == "Đang đăng"
    assert client.get(change(article)).context["adminform"].form["title"].value() == "Bản mới"


def test_a_form_overtaken_by_another_save_is_kept_apart_and_not_published(client, editor):
    article = make_article(title="Đang đăng")
    mine = reopened(client, article)
    make_draft(article, title="Của đồng nghiệp", by=make_user(role=None))

    response = client.post(change(article), mine | {"title": "Của tôi", "_publish": "1"}, follow=True)

    article.refresh_from_db()
    assert article.title == "Đang đăng"
    assert [revision.title for revision in Revision.objects.order_by("pk")] == [
        "Đang đăng",
        "Của đồng nghiệp",
        "Của tôi",
    ]
    assert "root" in str(list(response.context["messages"])[0])


def test_html_posted_raw_is_cleaned_before_it_is_stored(client, editor):
    photo = make_photo()
    body = (
        '<p onclick="x()">Một<script>alert(1)</script></p><p><a href="javascript:alert(1)">Hai</a></p>'
        '<p style="color:red">Ba</p><img src="https://evil.example/x.png"><iframe src="/"></iframe>'
        f'<p><img src="{photo.file.url}" alt="Ảnh" onerror="x()"></p>'
    )

    client.post(ADD, filled(section=make_section().pk, body=body, _publish="1"))

    assert Article.objects.get().body == (
        f'<p>Một</p>\n<p>Hai</p>\n<p>Ba</p>\n<p><img src="{photo.file.url}" alt="Ảnh" width="1200" height="800"></p>'
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published_at", "31/02/2026"),
        ("published_at", "08:00 20/11/0001"),
        ("expires_at", "abc"),
        ("section", "999999"),
        ("cover", "abc"),
        ("title", "x" * 251),
        ("tags", "x" * 61),
        ("opened", "999999"),
        ("comments_allowed", "maybe"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_stored(client, editor, field, value):
    response = client.post(ADD, filled(**{field: value}, _save="1"))

    assert list(response.context["adminform"].form.errors) == [field]
    assert Article.objects.count() == 0


def test_dates_are_read_the_vietnamese_way(client, editor):
    client.post(ADD, filled(section=make_section().pk, published_at="13:58 12/10/2020", _publish="1"))

    assert Article.objects.get().published_at.isoformat() == "2020-10-12T06:58:00+00:00"


def test_a_byline_without_a_name_is_refused(client, editor):
    response = client.post(ADD, filled(**{"bylines-name": ["", ""], "_save": "1"}))

    assert list(response.context["adminform"].form.errors) == ["bylines"]


def test_a_reporter_writes_but_cannot_publish(client):
    client.force_login(make_user("Phóng viên"))

    page = client.get(ADD).text
    response = client.post(ADD, filled(section=make_section().pk, _publish="1"))

    assert 'name="_publish"' not in page
    assert response.status_code == 302
    assert Article.objects.get().status == Status.UNPUBLISHED


def test_a_reporter_opens_the_article_of_another_only_to_read(client):
    article = make_article(title="Bài của người khác")
    client.force_login(make_user("Phóng viên"))

    response = client.get(change(article))
    refused = client.post(change(article), filled(_save="1"))

    assert "Bài của người khác" in response.text
    assert 'name="title"' not in response.text
    assert refused.status_code == 403


def test_a_moderator_may_not_write(client):
    client.force_login(make_user("Kiểm duyệt"))

    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize("query", ["DAI HOI", "đại hội", "Đại Hội", "dai  hoi", "ĐẠI HỘI"])
def test_the_list_finds_titles_with_and_without_marks(client, editor, query):
    found = make_article(title="Đại hội đại biểu")
    make_article(title="Tin khác", body="<p>Không liên quan</p>")

    response = client.get(LIST, {"q": query})

    assert [article.pk for article in response.context["cl"].result_list] == [found.pk]


def test_the_list_shows_and_finds_the_newest_revision(client, editor):
    article = make_article(title="Tên cũ")
    make_draft(article, title="Tên mới")

    response = client.get(LIST, {"q": "ten moi"})

    assert "Tên mới" in response.text
    assert client.get(LIST, {"q": "ten cu"}).context["cl"].result_count == 0


def test_nothing_is_deleted_in_the_admin(client):
    article, photo = make_article(), make_photo()
    client.force_login(make_user(role=None))

    assert client.post(f"/quan-tri/articles/article/{article.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/quan-tri/articles/photo/{photo.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"})
    assert (Article.objects.count(), Photo.objects.count()) == (1, 1)


def test_withdrawing_asks_for_a_reason_and_takes_only_post(client, editor):
    article = make_article()
    address = reverse("admin:articles_withdraw", args=[article.pk])

    client.get(address, {"reason": "Sai"})
    empty = client.post(address, {"reason": ""})
    assert (Article.objects.get().status, list(empty.context["form"].errors)) == (Status.PUBLISHED, ["reason"])
    client.post(address, {"reason": "Sai số liệu"})

    assert Article.objects.get().status == Status.WITHDRAWN
    assert Event.objects.last().note == "Sai số liệu"


def test_a_reporter_cannot_withdraw(client):
    article = make_article()
    client.force_login(make_user("Phóng viên"))

    response = client.post(reverse("admin:articles_withdraw", args=[article.pk]), {"reason": "Sai"})

    assert (response.status_code, Article.objects.get().status) == (403, Status.PUBLISHED)


def test_a_photo_is_uploaded_in_the_picker_and_handed_back(client, editor):
    address = reverse("photo_picker") + "?CKEditorFuncNum=3"

    response = client.post(address, {"file": upload(), "alt": "Cánh đồng", "credit": "Quốc Khánh"}, follow=True)

    photo = Photo.objects.get()
    assert (photo.alt, photo.credit, photo.uploaded_by) == ("Cánh đồng", "Quốc Khánh", editor)
    assert f'data-url="{photo.file.url}"' in response.text
    assert 'data-function="3"' in response.text


def test_a_file_that_is_no_photo_is_refused_with_a_sentence(client, editor):
    response = client.post(reverse("photo_picker"), {"file": upload(b"<svg/>", "x.jpg"), "alt": "Ảnh"})

    assert list(response.context["form"].errors) == ["file"]
    assert 'value="Ảnh"' in response.text
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("number", ["abc", "-1", "1;alert(1)", "99999999"])
def test_the_picker_takes_only_a_number_from_the_editor(client, editor, number):
    assert client.get(reverse("photo_picker"), {"CKEditorFuncNum": number}).status_code == 404


def test_the_picker_is_for_people_with_the_right(client):
    stranger = client.get(reverse("photo_picker"))
    client.force_login(make_user("Kiểm duyệt"))

    assert stranger.status_code == 302
    assert client.get(reverse("photo_picker")).status_code == 403


def test_only_the_article_form_loosens_the_policy(client, editor):
    form, listed = client.get(ADD), client.get(LIST)

    assert "'unsafe-inline'" not in listed["Content-Security-Policy"]
    assert "script-src 'self'; script-src-attr 'unsafe-inline'" in form["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in form["Content-Security-Policy"]


def test_a_changed_banner_raises_the_content_version(client):
    client.force_login(make_user(role=None))
    before = ContentVersion.objects.get().number

    client.post(
        "/quan-tri/portal/banner/add/",
        {"kind": "urgent", "text": "Bão", "starts_at_0": "21/11/2026", "starts_at_1": "07:00", "order": "0"},
    )

    assert ContentVersion.objects.get().number == before + 1


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("", "duong-nguyen-hue-thu-duc"),
        ("Đại Hội", "dai-hoi"),
        ("tin-moi", "tin-moi"),
        ("–", "duong-nguyen-hue-thu-duc"),
    ],
)
def test_a_sections_address_follows_its_name_on_the_server_too(client, editor, typed, slug):
    client.force_login(make_user(role=None))

    client.post(
        "/quan-tri/articles/section/add/",
        {
            "name": "Đường  Nguyễn Huệ – Thủ Đức",
            "slug": typed,
            "order": "0",
            "front_page": "list",
            "comments_allowed": "inherit",
        },
    )

    section = Section.objects.get()
    assert (section.name, section.slug) == ("Đường Nguyễn Huệ – Thủ Đức", slug)


def test_an_address_is_taken_only_once(client):
    make_section("Kinh tế")
    client.force_login(make_user(role=None))

    response = client.post(
        "/quan-tri/articles/section/add/",
        {"name": "Kinh tế", "slug": "", "order": "0", "front_page": "list", "comments_allowed": "inherit"},
    )

    assert list(response.context["adminform"].form.errors) == ["slug"]
    assert Section.objects.count() == 1


def test_sections_have_two_levels(client):
    top = make_section("Văn hoá")
    below = make_section("Lễ hội", parent=top)
    client.force_login(make_user(role=None))
    sent = {"name": "Hội làng", "slug": "", "order": "0", "front_page": "list", "comments_allowed": "inherit"}

    client.post("/quan-tri/articles/section/add/", sent | {"parent": below.pk})
    moved = client.post(f"/quan-tri/articles/section/{top.pk}/change/", sent | {"parent": top.pk})

    assert Section.objects.count() == 2
    assert "parent" in moved.context["adminform"].form.errors


@pytest.mark.parametrize("button", ["_save", "_publish"])
def test_a_text_that_arrives_empty_never_replaces_one(client, editor, button):
    article = make_article(body="<p>Có nội dung.</p>")

    response = client.post(change(article), reopened(client, article) | {"body": "", button: "1"})

    assert list(response.context["adminform"].form.errors) == ["body"]
    assert Revision.objects.count() == 1


def test_the_list_tells_what_is_scheduled_and_what_has_ended(client, editor):
    make_article(title="Sắp lên", published_at=timezone.now() + timedelta(days=1))
    make_article(title="Đã hết", published_at=at("2026-01-01"), expires_at=at("2026-01-02"))
    make_article(title="Đang đăng")

    rows = client.get(LIST).context["cl"].result_list

    shown = {row.newest_title: ArticleAdmin.state(None, row) for row in rows}
    assert shown == {"Sắp lên": "Đã hẹn giờ", "Đã hết": _("Came down"), "Đang đăng": "Đã đăng"}
