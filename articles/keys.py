"""The keys of rows, as addresses and forms send them."""


def pk_of(value) -> int | None:
    """Read a row's key; None for all that is none. A number too long for its column never reaches the database."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
