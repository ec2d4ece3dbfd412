"""Writing a comment: the form on its own page, what the form in the article page fetches, and the receipt."""

from django.db import transaction
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import Article

from .. import captcha, contact, holding, moderation, receipts, senders, throttle
from ..forms import CommentForm
from ..models import Comment, Flag
from ..opening import ended_at, is_open_on

ANSWERS_PER_MINUTE = 20  # to captchas, from one address; more where more comments are taken


def answers_per_minute(rules):
    """Return how many captchas one address may answer in a minute. Never without limit: guessing would be free."""
    return max(ANSWERS_PER_MINUTE, 2 * rules.per_minute)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_form(request, article_id):
    """The form of an article on a page of its own. Nothing of a comment is lost here but by its writer's wish."""
    return _sent(request, article_id) if request.method == "POST" else _blank(request, article_id)


# Not "no-store": of such a page some browsers give nothing back of what was typed, when the line dropped and their user
# comes back. The page itself holds none of it; the pages that do, below, are kept nowhere.
@cache_control(private=True, no_cache=True)
def _blank(request, article_id):
    article = _article(article_id)
    if not _takes_comments(request, article):
        return _closed(request, article)
    return _page(request, article, CommentForm(article_id=article.pk, consent=_consent(request)))


@never_cache
@sensitive_post_parameters()
def _sent(request, article_id):
    form = CommentForm(request.POST, article_id=article_id, consent=_consent(request))
    known = _known(form)
    if known and moderation.same_words(known, **form.words()):
        return _receipt(request, known)  # whatever has changed since: it is stored, and this is its writer
    article = _article(article_id)
    if not _takes_comments(request, article):
        return _closed(request, article, form)
    if known:
        return _page_anew(request, article, form)
    form.keep_proof()
    if "refresh" in request.POST:
        return _page(request, article, form, is_checked=False)
    try:
        return _take(request, article, form)
    except throttle.TooFast as burst:
        twin = _known(form)  # the same form, sent at the same moment, may have been stored meanwhile
        if twin and moderation.same_words(twin, **form.words()):
            return _receipt(request, twin)
        return _page(request, article, form, is_checked=False, burst=burst, status=429)


@never_cache
def form_overtaken(request, article_id):
    """The CSRF cookie had gone: show the form with all that was typed, to be sent again."""
    form = CommentForm(request.POST, article_id=article_id, consent=_consent(request))
    article = _article(article_id)
    if not _takes_comments(request, article):
        return _closed(request, article, form).render()
    form.keep_proof()
    notice = _("Your browser had forgotten this page, so nothing was sent yet. Your words are here: send them again.")
    return _page(request, article, form, notice=notice, is_checked=False, status=403).render()


@csrf_exempt  # hands out a token and a captcha; there is nothing here that another site could do in a reader's name
@require_POST
@never_cache
def open_form(request, article_id):
    """What the form in the article page needs at its first focus, so that the page itself can be the same for all."""
    article = _article(article_id)
    if not _takes_comments(request, article):
        raise Http404
    key = captcha.new()
    return JsonResponse(
        {
            "csrfmiddlewaretoken": get_token(request),
            "form": receipts.new_form(article.pk),
            "key": key,
            "image": captcha.image_url(key),
            "speech": speech_url(key),
        }
    )


def _take(request, article, form):
    rules, now = request.frame.identity.comment_rules, timezone.now()
    hashes = senders.hashes_of(contact.address_of(request), now)
    sender = hashes[senders.month_of(now)]
    if form.data.get("answer") and not form.proof:
        # Right answers count too: who has used up his guesses shall not learn which would have been right.
        _count(f"captcha:{sender}", per_minute=answers_per_minute(rules), now=now)
    if not form.is_valid():
        return _page(request, article, form, status=422)
    if ban := senders.ban_of(hashes, now):
        return _page(request, article, form, is_checked=False, ban=ban, status=403)
    flags = _flags_of(form, rules, now)  # before the transaction: reading the words takes longer than storing them
    # One transaction: of a form that comes several times at once, the first is on disk before the next one is counted,
    # so that whichever is one too many finds what was stored.
    with transaction.atomic():
        # The address first: what is refused to one sender shall not use up what the article takes from all.
        is_many = _count(f"post:{sender}", per_minute=rules.per_minute, per_hour=rules.per_hour, now=now)
        _count(f"article:{article.pk}", per_minute=rules.article_per_minute, now=now)
        if is_many and rules.watches(Flag.MANY):
            flags.append([Flag.MANY, ""])
        comment, is_new = _store(article, form, sender=sender, flags=flags, rules=rules, now=now)
    words = {name: form.cleaned_data[name] for name in ("name", "title", "text", "phone")}
    if not is_new and not moderation.same_words(comment, **words):
        return _page_anew(request, article, form)
    return _receipt(request, comment)


