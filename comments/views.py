"""The reader's side: the form on its own page, what the form in the article page fetches, receipt and look-up."""

from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import Article

from . import captcha, contact, moderation, receipts, throttle
from .forms import CommentForm, LookupForm
from .models import Comment, Flag, Status, are_allowed_on


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment_form(request, article_id):
    """The form of an article on a page of its own. Nothing of a comment is lost here but by its writer's wish."""
    if request.method != "POST":
        article = _open_article(request, article_id)
        return _page(request, article, CommentForm(article_id=article.pk, consent=_consent(request)))
    form = CommentForm(request.POST, article_id=article_id, consent=_consent(request))
    known = Comment.objects.select_related("article", "contact").filter(nonce=form.nonce).first()
    if known and form.words() == (known.name, known.title, known.text, known.contact.phone):
        return _receipt(request, known)  # whatever has changed since: it is stored, and this is its writer
    try:
        article = _open_article(request, article_id)
    except Http404:
        return _closed(request, form)
    if known:
        return _page_anew(request, article, form)
    if "refresh" in request.POST:
        form.keep_proof()
        return _page(request, article, form, is_checked=False)
    if not form.is_valid():
        return _page(request, article, form, status=422)
    return _take(request, article, form)


def form_overtaken(request, article_id):
    """The CSRF cookie had gone: show the form with all that was typed, to be sent again."""
    form = CommentForm(request.POST, article_id=article_id, consent=_consent(request))
    try:
        article = _open_article(request, article_id)
    except Http404:
        return _closed(request, form).render()
    form.keep_proof()
    notice = _("Your browser had forgotten this page, so nothing was sent yet. Your words are here: send them again.")
    return _page(request, article, form, notice=notice, is_checked=False, status=403).render()


@csrf_exempt  # hands out a token and a picture; there is nothing here that another site could do in a reader's name
@require_POST
@never_cache
def open_form(request, article_id):
    """What the form in the article page needs at its first focus, so that the page itself can be the same for all."""
    article = _open_article(request, article_id)
    key = captcha.new()
    return JsonResponse(
        {
            "csrfmiddlewaretoken": get_token(request),
            "form": receipts.new_form(article.pk),
            "key": key,
            "image": captcha.image_url(key),
        }
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    """What became of a comment. The code comes by POST: it stands in no address, no history and no log."""
    form = LookupForm(request.POST or None)
    comment, is_asked = None, request.method == "POST" and form.is_valid()
    if is_asked:
        code_hash = receipts.hash_of(form.cleaned_data["code"])
        comment = Comment.objects.select_related("article").filter(code_hash=code_hash).first()
        if comment is None:
            form.add_error("code", _("No comment has this code. Check it against your receipt."))
    status = 200 if comment or not is_asked else 404
    context = {"form": LookupForm() if comment else form, "comment": comment, "states": Status}
    return TemplateResponse(request, "comments/lookup.html", context, status=status)


def _take(request, article, form):
    data = form.cleaned_data
    address_hash = contact.hashed(contact.address_of(request))
    try:
        is_full = throttle.count(address_hash)
    except throttle.TooFast as refused:
        return _page(request, article, form, is_checked=False, until=refused.until, status=429)
    comment, is_new = moderation.post(
        article,
        nonce=form.nonce,
        consent_id=form.agreed_to.pk,
        name=data["name"],
        title=data["title"],
        text=data["text"],
        phone=data["phone"],
        address_hash=address_hash,
        flags=[flag for flag, holds in {Flag.MANY: is_full, Flag.TRAP: bool(data["website"])}.items() if holds],
    )
    if not is_new and (comment.name, comment.title, comment.text) != (data["name"], data["title"], data["text"]):
        return _page_anew(request, article, form)
    return _receipt(request, comment)


def _receipt(request, comment):
    context = {"article": comment.article, "comment": comment, "code": receipts.code_of(comment.nonce)}
    return TemplateResponse(request, "comments/receipt.html", context)


def _page_anew(request, article, form):
    """The form was sent before with other words: neither may be lost, so the new ones become a form of their own."""
    notice = _("This form was sent already, with other words. To send these words as a second comment, send again.")
    return _page(request, article, form, notice=notice, is_checked=False, is_anew=True, status=409)


def _closed(request, form):
    """Comments closed, or the article went, while somebody wrote: say so, and give the words back to be copied."""
    words = [form[name].value() or "" for name in ("name", "title", "text")]
    if not any(words):
        raise Http404
    return TemplateResponse(request, "comments/closed.html", {"words": words}, status=404)


def _page(request, article, form, *, notice="", until=None, is_checked=True, is_anew=False, status=200):
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
        "is_solved": bool(proof),
        "notice": notice,
        "until": until,
    }
    return TemplateResponse(request, "comments/comment_form.html", context, status=status)


def _consent(request):
    return request.frame.identity.consent


def _open_article(request, article_id):
    """The public article that may be commented on, or a 404."""
    article = get_object_or_404(Article.objects.public().select_related("section__parent"), pk=article_id)
    identity = request.frame.identity
    if identity.consent is None or not are_allowed_on(article, identity.comments_allowed):
        raise Http404
    return article
