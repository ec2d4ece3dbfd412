"""Plain functions that make only what a test needs."""

import hashlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.crypto import get_random_string
from PIL import Image

from articles import photos, workflow
from articles.models import (
    Article,
    Attachment,
    Author,
    EditorialRules,
    Placement,
    Section,
    Shell,
    Source,
    StaffProfile,
    Tag,
    Topic,
)
from articles.photos.development import develop
from articles.states import RevisionState
from articles.text import slugify
from comments import receipts, senders, similarity
from comments.models import Answer, Comment, CommentRules, ConsentText, PrivateContact, Reason, Status, Unit
from portal.models import Link, LinkBlock, Page, SiteIdentity

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day, hour=8, minute=0):
    """A moment in Vietnam: at("2026-11-21", 7, 30)."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=VIETNAM)


def make_user(role="Biên tập viên", username=None, **fields):
    """A member of one of the newsroom's groups, or a superuser for role=None."""
    user = User.objects.create(
        username=username or slugify(role or "root"), is_staff=True, is_superuser=role is None, **fields
    )
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def make_profile(user, *sections, **fields):
    """What the newsroom knows of a member of staff, limited to the sections given. Make it before they do anything."""
    profile = StaffProfile.objects.create(user=user, **fields)
    profile.sections.set(sections)
    return profile


def make_rules(**fields):
    return EditorialRules.objects.create(**{"pk": 1} | fields)


def make_identity(**fields):
    return SiteIdentity.objects.create(
        **{"pk": 1, "name": "Xã Thanh Lâm Hạ", "consent": ConsentText.objects.first()} | fields
    )


def make_section(name="Kinh tế", **fields):
    return Section.objects.create(**{"name": name, "slug": slugify(name)} | fields)


def make_author(name="Thu Hiền", **fields):
    return Author.objects.create(**{"name": name, "slug": slugify(name)} | fields)


def make_source(code="TLH", **fields):
    return Source.objects.create(**{"code": code, "name": f"Nguồn {code}"} | fields)


def make_tag(name="nước sạch"):
    return Tag.objects.create(name=name, slug=slugify(name))


def make_topic(name="Lễ hội làng", **fields):
    return Topic.objects.create(**{"name": name, "slug": slugify(name)} | fields)


def make_page(title="Giới thiệu", **fields):
    """A page that stands for long; `language` is "vi" unless said."""
    return Page.objects.create(**{"title": title, "slug": slugify(title), "body": "<p>Đôi lời.</p>"} | fields)


def make_links(name="Liên kết", **addresses):
    """A block of links; each keyword is the name of a site, its value the address."""
    block = LinkBlock.objects.create(name=name)
    for order, (site, url) in enumerate(addresses.items()):
        Link.objects.create(block=block, name=site, url=url, order=order)
    return block


def make_content(**content):
    """Content for workflow.save_draft; a section is found or made."""
    if "section" not in content:
        section = Section.objects.first() or make_section()
        content["section"] = section.pk
    return {"title": "Nước sạch về thôn Bến Đò", "lead": "Đoạn mở đầu.", "body": "<p>Nội dung.</p>"} | content


def make_draft(article=None, by=None, **content):
    """A saved draft, as a revision."""
    seen = workflow.last_public_step(article) if article else None
    based_on = article.revisions.newest_first().first() if article else None
    return workflow.save_draft(article, make_content(**content), by=by, based_on=based_on, seen=seen)


def make_revision(state=RevisionState.DRAFT, article=None, by=None, reviewer=None, **content):
    """A version in a state, written by `by`, returned or approved by `reviewer`; the operator does the rest.

    On a live article its content must differ from what is live: saving the same again makes no version.
    """
    revision = make_draft(article, by=by, **content)
    if state in {RevisionState.IN_REVIEW, RevisionState.RETURNED, RevisionState.APPROVED}:
        revision = workflow.submit(revision, by=None)
    if state == RevisionState.RETURNED:
        revision = workflow.send_back(revision, by=reviewer, reason="Thiếu nguồn tin.")
    elif state == RevisionState.APPROVED:
        revision = workflow.approve(revision, by=reviewer)
    elif state == RevisionState.DISCARDED:
        revision = workflow.discard(revision, by=None)
    elif state == RevisionState.APPLIED:
        workflow.publish(revision, by=None)
        revision.refresh_from_db()
    return revision


