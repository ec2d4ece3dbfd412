from .banner import Banner
from .identity import SiteIdentity, validate_accent
from .links import Link, LinkBlock
from .page import Page
from .tick import TickRun

__all__ = ["Banner", "Link", "LinkBlock", "Page", "SiteIdentity", "TickRun", "validate_accent"]
