"""Which comments the desk lists: its tabs and filters, all of them in the address."""

from dataclasses import dataclass, replace

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles import text as plain

from ..models import Comment, Flag, PrivateContact, Status
from ..moderation.claims import LASTS as CLAIM_LASTS

PER_PAGE = 20
ALL, CASES = "tat-ca", "ho-so"  # tabs beside the states: everything, and what units have been asked to answer
LATE, SOON = "tre", "gan"
ROUTED, NOT_ROUTED = "co", "khong"
TABS = [
    (Status.WAITING, Status.WAITING.label),
    (CASES, _("With a unit")),
    *((status, status.label) for status in Status if status != Status.WAITING),
    (ALL, _("All")),
]
ORDERS = {
    Status.WAITING: ("created_at", "pk"),  # who has waited longest comes first
    CASES: ("due_on", "pk"),
    ALL: ("-created_at", "-pk"),
}
DECIDED = ("-decided_at", "-pk")
LONGEST_NUMBER = 9  # digits: larger ones don't fit into a column of PostgreSQL
MOST_WORDS = 10


@dataclass(frozen=True)
class Filters:
    """What the address asks for. What can't be read is left out, and then the form above the list shows it empty."""

    tab: str
    section: int = 0
    flag: str = ""
    unit: str = ""
    due: str = ""
    is_mine: bool = False
    sender_of: int = 0
    q: str = ""

    @classmethod
    def read(cls, data, user):
        def one_of(name, values, default=""):
            value = data.get(name, "")
            return value if value in values else default

        unit = data.get("don-vi", "")
        start = Status.WAITING if user.has_perm("comments.moderate_comment") else CASES
        return cls(
            tab=one_of("trang-thai", [value for value, _label in TABS], start),
            section=number(data.get("chuyen-muc")),
            flag=one_of("ly-do", Flag.values),
            unit=unit if unit in {ROUTED, NOT_ROUTED} or number(unit) else "",
            due=one_of("han", {LATE, SOON}),
            is_mine=data.get("cua-toi") == "1",
            sender_of=number(data.get("cung")),
            q=plain.one_line(data.get("q", "").replace("\x00", ""))[:100],
        )

    def kept(self, **changes):
        """Return the address's query for these filters, some of them changed."""
        this = replace(self, **changes)
        values = {
            "trang-thai": this.tab,
            "chuyen-muc": this.section,
            "ly-do": this.flag,
            "don-vi": this.unit,
            "han": this.due,
            "cua-toi": "1" if this.is_mine else "",
            "cung": this.sender_of,
            "q": this.q,
        }
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def is_narrowed(self):
        return self != Filters(self.tab)

    def narrowed(self, comments, user, clock):
        """Narrow comments by everything but the tab: what the tabs count."""
        if self.section:
            comments = comments.filter(Q(article__section=self.section) | Q(article__section__parent=self.section))
        if self.flag:
            # As text: SQLite can't look into JSON for a part. A quote that somebody typed is escaped there.
            comments = comments.annotate(flag_text=Cast("flags", CharField())).filter(
                flag_text__contains=f'["{self.flag}"'
            )
        if self.unit:
            comments = comments.filter(_unit(self.unit))
        if self.due:
            comments = comments.filter(clock.late() if self.due == LATE else clock.late_or_soon())
        if self.is_mine:
            comments = comments.filter(claimed_by=user, claimed_at__gte=timezone.now() - CLAIM_LASTS)
        if self.sender_of:
            comments = comments.filter(_same_sender(self.sender_of, user))
        return comments.filter(_words(self.q)) if self.q else comments

    def in_tab(self, comments):
        if self.tab == CASES:
            return comments.filter(pk__in=Comment.objects.open_cases())
        return comments if self.tab == ALL else comments.filter(status=self.tab)

    @property
    def order(self):
        return ORDERS.get(self.tab, DECIDED)

    def after(self, comments, last):
        """Comments that stand below `last` in the list, wherever the ones above it have gone since."""
        field = self.order[0].lstrip("-")
        value, way = getattr(last, field), "lt" if self.order[0].startswith("-") else "gt"
        if value is None:
            return comments
        below = Q(**{f"{field}__{way}": value}) | Q(**{field: value, f"pk__{way}": last.pk})
        return comments.filter(below)


def counts(comments) -> dict:
    """How many comments stand behind each tab, in one question."""
    states = {status.value: Count("pk", filter=Q(status=status)) for status in Status}
    cases = Count("pk", filter=Q(pk__in=Comment.objects.open_cases().order_by().values("pk")))
    found = comments.order_by().aggregate(**states, cases=cases, all=Count("pk"))
    return {status.value: found[status.value] for status in Status} | {CASES: found["cases"], ALL: found["all"]}


def number(typed) -> int:
    typed = typed or ""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER else 0


def _unit(asked):
    return Q(unit=number(asked)) if number(asked) else Q(unit__isnull=asked == NOT_ROUTED)


def _same_sender(pk, user):
    """The comments that came from one phone number or one address, as far as either is still known."""
    known = PrivateContact.objects.filter(comment__in=Comment.objects.in_reach_of(user), comment=pk)
    found = Q(pk=pk)
    for address_hash, phone in known.values_list("address_hash", "phone"):
        found |= Q(contact__address_hash=address_hash) if address_hash else Q()
        found |= Q(contact__phone=phone) if phone else Q()
    return found


def _words(typed):
    """Each word in name, title or text, as it is written there. Not look-up codes: no address may hold one.

    With its marks: comments have no search key. SQLite knows the case of ASCII letters alone, hence the spellings.
    """
    found = Q()
    for word in typed.split()[:MOST_WORDS]:
        anywhere = Q()
        for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
            for field in ("name", "title", "text"):
                anywhere |= Q(**{f"{field}__icontains": spelling})
        found &= anywhere
    return found
