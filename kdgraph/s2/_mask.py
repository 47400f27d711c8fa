"""Mask the API key wherever a service or proxy repeats it."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Final
from urllib.parse import quote

__all__ = ["Mask"]

_STARS: Final = "[API key]"
# A key shorter than that is none of the service, and may be a part of any word.
_SHORTEST: Final = 6


class Mask:
    r"""Puts "[API key]" in the place of a key, also where that is escaped.

    Parameters
    ----------
    key : str or None
        What must not come back; without a key everything stays as it is.

    Examples
    --------
    >>> mask = Mask("sesame-0123")
    >>> mask.text("your key sesame-0123 is wrong"), mask.body(b'["sesame\\u002d0123"]')
    ('your key [API key] is wrong', (b'["[API key]"]', 1))
    """

    def __init__(self, key: str | None) -> None:
        self._known: re.Pattern[bytes] | None = None
        if key is None:
            return
        self._plain = key.encode()
        self._in_data = len(key) >= _SHORTEST
        pattern = "".join(map(_spellings, key))
        if not self._in_data:
            pattern = f"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])"
        self._known = re.compile(pattern.encode())
        # what the escaped forms of this key hold: without it, the slow pattern need not look
        signs = [rb"\\u00[2-7]", rb"&#[0-9xX]"]
        signs += [rb"%[2-7]"] if quote(key, safe="") != key else []
        signs += [rb"&[aglq]"] if escape(key) != key else []
        signs += [re.escape(f"\\{letter}").encode() for letter in '/"\\' if letter in key]
        self._signs = [re.compile(sign) for sign in signs]

    def text(self, text: str) -> str:
        """Return a text that people read, without the key."""
        if self._known is None:
            return text
        raw = text.encode("utf-8", "surrogatepass")
        return self._known.sub(_STARS.encode(), raw).decode("utf-8", "surrogatepass")

    def body(self, body: bytes) -> tuple[bytes, int]:
        """Return the body of an answer without the key, and how often that was in it."""
        if self._known is None or not self._in_data:
            return body, 0
        if b"\0" in body[:4]:  # UTF-16 and UTF-32 are JSON too
            try:
                text = body.decode(json.detect_encoding(body), "surrogatepass")
            except (UnicodeDecodeError, LookupError):
                return body, 0
            masked, found = self.body(text.encode("utf-8", "surrogatepass"))
            return (masked, found) if found else (body, 0)
        if self._plain not in body and not any(sign.search(body) for sign in self._signs):
            return body, 0
        return self._known.subn(_STARS.encode(), body)


def _spellings(letter: str) -> str:
    """Return a pattern for a character as it is, and as JSON, HTML and addresses escape it."""
    code = ord(letter)
    return (
        rf"(?:\\?{re.escape(letter)}|\\u00(?i:{code:02x})|%(?i:{code:02x})"
        rf"|&#0*{code};|&#[xX]0*(?i:{code:x});|{re.escape(escape(letter))})"
    )
