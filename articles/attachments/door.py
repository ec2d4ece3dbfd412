"""The one door for documents: told by their content, without macros, scripts, files inside them or calls to elsewhere.

A document can't be drawn anew like a photo, so it is stored as it came, and what could act when it is opened is
refused. Readers get it as a download, never as a page. Stored names carry 128 random bits.
"""

import hashlib
import logging
import secrets
import struct
import zlib
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import text as plain
from ..models import Attachment
from ..photos.reception import original_name
from ..photos.room import refused_when_full
from . import archive, compound, pdf
from .errors import KnownAttachment, UnusableAttachment, damaged, no_document

READERS = ((b"%PDF-", pdf.kind_of), (b"PK\x03\x04", archive.kind_of), (compound.MAGIC, compound.kind_of))
# What a broken or hostile file makes of the standard library and of our own arithmetic.
BROKEN = (
    ArithmeticError, BadZipFile, EOFError, ExpatError, LookupError, RuntimeError, ValueError, struct.error, zlib.error,
)  # fmt: skip

logger = logging.getLogger("articles.attachments")


@refused_when_full(UnusableAttachment)
def take_in(upload, *, title="", by=None) -> Attachment:
    """Make an Attachment of an uploaded file (anything with read(), size and name).

    Raises UnusableAttachment where it is no document of a known kind, too large, broken, or could do harm;
    KnownAttachment where it is in the library already.
    """
    if upload.size > settings.ATTACHMENT_MAX_MEGABYTES * 1024 * 1024:
        raise UnusableAttachment(
            _("The file is larger than %(limit)s MB.") % {"limit": settings.ATTACHMENT_MAX_MEGABYTES}
        )
    data = upload.read()
    fingerprint = hashlib.sha256(data).hexdigest()
    if known := Attachment.objects.filter(fingerprint=fingerprint).first():
        raise KnownAttachment(known)
    name = original_name(upload)
    kind = checked_kind(data, name)
    title = plain.one_line(title)[:200] or plain.one_line(name.rpartition(".")[0])[:200] or kind.label
    folder = f"attachments/{timezone.localdate():%Y/%m}/{secrets.token_hex(16)}"
    attachment = Attachment(
        file=f"{folder}/{plain.slugify(title) or 'tai-lieu'}.{kind.value}",
        kind=kind,
        title=title,
        file_size=len(data),
        fingerprint=fingerprint,
        original_name=name,
        uploaded_by=by,
    )
    try:
        attachment.file = default_storage.save(attachment.file.name, ContentFile(data))
        with transaction.atomic():
            attachment.save()
    except Exception as error:
        default_storage.delete(attachment.file.name)  # half of it too, where the disk is full
        if isinstance(error, IntegrityError) and (known := Attachment.objects.filter(fingerprint=fingerprint).first()):
            raise KnownAttachment(known) from error  # somebody else sent the same file at the same moment
        raise
    return attachment


def checked_kind(data: bytes, name: str) -> Attachment.Kind:
    """Return what a file is by its content, if it may be offered and its name says the same."""
    reader = next((reader for magic, reader in READERS if data.startswith(magic)), None)
    if reader is None:
        raise no_document()
    try:
        kind = reader(data)
    except BROKEN as error:
        logger.warning("A document could not be read.", exc_info=True)  # a mistake of ours would be seen here
        raise damaged() from error
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending != kind.value:
        words = {"ending": f".{ending[:20]}" if ending else "?", "kind": kind.label, "right": f".{kind.value}"}
        raise UnusableAttachment(
            _("The name of this file ends in %(ending)s, but it is a document of another kind: %(kind)s (%(right)s).")
            % words
        )
    return kind
