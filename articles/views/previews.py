"""One version of an article, for whoever holds its secret address."""

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import previews, snapshots
from ..models import PreviewLink
from ..states import RevisionState
from ..wording import stamp


@require_safe
def preview(request, token):
    """Show one version to whoever holds its secret address, while the link works."""
    links = PreviewLink.objects.select_related("revision__article")
    link = links.filter(token_hash=previews.hash_of(token)).first()
    if link is None or not link.works_at(timezone.now()) or _was_taken_down_since(link):
        status = 410 if link else 404
        return TemplateResponse(request, "articles/preview_ended.html", status=status, headers=previews.HEADERS)
    content, _gone = snapshots.resolved(link.revision)
    article = previews.draft_article(content, link.revision.article)
    if link.revision.state == RevisionState.APPLIED and link.revision.article.is_public:
        ribbon = _("Preview of one version of a published article. It can be seen until %(moment)s.")
    else:
        ribbon = _("Preview – not published. It can be seen until %(moment)s.")
    return previews.preview_response(request, article, ribbon=ribbon % {"moment": stamp(link.ends_at)})


def _was_taken_down_since(link):
    """Whether the article went to the trash, or was withdrawn after the link was made: it is not to be seen then."""
    article = link.revision.article
    return article.is_trashed or (article.is_withdrawn and article.withdrawn_at >= link.created_at)
