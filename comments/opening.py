"""Whether an article takes comments, and until when."""

from datetime import timedelta

from django.utils import timezone

from articles.models.comments_allowed import CommentsAllowed
from articles.querysets import midnight


def is_open_on(article, identity, now=None) -> bool:
    """Whether readers may comment on a public article. The moments at which it changes are known to the ETags."""
    if identity.consent_id is None or not are_allowed_on(article, identity.comments_allowed):
        return False
    end = closes_at(article, identity.comment_rules)
    return end is None or (now or timezone.now()) < end


def are_allowed_on(article, site_allows) -> bool:
    """Ask the article, its section, the section above, then the site (`site_allows`, from the identity)."""
    sections = [article.section, article.section.parent] if article.section else []
    for setting in [article.comments_allowed, *(section.comments_allowed for section in sections if section)]:
        if setting != CommentsAllowed.INHERIT:
            return setting == CommentsAllowed.YES
    return site_allows


def ended_at(article, identity, now=None):
    """Return when an article stopped taking comments, or None where it is not its time that closed them."""
    end = closes_at(article, identity.comment_rules) if are_allowed_on(article, identity.comments_allowed) else None
    return end if end and end <= (now or timezone.now()) else None


def closes_at(article, rules):
    """Return when an article stops taking comments, or None: its own moment, or the midnight after so many days."""
    if article.comments_end_at or rules.close_after_days is None:
        return article.comments_end_at
    zone = timezone.get_default_timezone()
    return midnight(timezone.localdate(article.published_at, zone) + timedelta(days=rules.close_after_days + 1))
