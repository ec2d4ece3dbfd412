"""The demo is what a newcomer sees first, and it is written by hand: these tests read it as the loader does."""

import io
import re
import tomllib
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

import portal.demo
from articles.text import one_line, paragraphs, slugify
from comments.contact import normalised_phone
from comments.forms import CommentForm
from comments.models import Comment, Reason, Status
from portal.demo.contents import as_saved
from portal.demo.pictures import draw

DEMO = Path(portal.demo.__file__).parent
FILES = sorted(DEMO.glob("**/*.toml"))
SITE = tomllib.loads((DEMO / "site.toml").read_text(encoding="utf-8"))
BY_SECTION = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["article"]
    for path in sorted(DEMO.glob("articles/*.toml"))
}
ARTICLES = [article for articles in BY_SECTION.values() for article in articles]
DESK = tomllib.loads((DEMO / "desk.toml").read_text(encoding="utf-8"))
BY_TITLE = {article["title"]: article for article in [*ARTICLES, *DESK["article"]]}
STEPS = [(BY_TITLE[story["article"]], step) for story in DESK["story"] for step in story["steps"]]
STEPS += [(article, step) for article in DESK["article"] for step in article["steps"]]
PUBLISHED = [article for article in ARTICLES if article["status"] == "published"]
PAGES = tomllib.loads((DEMO / "pages.toml").read_text(encoding="utf-8"))["page"]
COMMENTS = tomllib.loads((DEMO / "comments.toml").read_text(encoding="utf-8"))["comment"]

ALLOWED = {
    "p": {"class"},
    "h2": set(),
    "h3": set(),
    "strong": set(),
    "em": set(),
    "ul": set(),
    "ol": set(),
    "li": set(),
    "blockquote": set(),
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope"},
    "td": set(),
    "a": {"href"},
    "div": {"class"},
    "figure": {"data-demo-photo", "data-alt", "data-credit"},
    "figcaption": set(),
}
CLASSES = {("p", "speaker"), ("div", "turn"), ("div", "turn turn-question")}


class Markup(HTMLParser):
    """Collects the tags of a body, and complains of a tag closed out of order."""

    def __init__(self, html):
        super().__init__()
        self.seen, self.open = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def markup(article):
    return Markup(article["body"])


def values(name, attribute):
    return [attrs[attribute] for article in ARTICLES for tag, attrs in markup(article).seen if tag == name]


def slugs(table):
    return [row["slug"] for row in SITE[table]]


