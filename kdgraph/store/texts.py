"""Text as a file can hold it."""

from __future__ import annotations

__all__ = ["clean"]


def clean(text: str | None) -> str | None:
    r"""Return `text` without what no file can hold (halves of surrogate pairs), None if blank.

    Examples
    --------
    >>> clean("caf\u00e9"), clean("caf\ud83d"), clean("  ")
    ('café', 'caf?', None)
    """
    if text is None or not text.strip():
        return None
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
