"""Certificates for servers of HTTPS that are trusted, or not, in every way that matters."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

__all__ = ["Served", "served"]


@dataclass(frozen=True, slots=True)
class Served:
    """What a server shows, and the file that makes a client trust it."""

    context: ssl.SSLContext
    authority: Path


def served(folder: Path, *, name: str = "127.0.0.1", out_of_date: bool = False) -> Served:
    """Make a certificate of an authority of our own for `name`."""
    authority = trustme.CA()
    ended = datetime.now(UTC) - timedelta(days=1) if out_of_date else None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_after=ended).configure_cert(context)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(file)
    return Served(context, file)
