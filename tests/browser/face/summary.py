"""What is wrong on many pages, told once: a mistake in the frame stands on all of them."""

from collections import Counter


def summary(faults) -> str:
    """Put together (what, where) as lines, with how often each stands and where first; nothing wrong is ""."""
    faults = list(faults)
    first = dict(reversed(faults))
    counted = Counter(what for what, _where in faults)
    return "\n".join(f"{count} times, first on {first[what]}" for what, count in counted.most_common())
