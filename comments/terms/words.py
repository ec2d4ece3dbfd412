"""Lists of words that stand beside the code, one entry a line; each is read when it is first asked for."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def entries(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def listed(name: str) -> frozenset[str]:
    """Return the entries of a list: "toneless", "frequent" or "company"."""
    return frozenset(entries(HERE / f"{name}.txt"))
