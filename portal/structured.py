"""What the site says of itself to search engines, in the words of schema.org: plain values, made without a query.

`whole` turns an address of ours into a whole one.
"""

import json
import re

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.photo import shown
from articles.text import one_line

HEADLINE = 110  # characters; search engines refuse longer ones
CONTEXT = "https://schema.org"
# What would end the block or be read as markup, and the line ends that JSON allows and JavaScript did not.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
# How an office signs. Where its first word is also a name of people (Đoàn, Trường Giang), the next decides.
OFFICES = (
    "ban(?! mai)", "bbt$", "báo", "bộ", "bưu điện", "chi bộ", "chi cục", "cổng", "công an", "công đoàn", "công ty",
    "cơ quan", "đài (khí|phát|tiếng|truyền)", "đảng [uủ][yỷ]", "đoàn (phường|thanh niên|tncs|trường|xã)",
    "hạt kiểm lâm", "hđnd", "hội (cựu|chữ thập|đồng|khuyến|liên|người|nông|phụ)", "hợp tác xã", "mặt trận",
    "ngân hàng", "nhà văn ho[aá]", "nhóm", "phòng", "pv$", "sở", "tạp chí", "thanh tra", "thông tấn xã",
    "to[aà] (án|soạn)", "tổ", "trạm", "trung tâm", "trường (cao|chính|dân|đại|mầm|phổ|thcs|thpt|tiểu|trung)", "ttvh",
    "ttxvn", "ubmttq", "ubnd", "[uủ][yỷ] ban", "văn phòng", "viện", "xã đoàn",
)  # fmt: skip
OFFICE = re.compile(rf"({'|'.join(OFFICES)})(?!\w)", re.IGNORECASE)


def as_json(thing) -> str:
    """Return JSON that can stand in a page as it is: nothing in it ends a script element or begins markup."""
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def graph(*things):
    return {"@context": CONTEXT, "@graph": list(things)}


def _filled(thing):
    return {name: value for name, value in thing.items() if value}


def organisation(identity, whole):
    """Who runs the site, with what the foot of each page says of it."""
    address = {"@type": "PostalAddress", "streetAddress": identity.address, "addressCountry": "VN"}
    return _filled(
        {
            "@type": "GovernmentOrganization",
            "@id": whole("/#organisation"),
            "name": identity.organisation or identity.name,
            "url": whole("/"),
            "logo": shown(identity.logo) and _image(identity.logo, whole),
            "address": identity.address and address,
            "telephone": identity.phone,
            "email": identity.email,
        }
    )


def website(identity, whole):
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": whole(reverse("articles:search")) + "?q={words}"},
        "query-input": "required name=words",
    }
    return _filled(
        {
            "@type": "WebSite",
            "@id": whole("/#website"),
            "url": whole("/"),
            "name": identity.name,
            "description": identity.tagline,
            "inLanguage": "vi",
            "publisher": {"@id": whole("/#organisation")},
            "potentialAction": search,
        }
    )


def news_article(article, identity, corrections, whole):
    """An article as its page shows it; asks for what for_page() has loaded."""
    page = whole(article.get_absolute_url())
    return _filled(
        {
            "@type": "NewsArticle",
            "@id": page,
            "mainEntityOfPage": page,
            "headline": headline(article.title),
            "description": one_line(article.lead),
            "image": _pictures(article, whole),
            "datePublished": _moment(article.published_at),
            "dateModified": _moment(article.updated_at or article.published_at),
            "author": [_signer(byline, whole) for byline in article.bylines.all()],
            "publisher": organisation(identity, whole),
            "sourceOrganization": article.source and _office(article.source.name, article.source.url),
            "articleSection": article.section.name,
            "keywords": [thing.name for thing in [*article.topics.all(), *article.tags.all()]],
            "inLanguage": "vi",
            "isAccessibleForFree": True,
            "correction": [
                {"@type": "CorrectionComment", "text": note.text, "datePublished": _moment(note.at)}
                for note in corrections
            ],
        }
    )


def breadcrumb(steps, whole):
    """The way from the front page, as (name, address) of each step."""
    steps = [(_("Home"), reverse("front")), *steps]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": whole(address)}
        for position, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def steps_to(section):
    """The section and the one above it; needs the parent loaded."""
    above = [section.parent] if section.parent else []
    return [(one.name, one.get_absolute_url()) for one in [*above, section]]


def collection(thing, whole):
    """The page of a section, topic or tag."""
    address = whole(thing.get_absolute_url())
    return _filled(
        {
            "@type": "CollectionPage",
            "@id": address,
            "url": address,
            "name": thing.name,
            "description": one_line(getattr(thing, "description", "")),
            "inLanguage": "vi",
            "isPartOf": {"@id": whole("/#website")},
        }
    )


def profile(author, whole):
    return {"@type": "ProfilePage", "inLanguage": "vi", "mainEntity": _signer(author, whole, author)}


def headline(title):
    """Return the title, cut between words where it is too long."""
    if len(title) <= HEADLINE:
        return title
    start = title[:HEADLINE]
    return (start[:-1].rpartition(" ")[0] or start[:-1]) + "…"


def is_office(name) -> bool:
    """Whether an office signs, not a person, as far as its name says so."""
    return bool(OFFICE.match(name))


def _signer(signed, whole, author=None):
    """A byline or an author. Position and office are those of the byline: what somebody was on that day."""
    author = author or signed.author
    url = author and whole(author.get_absolute_url())
    if is_office(signed.name) and not signed.position:
        return _office(signed.name, url)
    office = signed.organisation and _office(signed.organisation)
    person = {"@type": "Person", "name": signed.name, "jobTitle": signed.position, "affiliation": office, "url": url}
    return _filled(person)


def _office(name, url=""):
    return _filled({"@type": "Organization", "name": name, "url": url})


def _pictures(article, whole):
    photo = article.shown_cover
    if not photo:
        return [whole(reverse("card", args=[article.pk]))]
    files = photo.renditions
    if not files or files.fallback == files.master:
        return [_image(photo, whole)]
    width = files.fallback_width
    smaller = {"url": whole(files.fallback), "width": width, "height": files.height_at(width)}
    return [_image(photo, whole), {"@type": "ImageObject"} | smaller]


def _image(photo, whole):
    return _filled(
        {
            "@type": "ImageObject",
            "url": whole(photo.file.url),
            "width": photo.width,
            "height": photo.height,
            "caption": photo.caption,
            "creditText": photo.credit,
        }
    )


def _moment(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")
