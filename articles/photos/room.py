"""A full disk, told to whoever uploads as what it is and to whoever runs the site in the log."""

import logging
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC

from django.utils.translation import gettext as _

logger = logging.getLogger("articles.photos")


@contextmanager
def refused_when_full(refusal):
    """Raise `refusal` with a sentence where there is no room for the files; serves as a decorator too."""
    try:
        yield
    except OSError as error:
        if error.errno not in {ENOSPC, EDQUOT}:
            raise
        logger.exception("No room for an uploaded file.")
        raise refusal(_("The server has no room left for files. Tell whoever runs the site.")) from error