NAMES = [f"{section}-{number}" for section, articles in BY_SECTION.items() for number in range(1, len(articles) + 1)]
NAMES += [f"desk-{number}" for number in range(1, len(DESK["article"]) + 1)]
each_article = pytest.mark.parametrize("article", [*ARTICLES, *DESK["article"]], ids=NAMES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_text_is_composed_and_free_of_stray_spaces(path):
    text = path.read_text(encoding="utf-8")

    assert text == unicodedata.normalize("NFC", text)
    assert re.findall(r"[\u00a0\u200b\ufeff\t]| +$", text, flags=re.MULTILINE) == []


def test_site_has_the_promised_number_of_everything():
    names = ("section", "author", "source", "banner", "topic", "links", "old_address")
    counts = {name: len(SITE[name]) for name in names}

    assert counts == dict(zip(names, (8, 10, 3, 2, 5, 2, 4), strict=True))
    assert [(page["language"], page["slug"]) for page in PAGES] == [
        *(("vi", "gioi-thieu"), ("vi", "co-cau-to-chuc"), ("vi", "lien-he")),
        *(("en", "about"), ("en", "organisation"), ("en", "contact")),
    ]
    assert Counter(article["status"] for article in ARTICLES) == {
        "published": 36,
        "draft": 2,
        "withdrawn": 1,
        "scheduled": 1,
    }


@pytest.mark.parametrize("table", ["section", "author", "topic"])
def test_slugs_are_unique_and_plain(table):
    assert len(set(slugs(table))) == len(slugs(table))
    assert [slug for slug in slugs(table) if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_every_section_has_its_file_of_articles():
    assert sorted(BY_SECTION) == sorted(slugs("section"))


def test_sections_nest_two_levels_deep_below_a_section_named_before():
    tops = [section["slug"] for section in SITE["section"] if not section["parent"]]
    parents = [section["parent"] for section in SITE["section"] if section["parent"]]

    assert (len(tops), len(parents)) == (6, 2)
    assert set(parents) - set(tops) == set()
    assert {section["front"] for section in SITE["section"]} == {"cards", "list", "notices", "none"}


def test_accounts_cover_every_group_under_unique_names():
    usernames = [account["username"] for account in SITE["account"]]

    assert len(set(usernames)) == len(usernames)
    assert Counter(account["group"] for account in SITE["account"]) == {
        "reporter": 2,
        "editor": 2,
        "secretary": 1,
        "moderator": 1,
        "administrator": 1,
        "answerer": 2,
    }
    assert [
        account for account in SITE["account"] if account["author"] and account["author"] not in slugs("author")
    ] == []


def test_addresses_of_accounts_lie_in_a_domain_that_nobody_can_own():
    addresses = [account["email"] for account in SITE["account"]]

    assert addresses == [f"{account['username']}@thanhlamha.example" for account in SITE["account"]]


def test_titles_are_unique():
    assert len(BY_TITLE) == len(ARTICLES) + len(DESK["article"])


@each_article
def test_article_refers_only_to_authors_and_sources_that_exist(article):
    unknown = [
        byline for byline in article["bylines"] if "name" not in byline and byline["author"] not in slugs("author")
    ]

    assert unknown == []
    assert article["bylines"] != []
    assert article["source"] in {"", *(source["code"] for source in SITE["source"])}


@each_article
def test_article_values_stay_in_their_ranges(article):
    assert article["comments"] in {"inherit", "yes", "no"}
    assert 25 <= len(article["lead"].split()) <= 60
    assert 1 <= len(article["tags"]) <= 4
    assert set(article.get("cover", {})) - {"copy"} in (set(), {"seed", "alt", "caption", "credit"})


def test_articles_went_up_before_the_day_of_loading_but_for_the_scheduled_one():
    odd = [article for article in ARTICLES if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", article["time"])]
    late = [article for article in ARTICLES if not 1 <= article["days_ago"] <= 730]

    assert odd == []
    assert [(article["status"], article["days_ago"], article["time"]) for article in late] == [
        ("scheduled", -1, "07:00")
    ]


@each_article
def test_body_uses_only_the_allowed_markup(article):
    body = markup(article)

    assert body.open == []
    assert [(tag, attrs) for tag, attrs in body.seen if set(attrs) - ALLOWED.get(tag, set())] == []
    assert {tag for tag, _ in body.seen} - set(ALLOWED) == set()
    assert {(tag, attrs["class"]) for tag, attrs in body.seen if "class" in attrs} - CLASSES == set()


@each_article
def test_body_keeps_one_block_element_to_a_line(article):
    lines = article["body"].splitlines()

    assert [
        line for line in lines if not re.fullmatch(r"<(p|h2|h3|ul|ol|blockquote|table|div|figure)\b.*</\1>", line)
    ] == []


def test_topics_hold_several_articles_and_name_one_with_a_cover():
    held = Counter(topic for article in PUBLISHED for topic in article.get("topics", []))

    assert held == {
        "nuoc-sach-ve-thon": 5,
        "mo-duong-lien-thon": 4,
        "hoi-lang-va-di-san": 4,
        "chuyen-doi-so-o-thon": 4,
        "san-sang-mua-mua-bao": 2,
    }
    assert [topic["slug"] for topic in SITE["topic"] if "cover" not in BY_TITLE[topic["cover_of"]]] == []
    assert [topic["slug"] for topic in SITE["topic"] if topic["is_closed"]] == ["san-sang-mua-mua-bao"]


def test_pages_use_only_the_allowed_markup_and_have_no_blanks_left():
    seen = [each for page in PAGES for each in Markup(page["body"]).seen]

    assert {tag for tag, _attrs in seen} - set(ALLOWED) == set()
    assert [page["slug"] for page in PAGES if "[" in page["body"]] == []


def test_links_to_other_offices_and_former_addresses_are_on_no_real_site():
    text = (DEMO / "site.toml").read_text(encoding="utf-8")

    hosts = re.findall(r"https?://([a-z.]+)", text)

    assert (len(hosts), [host for host in hosts if not f".{host}".endswith(".example.vn")]) == (11, [])


def test_links_to_articles_name_one_of_the_demo():
    named = [href.split("/")[2] for href in values("a", "href") if href.startswith("/bai-viet/")]

    assert named == ["danh-sach-ho-duoc-ho-tro-sua-nha-dot-hai"]
    assert set(named) <= {slugify(title) for title in BY_TITLE}


def test_links_stay_on_the_site():
    assert [href for href in values("a", "href") if not re.fullmatch(r"/[a-z0-9/-]+/", href)] == []
    assert {href.split("/")[2] for href in values("a", "href") if href.startswith("/chuyen-muc/")} <= set(
        slugs("section")
    )


def test_front_page_has_enough_to_show():
    recent = [article for article in PUBLISHED if article["days_ago"] <= 7]

    assert len(recent) >= 6
    assert len([article for article in PUBLISHED if article["featured"]]) == 5
    assert len([article for article in ARTICLES if article["featured"]]) == 5
    assert len([article for article in ARTICLES if "cover" in article]) == 33


def test_archive_of_the_former_district_is_older_than_the_rest():
    archives = [section["slug"] for section in SITE["section"] if section["archive_notice"]]
    youngest = min(article["days_ago"] for slug in archives for article in BY_SECTION[slug])
    oldest = max(article["days_ago"] for slug in BY_SECTION if slug not in archives for article in BY_SECTION[slug])

    assert len(archives) == 1
    assert oldest < youngest


def test_every_form_of_body_occurs():
    tags = Counter(tag for article in ARTICLES for tag in {tag for tag, _ in markup(article).seen})
    interviews = [article for article in ARTICLES if 'class="turn turn-question"' in article["body"]]

    assert len(interviews) == 3
    assert tags["table"] >= 4
    assert tags["blockquote"] >= 3
    assert tags["ul"] + tags["ol"] >= 5
    assert len(values("figure", "data-demo-photo")) == 12


def test_telephone_numbers_cannot_belong_to_anybody():
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    numbers = [re.sub(r"\D", "", number) for number in re.findall(r"\b0\d{2,}[ .]?\d{3,}[ .]?\d{3,}", text)]

    assert [number for number in numbers if not number.startswith(("02400000", "09000000", "0084900000"))] == []


def test_a_seed_always_draws_the_same_picture():
    assert draw(36, (320, 180)) == draw(36, (320, 180))
    assert draw(36, (320, 180)) != draw(37, (320, 180))


@pytest.mark.parametrize("seed", range(10))
def test_every_scene_is_drawn_at_the_size_asked_for(seed):
    picture = Image.open(io.BytesIO(draw(seed, (320, 240))))

    assert (picture.format, picture.size) == ("JPEG", (320, 240))


def test_seeds_named_in_the_articles_can_be_drawn():
    named = [article["cover"]["seed"] for article in BY_TITLE.values() if "cover" in article]
    named += [int(seed) for seed in values("figure", "data-demo-photo")]
    named += [photo["seed"] for photo in DESK["photo"]]

    assert [seed for seed in named if not 0 <= seed < 80] == []
    assert max(len(draw(seed)) for seed in sorted(set(named))[::8]) <= 220 * 1024


def test_comments_show_every_state():
    assert Counter(comment["status"] for comment in COMMENTS) == {
        Status.APPROVED: 81,
        Status.WAITING: 31,
        Status.REFUSED: 11,
        Status.SPAM: 7,
        Status.TAKEN_DOWN: 3,
        Status.WITHDRAWN: 2,
    }


def test_comments_stand_under_published_articles_that_take_them():
    takers = {article["title"] for article in PUBLISHED if article["comments"] != "no"}
    named = {comment["article"] for comment in COMMENTS}
    shown = Counter(comment["article"] for comment in COMMENTS if comment["status"] == Status.APPROVED)

    assert named - takers == set()
    assert len(named) == 26
    assert [count for _title, count in shown.most_common(2)] == [24, 6]


@pytest.mark.parametrize(("name", "clean"), [("name", one_line), ("title", one_line), ("text", paragraphs)])
def test_comments_are_what_the_form_would_store(name, clean):
    field = CommentForm.base_fields[name]
    typed = [comment[name] for comment in COMMENTS]

    assert [value for value in typed if value != clean(value)] == []
    assert [value for value in typed if not field.shortest <= len(value) <= field.longest] == []


@pytest.mark.parametrize(("name", "repeated"), [("title", ["Nhà trọ toàn rơi vào bậc bốn"]), ("text", [])])
def test_no_two_comments_say_the_same_but_those_sent_again(name, repeated):
    assert [value for value, times in Counter(comment[name] for comment in COMMENTS).items() if times > 1] == repeated


def test_units_have_members_and_answer_with_a_signature():
    usernames = {account["username"] for account in SITE["account"]}
    units = {unit["slug"]: unit for unit in SITE["unit"]}
    answered = [comment for comment in COMMENTS if "answer" in comment]
    cases = [comment for comment in COMMENTS if "unit" in comment and "answer" not in comment]

    assert [unit for unit in SITE["unit"] if not unit["members"] or set(unit["members"]) - usernames] == []
    assert {comment["unit"] for comment in COMMENTS if "unit" in comment} == set(units)
    assert (len(answered), len(cases)) == (8, 10)
    assert [each for each in answered if "unit" not in each and not each["answer"].get("name")] == []
    assert [each for each in answered if each["answer"]["days_ago"] < 1] == []
    assert [each for each in answered if each["answer"]["text"] != paragraphs(each["answer"]["text"])] == []


def test_phones_of_comments_are_read_and_cannot_belong_to_anybody():
    typed = [comment["phone"] for comment in COMMENTS if comment["phone"]]

    assert len(typed) == 89
    assert [phone for phone in typed if not re.fullmatch(r"\+849000000\d\d", normalised_phone(phone))] == []


def test_only_refusals_give_a_reason_and_it_fits():
    longest = Comment._meta.get_field("reason").max_length
    refused = [comment for comment in COMMENTS if comment["status"] in {Status.REFUSED, Status.TAKEN_DOWN}]
    with_words = [comment for comment in COMMENTS if comment.get("reason")]

    assert [comment for comment in COMMENTS if "code" in comment] == refused
    assert [comment for comment in refused if comment["code"] not in Reason.values] == []
    assert [comment for comment in with_words if comment not in refused or len(comment["reason"]) > longest] == []
    assert [comment for comment in refused if comment["code"] == Reason.OTHER and not comment.get("reason")] == []


def test_comments_were_decided_before_the_day_on_which_the_demo_is_loaded():
    known = {article["title"]: article for article in PUBLISHED}
    late = []
    for comment in COMMENTS:
        article = known[comment["article"]]
        hours, minutes = map(int, article["time"].split(":"))
        until_midnight = article["days_ago"] * 24 - hours - minutes / 60
        if comment["status"] != Status.WAITING and comment["hours_after"] + 5 > until_midnight:
            late.append(comment)

    assert late == []


def test_comments_name_no_address_of_a_real_site():
    text = (DEMO / "comments.toml").read_text(encoding="utf-8")

    assert set(re.findall(r"\b[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|info)\b", text)) == {"example.vn"}


def test_articles_on_the_desk_name_their_section_and_are_long_enough_to_read():
    words = {
        article["title"]: len(re.sub(r"<[^>]+>", " ", article["body"]).split()) + len(article["lead"].split())
        for article in DESK["article"]
        if article["steps"][-1]["step"] not in {"save", "trash"}
    }

    assert {article["section"] for article in [*DESK["article"], *DESK["unsaved"]]} - set(BY_SECTION) == set()
    assert [title for title, count in words.items() if not 150 <= count <= 400] == []


def test_steps_on_the_desk_are_taken_by_accounts_in_office_hours_before_the_day_of_loading():
    usernames = {account["username"] for account in SITE["account"]}
    taken = [step for _article, step in STEPS] + DESK["unsaved"] + DESK["photo"]

    assert {step["by"] for step in taken} | {step["to"] for step in taken if "to" in step} <= usernames
    assert [step for step in taken if step["days_ago"] < 1] == []
    assert [step for step in taken if not re.fullmatch(r"(0[7-9]|1[0-9]):[0-5]\d", step["time"])] == []


def test_steps_on_the_desk_find_the_words_that_they_change_or_quote():
    lost = []
    for article, step in STEPS:
        saved = [
            as_saved(article, each)["body"] for other, each in STEPS if other is article and each["step"] == "save"
        ]
        lost += [change["from"] for change in step.get("changes", []) if change["from"] not in article["body"]]
        lost += [phrase for phrase in step.get("without", []) if phrase not in article["body"]]
        if "quote" in step and step["quote"] not in "".join([article["body"], *saved]):
            lost.append(step["quote"])

    assert lost == []


def test_threads_on_the_desk_are_opened_before_they_are_answered():
    opened, orphans = set(), []
    for article, step in STEPS:
        thread = (article["title"], step.get("thread"))
        if step["step"] == "note":
            opened.add(thread)
        elif step["step"] in {"answer", "resolve"} and thread not in opened:
            orphans.append(step)

    assert orphans == []
