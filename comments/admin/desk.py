"""The moderators' desk: what waits, as cards with their decisions, and the history of one comment."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from .. import moderation, undoable
from ..models import Comment, Flag, PrivacyEvent, Status
from . import decide
from .cards import sections_for
from .deck import Deck
from .desk_rows import TABS, number


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Decisions go through comments/moderation; nothing is added, changed or deleted here."""

    fields = readonly_fields = ["article", "status", "name", "title", "text"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        history = self.admin_site.admin_view(self.history)
        own = [path("<key:comment_id>/nhat-ky/", history, name="comments_history")]
        return decide.urls(self) + own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of one comment is its history."""
        if request.method != "GET" or not number(object_id):
            raise PermissionDenied
        return redirect("admin:comments_history", number(object_id))

    def history_view(self, request, object_id, extra_context=None):
        """The stock page would name comments beyond one's reach; what was done to one stands on a page of our own."""
        return self.change_view(request, object_id)

    def changelist_view(self, request, extra_context=None):
        """The desk. For its script, which asks for JSON: the cards that follow the one named in `sau`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        deck = Deck(request, request.GET)
        if decide.wants_json(request):
            return self._more(request, deck)
        if request.GET.get("trang-thai", deck.filters.tab) != deck.filters.tab:
            return redirect("admin:comments_comment_changelist")
        deck.opened = _opened(request.GET.get("mo", ""))
        page = min(number(request.GET.get("p")) or 1, deck.pages)
        context = {
            **self.admin_site.each_context(request),
            **deck.context,
            "title": _("Comments desk"),
            "opts": self.opts,
            "deck": deck,
            "filters": deck.filters,
            "comments": deck.page(page),
            "page": page,
            "tabs": [self._tab(deck, value, label) for value, label in TABS if self._is_offered(deck, value)],
            "sections": sections_for(request.user, request.frame) if deck.context["may_decide"] else [],
            "flags": Flag.choices,
            "undoable": undoable.still_undoable(request),
            "undo_seconds": moderation.UNDO_SECONDS,
            "is_all_chosen": request.GET.get("chon") == "1",
            "shortcuts": _has_shortcuts(request.user),
        }
        if page > 1:
            context["next"] = f"{deck.address}&p={page}"  # without scripts a decision leads back to the same page
        if not deck.filters.is_narrowed and deck.context["may_decide"]:
            context["comments_waiting"] = deck.counts[Status.WAITING]  # as the bar at the top shows it
        return TemplateResponse(request, "comments/admin/desk.html", context)

    def _more(self, request, deck):
        last = Comment.objects.in_reach_of(request.user).filter(pk=number(request.GET.get("sau"))).first()
        comments = deck.below(last) if last else deck.page(1)
        cards = [{"id": comment.pk, "html": deck.draw(comment)} for comment in comments]
        return JsonResponse({"ok": True, "cards": cards, "counts": deck.counts})

    def _tab(self, deck, value, label):
        return {
            "value": value,
            "label": label,
            "count": deck.counts[value],
            "query": deck.filters.kept(tab=value),
            "is_here": value == deck.filters.tab,
        }

    def _is_offered(self, deck, value):
        """Who only answers has no use for the states that never concern a unit."""
        return deck.context["may_decide"] or value not in {Status.SPAM, Status.WITHDRAWN} or deck.counts[value]

    def history(self, request, comment_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.case(request, comment_id)

    def case(self, request, comment_id, *, error="", typed=None, status=200):
        """One comment with all that was done to it; and with what could not be done, as it was typed."""
        deck = Deck(request, QueryDict())
        comment = deck.one(comment_id)
        if comment is None:
            raise Http404
        events = comment.events.select_related("by")
        looks = PrivacyEvent.objects.filter(comment=comment).select_related("by").order_by("pk")
        context = {
            **self.admin_site.each_context(request),
            **deck.context,
            "title": _("History of the comment"),
            "opts": self.opts,
            "comment": comment,
            "events": events,
            "looks": looks if request.user.has_perm("comments.view_privacyevent") else None,
            "error": error,
            "typed": typed or {},
            "next": reverse("admin:comments_history", args=[comment_id]),
        }
        return TemplateResponse(request, "comments/admin/history.html", context, status=status)


def _opened(asked):
    """Which form of which card an address opens, as "reject-17": (17, "reject")."""
    fold, _dash, key = asked.rpartition("-")
    return number(key), fold


def _has_shortcuts(user):
    profile = getattr(user, "profile", None)
    return profile is None or profile.shortcuts
