"""Read and decompress response bodies within a size limit."""

from __future__ import annotations

import zlib

import httpx

__all__ = ["BodyError", "TooLargeError", "read_body", "read_packed", "unpack"]


class BodyError(Exception):
    """A body that cannot be read, and why."""


class TooLargeError(BodyError):
    """A body that goes on past the bound."""


async def read_packed(response: httpx.Response, *, most: int) -> bytes:
    """Return the whole body of a streamed answer as it came, packed if it was.

    Raises
    ------
    TooLargeError
        If it is longer than `most` bytes; the rest is not read.
    """
    told = response.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told[:20]) > most:
        raise _too_large(most)
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


async def read_body(response: httpx.Response, *, most: int) -> bytes:
    """Return the whole body of a streamed answer, unpacked.

    Raises
    ------
    TooLargeError
        If it is longer than `most` bytes, on the wire or unpacked; the rest is not read.
    BodyError
        If it is packed in another way than by gzip, or its packing is broken.
    """
    body = await read_packed(response, most=most)
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing in ("", "identity"):
        return body
    if packing not in ("gzip", "x-gzip"):
        raise BodyError(f"an answer packed as {packing[:40]!r}, which was not asked for")
    return unpack(body, most=most)


def unpack(packed: bytes, *, most: int) -> bytes:
    """Return what gzip has packed, never making more of it than `most` bytes.

    Raises
    ------
    TooLargeError
        If it is more.
    BodyError
        If it is no gzip, or cut.

    Examples
    --------
    >>> import gzip
    >>> unpack(gzip.compress(b"[]"), most=9), len(gzip.compress(bytes(10**6))) < 1100
    (b'[]', True)
    >>> unpack(gzip.compress(bytes(10**6)), most=10**5)
    Traceback (most recent call last):
        ...
    kdgraph.http.body.TooLargeError: more than 0.1 MB, which is no answer of the service
    """
    if not packed:
        return b""
    member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        whole = member.decompress(packed, most + 1)
    except zlib.error as error:
        raise BodyError(f"an answer whose gzip packing is broken ({error})") from error
    if len(whole) > most:
        raise _too_large(most)
    if not member.eof or member.unused_data:
        raise BodyError("an answer whose gzip packing ends in the wrong place")
    return whole


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(f"more than {most / 1e6:.3g} MB, which is no answer of the service")