def _count(key, **limits):
    """Count a deed; where it is one too many, the page will say what there was too much of."""
    try:
        return throttle.count(key, **limits)
    except throttle.TooFast as burst:
        burst.of = key.partition(":")[0]
        raise


def _flags_of(form, rules, now):
    data = form.cleaned_data
    seconds = receipts.seconds_open(data["form"], now)
    return holding.flags_for(data["title"], data["text"], rules=rules, trap=data["website"], seconds=seconds, now=now)


def _store(article, form, *, sender, flags, rules, now):
    data = form.cleaned_data
    return moderation.post(
        article,
        nonce=form.nonce,
        consent=form.agreed_to,
        name=data["name"],
        title=data["title"],
        text=data["text"],
        phone=data["phone"],
        address_hash=sender,
        flags=flags,
        rules=rules,
        now=now,
    )


def _known(form):
    return Comment.objects.select_related("article__section__parent").filter(nonce=form.nonce).first()


def _receipt(request, comment):
    context = {"article": comment.article, "comment": comment, "code": receipts.code_of(comment.nonce)}
    return TemplateResponse(request, "comments/receipt.html", context)


def _page_anew(request, article, form):
    """The form was sent before with other words: neither may be lost, so the new ones become a form of their own."""
    notice = _("This form was sent already, with other words. To send these words as a second comment, send again.")
    return _page(request, article, form, notice=notice, is_checked=False, is_anew=True, status=409)


def _closed(request, article, form=None):
    """Say that, and since when, an article takes no comments, and give back what somebody wrote, to be copied.

    The article is None where readers may not see it. A 404 in any case: what this address names, the form, is not
    there, which is what search engines and checkers of links are to learn.
    """
    words = [form[name].value() or "" for name in ("name", "title", "text")] if form else []
    if article is None and not any(words):
        raise Http404
    end = article and ended_at(article, request.frame.identity)
    context = {"article": article, "ended_at": end, "words": list(filter(None, words))}
    return TemplateResponse(request, "comments/closed.html", context, status=404)


def _page(request, article, form, *, notice="", burst=None, ban=None, is_checked=True, is_anew=False, status=200):
    """Show the form with a working nonce and captcha, whatever was wrong with those it came with."""
    nonce = "" if is_anew else form.nonce
    proof = form.proof if nonce else ""
    key = "" if proof else captcha.new()
    if form.is_bound:
        form.data = form.data.copy()
        if not is_checked:
            form._errors = {}
    hidden = {
        "form": form.data["form"] if nonce else receipts.new_form(article.pk),
        "key": key,
        "solved": proof,
        "answer": "",
        "consent_text": form.agreed_to.pk,
    }
    if form.is_bound and form.data.get("consent_text") != str(form.agreed_to.pk):
        hidden["consent"] = ""  # a tick stands for the words that were read, not for newer ones
    (form.data if form.is_bound else form.initial).update(hidden)
    context = {
        "article": article,
        "form": form,
        "captcha_image": key and captcha.image_url(key),
        "captcha_speech": key and speech_url(key),
        "is_solved": bool(proof),
        "notice": notice,
        "burst": burst,
        "ban": ban,
    }
    return TemplateResponse(request, "comments/comment_form.html", context, status=status)


def speech_url(key):
    return reverse("comments:speech", args=[key])


def _consent(request):
    return request.frame.identity.consent


def _article(article_id):
    """Return the article if readers may see it, or None."""
    return Article.objects.public().select_related("section__parent").filter(pk=article_id).first()


def _takes_comments(request, article):
    return article is not None and is_open_on(article, request.frame.identity)
