"""What must not stand in a log: whoever reads it would hold the secret addresses of texts that are not public."""

import logging
import re

SECRET = re.compile(r"/(duyet|xem-truoc)/[^/\s?]+")


class DiscreetFormatter(logging.Formatter):
    """Masks the secret of links for approval and to a preview, in the words of a line and in the traceback below it."""

    def format(self, record):
        return SECRET.sub(r"/\1/***", super().format(record))
