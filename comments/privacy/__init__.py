"""The life of personal data: looked at by few and on record, handed out and erased on request, purged in time."""

from .purging import UNDECIDED_DAYS, purge
from .requests import erase, export, find
from .revealing import reveal

__all__ = ["UNDECIDED_DAYS", "erase", "export", "find", "purge", "reveal"]
