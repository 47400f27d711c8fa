"""Which venues are one series, whatever a list or a source calls it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["Series", "is_plausible", "series_of", "year_of"]

_TABLE: Final = """
AAAI | aaai conference on artificial intelligence
AAAI | national conference on artificial intelligence
ACCV | asian conference on computer vision
ACL | annual meeting of the association for computational linguistics
ACL | meeting of the association for computational linguistics
ACL | association for computational linguistics
ACML | asian conference on machine learning
AISTATS | international conference on artificial intelligence and statistics
AISTATS | artificial intelligence and statistics
BMVC | british machine vision conference
CIKM | international conference on information and knowledge management
CIKM | conference on information and knowledge management
COLING | international conference on computational linguistics
COLT | annual conference on computational learning theory
COLT | conference on learning theory
CORL | conference on robot learning
CVPR | computer vision and pattern recognition
CVPR | conference on computer vision and pattern recognition
EACL | conference of the european chapter of the association for computational linguistics
ECCV | european conference on computer vision
EMNLP | conference on empirical methods in natural language processing
EMNLP | empirical methods in natural language processing
ICASSP | international conference on acoustics speech and signal processing
ICCV | international conference on computer vision
ICDM | international conference on data mining
ICDM | industrial conference on data mining
ICIP | international conference on image processing
ICIP | international conference on information photonics
ICLR | international conference on learning representations
ICME | international conference on multimedia and expo
ICML | international conference on machine learning
ICPR | international conference on pattern recognition
ICRA | international conference on robotics and automation
IJCAI | international joint conference on artificial intelligence
IJCNN | international joint conference on neural network
IJCNN | international joint conference on neural networks
INTERSPEECH | interspeech
IROS | international conference on intelligent robots and systems
IROS | international conference on intelligent robots and systems iros
KDD | knowledge discovery and data mining
KDD | international conference on knowledge discovery and data mining
KDD | sigkdd
MICCAI | international conference on medical image computing and computer assisted intervention
ACM MM | acm multimedia
ACM MM | mm
ACM MM | international conference on multimedia
NAACL | north american chapter of the association for computational linguistics
NeurIPS | neural information processing systems
NeurIPS | nips
NeurIPS | conference on neural information processing systems
NeurIPS | advances in neural information processing systems
SIGIR | international sigir conference on research and development in information retrieval
UAI | conference on uncertainty in artificial intelligence
WACV | workshop on applications of computer vision
WACV | winter conference on applications of computer vision
WSDM | web search and data mining
WWW | the web conference
WWW | web conference
WWW | international world wide web conference
IJCV | international journal of computer vision
JMLR | journal of machine learning research
PR | pattern recognition
PRL | pattern recognition letters
TACL | transactions of the association for computational linguistics
TCSVT | transactions on circuits and systems for video technology
TIP | transactions on image processing
TKDE | transactions on knowledge and data engineering
TMI | transactions on medical imaging
TMLR | transactions on machine learning research
TMLR | trans mach learn res
TMM | transactions on multimedia
TNNLS | transactions on neural networks and learning systems
TPAMI | transactions on pattern analysis and machine intelligence
TPAMI | pami
Neurocomputing | neurocomputing
Neural Networks | neural networks
CSUR | computing surveys
PNAS | national academy of sciences of the united states of america
"""
"""A series by its usual short name, and what else it is called, a name a line."""
_JOURNALS: Final = frozenset(
    {
        "CSUR", "IJCV", "JMLR", "Neural Networks", "Neurocomputing", "PNAS", "PR", "PRL", "TACL",
        "TCSVT", "TIP", "TKDE", "TMI", "TMLR", "TMM", "TNNLS", "TPAMI",
    }
)  # fmt: skip
_PREPRINT: Final = re.compile(
    r"\b(?:arxiv(?:\.org)?|corr|biorxiv|medrxiv|ssrn|preprints?|openreview|under review|"
    r"in submission|submitted)\b",
    re.IGNORECASE,
)
_WORKSHOP: Final = re.compile(r"workshops?\b|\bw\b|(?<=CVPR|ICCV|ECCV|ICLR|ICML)W\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19[5-9]\d|20\d\d)(?!\d)")
_NOISE: Final = re.compile(
    r"\b(?:proceedings|proc|of the|in|annual|\d+(?:st|nd|rd|th)|ieee|acm|cvf|rsj|siam|the|"
    r"(?:19|20)\d\d)\b|[^\w\s]"
)

_MONTHS: Final = {
    **dict.fromkeys(("WACV",), 1),
    **dict.fromkeys(("AAAI", "WSDM"), 2),
    **dict.fromkeys(("EACL", "WWW", "ICLR", "ICASSP"), 5),
    **dict.fromkeys(("ICRA", "AISTATS"), 6),
    **dict.fromkeys(("CVPR", "NAACL"), 6),
    **dict.fromkeys(("ICML", "ACL", "IJCAI", "ICME", "COLT", "SIGIR", "UAI", "IJCNN"), 8),
    **dict.fromkeys(("KDD", "INTERSPEECH", "ECCV", "BMVC", "MICCAI"), 9),
    **dict.fromkeys(("ICCV", "ACM MM", "IROS", "CIKM", "ICIP"), 10),
}
"""The month by which a series has usually met; the others meet at the end of the year."""


def is_plausible(series: str, year: int, arxiv: str | None) -> bool:
    """Tell whether a paper can have been at a meeting, given the month of its preprint.

    Reference lists often give a conference the year of the preprint, though it met before that. A
    preprint from after the meeting says nothing for the year then.

    Examples
    --------
    >>> is_plausible("ICLR", 2020, "2010.02502"), is_plausible("ICLR", 2021, "2010.02502")
    (False, True)
    """
    match = re.match(r"(\d\d)(\d\d)\.", arxiv or "")
    if match is None:
        return True
    posted = (2000 + int(match[1])) * 12 + int(match[2])
    return posted <= year * 12 + _MONTHS.get(series, 12)


class Series(NamedTuple):
    """A series of meetings or a journal: its usual short name and what it is.

    `kind` is "conference", "journal", "preprint" or "workshop"; `name` is empty for the last two.
    """

    name: str
    kind: str


def _plain(text: str) -> str:
    return " ".join(_NOISE.sub(" ", text.casefold()).split())


_NAMES: Final = tuple(
    (short.strip(), name.strip())
    for short, _, name in (line.partition("|") for line in _TABLE.strip().splitlines())
)
_BY_NAME: Final = {
    **{_plain(name): short for short, name in _NAMES},
    **{short.casefold(): short for short, _ in _NAMES},
}


@lru_cache(maxsize=4096)
def series_of(venue: str) -> Series | None:
    """Return the series that a venue belongs to; None where it is not known.

    A preprint server and a workshop are told apart from the rest, since neither contradicts a
    conference.

    Examples
    --------
    >>> series_of("Computer Vision and Pattern Recognition").name, series_of("CVPR 2019").name
    ('CVPR', 'CVPR')
    >>> series_of("NIPS").name, series_of("arXiv.org").kind, series_of("A Book") is None
    ('NeurIPS', 'preprint', True)
    """
    if _PREPRINT.search(venue):
        return Series("", "preprint")
    name = _BY_NAME.get(_plain(venue))
    if name is None and _WORKSHOP.search(venue):
        return Series("", "workshop")
    if name is None:
        return None
    return Series(name, "journal" if name in _JOURNALS else "conference")


def year_of(venue: str) -> int | None:
    """Return the one year that the name of a venue holds.

    Examples
    --------
    >>> year_of("CVPR 2019"), year_of("CVPR 2019, TPAMI 2020"), year_of("ICML")
    (2019, None, None)
    """
    found = {int(year) for year in _YEAR.findall(venue)}
    return found.pop() if len(found) == 1 else None
