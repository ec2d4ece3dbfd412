"""The check before anything goes live: what stands in the way, what an editor should look at, what is right.

Content is a value as snapshots.cleaned makes it. Nothing is changed, and whatever the content holds, nothing raises.
"""

from .findings import Finding, as_errors, blocks, check
from .kinds import ALWAYS, DEFAULT_BLOCKING, Check

__all__ = ["ALWAYS", "DEFAULT_BLOCKING", "Check", "Finding", "as_errors", "blocks", "check"]
