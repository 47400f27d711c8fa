"""A strict reader of Pajek's files, from the grammar in its manual.

An object begins with ``*Network``, ``*Partition``, ``*Vector`` (in project files) or at once with
``*Vertices n``. Vertices are ``number "label"``, numbers from 1 without gaps, labels without
quotation marks inside; then ``*Arcs`` with ``from to value``. In partitions and vectors a line
holds the value of a vertex. A line that begins with % is a comment; ``&#number;`` is a character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

__all__ = ["PajekObject", "read_pajek"]


@dataclass
class PajekObject:
    """A network, a partition or a vector: labels and arcs, or values."""

    name: str = ""
    labels: list[str] = field(default_factory=list)
    arcs: list[tuple[int, int, float]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


def read_pajek(content: bytes) -> list[PajekObject]:
    """Read a file; anything that the grammar does not know is an AssertionError."""
    assert content.endswith(b"\r\n")
    lines = content.decode("ascii").split("\r\n")[:-1]
    assert not any("\n" in line or "\r" in line for line in lines)
    lines = [line for line in lines if not line.startswith("%")]
    found: list[PajekObject] = []
    at = 0
    while at < len(lines):
        name = ""
        if heading := re.fullmatch(r"\*(?:Network|Partition|Vector) (\S+)", lines[at]):
            name, at = heading[1], at + 1
        count = re.fullmatch(r"\*Vertices (\d+)", lines[at])
        assert count is not None, lines[at]
        size, at = int(count[1]), at + 1
        thing = PajekObject(name)
        body = lines[at : at + size]
        at += size
        if at < len(lines) and lines[at] == "*Arcs":
            for n, line in enumerate(body, start=1):
                vertex = re.fullmatch(r'(\d+) "([^"]*)"', line)
                assert vertex is not None, line
                assert int(vertex[1]) == n
                thing.labels.append(
                    re.sub(r"&#\d+;", lambda entity: unescape(entity[0]), vertex[2])
                )
            at += 1
            while at < len(lines) and not lines[at].startswith("*"):
                start, end, value = lines[at].split(" ")
                assert 1 <= int(start) <= size
                assert 1 <= int(end) <= size
                thing.arcs.append((int(start), int(end), float(value)))
                at += 1
        else:
            thing.values = [float(line) for line in body]
        found.append(thing)
    return found
