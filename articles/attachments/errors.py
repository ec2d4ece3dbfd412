"""Why a file can't be offered for download. The messages are read by whoever sent it, in their language."""

from django.utils.translation import gettext as _


class UnusableAttachment(Exception):
    """The upload can't be offered for download; the message says why."""


class KnownAttachment(UnusableAttachment):
    """The very same file is in the library already, as `attachment`."""

    def __init__(self, attachment):
        words = {"title": attachment.title}
        if attachment.is_taken_down:
            message = _("This file is in the library as “%(title)s”, but was taken down.") % words
        else:
            message = _("This file is in the library already: “%(title)s”.") % words
        super().__init__(message)
        self.attachment = attachment


def damaged() -> UnusableAttachment:
    return UnusableAttachment(_("This file is damaged or was cut short. Open it, save it anew and upload that."))


def macros() -> UnusableAttachment:
    return UnusableAttachment(
        _("This document contains macros, which can harm whoever opens it. Save it without macros, or as PDF.")
    )


def protected() -> UnusableAttachment:
    return UnusableAttachment(
        _("This document is protected by a password or restricted. Readers could not open it: save it unprotected.")
    )


def embedded(name="") -> UnusableAttachment:
    if name:
        return UnusableAttachment(
            _("This document has another file inside it (“%(name)s”) that can't be checked. Save it as PDF.")
            % {"name": name[:80]}
        )
    return UnusableAttachment(_("This document has another file inside it that can't be checked. Save it as PDF."))


def calls_out() -> UnusableAttachment:
    return UnusableAttachment(
        _("This document fetches something from elsewhere when it is opened. Remove the connection, or save it as PDF.")
    )


def starts_something() -> UnusableAttachment:
    return UnusableAttachment(
        _(
            "This document has a link that starts a program, or opens a file of a computer or an office network. "
            "Remove the link, or save it as PDF."
        )
    )


def too_much_inside() -> UnusableAttachment:
    return UnusableAttachment(_("What is packed in this file is far larger than the file. Save it anew, or as PDF."))


def two_in_one() -> UnusableAttachment:
    return UnusableAttachment(_("This file holds something else besides the document. Open it and save it anew."))


def no_document() -> UnusableAttachment:
    return UnusableAttachment(
        _("This file can't be offered. Use PDF, Word, Excel, PowerPoint or OpenDocument (.odt, .ods, .odp).")
    )
