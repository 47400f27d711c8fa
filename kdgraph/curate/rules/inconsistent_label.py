"""Labels of links that are spelt in several ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Edit, Fix, Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.formats import Span
from kdgraph.lists.links import is_label
from kdgraph.lists.page import PageLink
from kdgraph.lists.text import words

__all__ = ["inconsistent_label"]

_NAMES: Final = {
    name.casefold(): name
    for name in words(
        "PyTorch TensorFlow Keras JAX MXNet Theano Caffe Chainer PaddlePaddle MindSpore MATLAB "
        "GitHub GitLab arXiv OpenReview YouTube Colab Flax TensorFlow2 HuggingFace"
    )
}
"""How frameworks and services spell themselves: that settles what a majority would."""
_MAJORITY: Final = 0.6
_EDGES: Final = re.compile(r"^[\W_]*|[\W_]*$")


@rule("inconsistent-label", severity="warning")
def inconsistent_label(listed: Listed) -> Iterator[Found]:
    """Find labels of links spelt otherwise elsewhere in the list: `Pytorch`, `PyTorch`.

    Only capitals differ; links of papers and their labels are looked at, no titles. The fix writes
    the name as its makers do, or else as three in five of these labels do; where no spelling has
    such a majority, it is told once and nothing is changed.
    """
    met: defaultdict[str, list[tuple[str, Span, PageLink]]] = defaultdict(list)
    for links in listed.links_of.values():
        for link in links:
            label, span = _bare(link)
            if label and not link.image and not link.badge and is_label(label):
                met[label.casefold()].append((label, span, link))
    for folded, uses in met.items():
        spellings = Counter(label for label, _, _ in uses)
        right = _NAMES.get(folded)
        if len(spellings) < 2:
            continue
        if right is None:
            best, count = min(spellings.items(), key=lambda item: (-item[1], item[0]))
            right = best if count >= _MAJORITY * len(uses) else None
        told = ", ".join(
            f"{label} {count:,} x"
            for label, count in sorted(spellings.items(), key=lambda i: (-i[1], i[0]))
        )
        if right is None:
            least = min(spellings.items(), key=lambda item: (item[1], item[0]))[0]
            label, span, _ = next(use for use in uses if use[0] == least)
            yield Found(span, f'the label "{label}" is spelt in several ways', (told,))
            continue
        for label, span, _ in uses:
            if label != right:
                entry = listed.entry_at(span[0])
                yield Found(
                    span,
                    f'the label "{label}" is "{right}" elsewhere in the list'
                    if right in spellings
                    else f'the label "{label}" is spelt "{right}"',
                    (told,),
                    Fix(f'write "{right}"', (Edit(*span, right),)),
                    entry_id=entry.entry_id if entry else None,
                )


def _bare(link: PageLink) -> tuple[str, Span]:
    """Return a label without brackets and marks around it, and where it stands."""
    lead = _EDGES.match(link.label)
    start = lead.end() if lead else 0
    end = len(link.label)
    while end > start and not (link.label[end - 1].isalnum() or link.label[end - 1] in "+)"):
        end -= 1
    at = link.label_span[0]
    label = link.label[start:end]
    # the label of an HTML link was put together from several places
    if link.label_span[1] - at != len(link.label):
        return "", (at, at)
    return label, (at + start, at + end)