def make_article(published_at=None, **content):
    """A published article (by the command line, so that no user is needed)."""
    if published_at:
        content["published_at"] = published_at
    return workflow.publish(make_draft(**content), by=None)


def make_comment(article=None, status=Status.WAITING, phone="", address="203.0.113.7", **fields):
    """A stored comment with the decision that its state needs, and its contact; an article is found or made."""
    nonce = fields.setdefault("nonce", get_random_string(32))
    defaults = {
        "article": article or Article.objects.first() or make_article(),
        "consent": ConsentText.objects.first(),
        "code_hash": receipts.hash_of(receipts.code_of(nonce)),
        "name": "Nguyễn Thị Đức-Hạnh",
        "title": "Xin hỏi giá nước",
        "text": "Mỗi khối bao nhiêu tiền?",
        "decided_at": None if status == Status.WAITING else timezone.now(),
        "reason_code": Reason.OFF_TOPIC if status in {Status.REFUSED, Status.TAKEN_DOWN} else "",
    }
    values = defaults | fields
    values["consent_hash"] = values["consent"].fingerprint
    values["fingerprint"] = similarity.fingerprint(values["title"], values["text"])
    comment = Comment.objects.create(status=status, **values)
    hashed = senders.hashed(address, values.get("created_at"))
    PrivateContact.objects.create(comment=comment, phone=phone, address_hash=hashed, words_hash="")
    return comment


def make_unit(name="Văn phòng HĐND và UBND", *members, **fields):
    """A unit that answers readers, with its members."""
    unit = Unit.objects.create(name=name, **fields)
    unit.members.set(members)
    return unit


def make_answer(comment=None, text="Giá nước là 9.500 đồng một khối.", **fields):
    """An official answer to a shown comment, signed by an office that is found or made."""
    comment = comment or make_comment(status=Status.APPROVED)
    if "unit" not in fields and "name" not in fields:
        fields["unit"] = Unit.objects.first() or make_unit()
    return Answer.objects.create(comment=comment, text=text, **fields)


def make_comment_rules(**fields):
    """Change the site's rules for comments."""
    CommentRules.objects.filter(pk=1).update(**fields)
    return CommentRules.objects.get(pk=1)


def picture_bytes(size=(1200, 800), form="JPEG", mode="RGB", **options):
    buffer = BytesIO()
    Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 20).convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


def upload(data=None, name="anh.jpg"):
    return SimpleUploadedFile(name, data or picture_bytes())


def make_photo(data=None, alt="Cánh đồng lúa chín", **words):
    """A photo of the library. The same bytes are developed once in a run: what the darkroom does has its own tests."""
    with mock.patch("articles.photos.door.develop", _developed_once):
        return photos.ingest(upload(data), alt=alt, **words)


_DEVELOPED = {}
_PRINTS = TemporaryDirectory(prefix="prints-")


def _developed_once(source, folder):
    key = hashlib.sha256(source.read_bytes()).hexdigest()
    if key not in _DEVELOPED:
        _DEVELOPED[key] = develop(source, Path(_PRINTS.name) / key)
    return _DEVELOPED[key]


def make_attachment(title="Lịch tiếp công dân", kind="pdf", data=b"%PDF-1.7\n%%EOF\n", **fields):
    """An attachment as the door would have stored it; what the door itself refuses is tested there."""
    name = f"attachments/2026/11/{get_random_string(32, '0123456789abcdef')}/{slugify(title)}.{kind}"
    stored = default_storage.save(name, ContentFile(data))
    fingerprint = get_random_string(64, "0123456789abcdef")
    about = {"kind": kind, "file_size": len(data), "fingerprint": fingerprint, "original_name": f"{title}.{kind}"}
    return Attachment.objects.create(**{"file": stored, "title": title} | about | fields)


def make_placement(article, position=1, **fields):
    """An article in a slot of the front page, from long ago on; `section` or `topic` names another front."""
    return Placement.objects.create(
        **{"article": article, "position": position, "starts_at": at("2020-01-01")} | fields
    )


def make_shell(name="Lịch tiếp công dân", **fields):
    return Shell.objects.create(name=name, **fields)
