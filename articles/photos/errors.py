"""Why an upload can't become a photo, or a photo can't be changed: sentences for the person who tried."""

from django.utils.translation import gettext as _


class UnusablePhoto(Exception):
    """The message says why, in the reader's language."""


class KnownPhoto(UnusablePhoto):
    """The very same file is in the library already, as `photo`; or was, before that got another one."""

    def __init__(self, photo, *, is_former=False):
        if photo.is_taken_down:
            message = _("This photo was taken down: %(reason)s") % {"reason": photo.take_down_reason}
        elif is_former:
            message = _("This file was in the library as “%(photo)s” and was replaced by another one.") % {
                "photo": photo
            }
        else:
            message = _("This photo is already in the library: “%(photo)s”.") % {"photo": photo}
        super().__init__(message)
        self.photo = photo


class InUse(UnusablePhoto):
    """The photo can't be deleted; `uses` says where it stands."""

    def __init__(self, photo, uses):
        where = "; ".join(str(use) for use in uses)
        super().__init__(_("“%(photo)s” is in use and can't be deleted: %(where)s.") % {"photo": photo, "where": where})
        self.uses = uses


def refusal(why, limit=None) -> UnusablePhoto:
    """Return the sentence for a reason of articles/darkroom."""
    sentences = {
        "pixels": _("The photo has more than %(limit)s megapixels."),
        "narrow": _("The picture is more than %(limit)s times as long as it is wide. Cut out the part that matters."),
        "unreadable": _("This file can't be read as a photo. Use JPEG, PNG or WebP."),
        "damaged": _("This photo is damaged or incomplete. Open it, save it anew and send the new file."),
        "heavy": _("Opening this file takes too much time or memory. Save it anew as JPEG and send the new file."),
    }
    return UnusablePhoto(sentences[why] % {"limit": limit})
