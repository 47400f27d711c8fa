"""What kind of publication a venue is, told by its name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

__all__ = ["VenueKind", "venue_kind", "venue_of_record"]

VenueKind = Literal["conference", "journal", "preprint", "unknown"]
"""What the name of a venue says it is."""

_PREPRINT: Final = re.compile(
    r"\b(?:arxiv|corr|biorxiv|medrxiv|ssrn|preprints?|openreview|submission|under review)\b", re.I
)
_CONFERENCE: Final = re.compile(
    r"\b(?:conferences?|proceedings|proc|workshops?|symposium|congress|meeting|challenge"
    r"|information processing systems|computer vision and pattern recognition"
    r"|knowledge discovery and data mining|annual meetings?)\b",
    re.IGNORECASE,
)
_JOURNAL: Final = re.compile(
    r"\b(?:journal|transactions|trans|letters|magazine|reviews?|annals|bulletin|quarterly|surveys"
    r"|advances|archives|communications|frontiers|trends|reports|ieee access|pattern recognition"
    r"|neural networks|neural computation|neurocomputing|machine learning|artificial intelligence"
    r"|knowledge-based systems|information (?:sciences?|fusion)|plos one|nature|science|cell"
    r"|medical image analysis|expert systems|sensors|remote sensing|the lancet)\b",
    re.IGNORECASE,
)
_CONFERENCES: Final = frozenset(
    re.findall(
        r"\S+",
        """
    3DV AAAI AAMAS ACCV ACL ACML ACMM AISTATS ALT ASE ASPLOS ASRU BMVC CCS CHI CIKM COLING COLLAS
    COLT COLM CONLL CORL CPAL CSCW CVPR CVPRW DAC DATE EACL ECAI ECCV ECCVW ECIR ECML EMNLP EUROSYS
    FACCT FSE GECCO HPCA ICANN ICASSP ICCAD ICCV ICCVW ICDAR ICDE ICDM ICIP ICLR ICLRW ICME ICML
    ICMLW ICMR ICPR ICRA ICSE IJCAI IJCB IJCNN IJCNLP INFOCOM INTERSPEECH IROS ISBI ISCA ISSTA ITSC
    KDD MICCAI MICRO MIDL MLSYS MM NAACL NDSS NEURIPS NEURIPSW NIPS NIPSW NSDI OOPSLA OSDI PAKDD
    PLDI PMLR POPL PPOPP RECSYS RSS SANER SDM SIGCOMM SIGGRAPH SIGIR SIGKDD SIGMOD SLT SOSP SPL STOC
    UAI UIST USENIX VLDB WACV WSDM WWW
    """,
    )
)
_JOURNALS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    CVIU IJCV IVC JAIR JBHI JMLR JSTSP KBS NCA PAMI PNAS PR PRL TACL TAI TASLP TBD TCAD TCSVT TDSC
    TGRS TIFS TII TIP TIST TITS TKDD TKDE TMI TMLR TMM TNN TNNLS TOG TOIS TPAMI TPDS TSE TVCG
    """,
    )
)


@lru_cache(maxsize=4096)
def venue_kind(venue: str) -> VenueKind:
    """Return what kind of publication the name of a venue means.

    Acronyms decide, the first one that is known; then the words. What neither tells is unknown,
    and never guessed.

    Examples
    --------
    >>> [venue_kind(v) for v in ("NeurIPS-workshop 2014", "IEEE Trans. Med. Imaging", "arXiv.org")]
    ['conference', 'journal', 'preprint']
    >>> venue_kind("CVPR, TPAMI"), venue_kind("A Book of Its Own")
    ('conference', 'unknown')
    """
    if _PREPRINT.search(venue):
        return "preprint"
    for word in re.findall(r"\w+", re.sub(r"\bT-(?=[A-Z]{2})", "T", venue)):  # "T-NNLS"
        if word.upper() in _CONFERENCES and (word != word.lower() or venue == word):
            return "conference"
        if word in _JOURNALS:
            return "journal"
    if _CONFERENCE.search(venue):
        return "conference"
    return "journal" if _JOURNAL.search(venue) else "unknown"


_YEAR: Final = r"(?:\s*[-,]?\s*(?P<year>(?:19|20)\d\d)|\s*['\u2019](?P<short>\d\d))(?P<close>\)?)$"
_SEVERAL: Final = re.compile(r"\s*[,;]\s*")


def venue_of_record(venue: str, year: int | None) -> tuple[str, VenueKind]:
    """Return where a paper of `year` was published, and what kind of publication that is.

    A list may name several venues, each with its year: that of the paper's year counts, of several
    a journal, and then the last; a preprint server only where there is nothing else. A year at the
    end that is the paper's own is left out, since a bibliography says it beside the venue; another
    one stays.

    Examples
    --------
    >>> venue_of_record("CVPR 2020", 2020), venue_of_record("CVPR 2022", 2021)
    (('CVPR', 'conference'), ('CVPR 2022', 'conference'))
    >>> venue_of_record("CVPR 2019, TPAMI 2020", 2020)
    ('TPAMI', 'journal')
    >>> venue_of_record("Proceedings of the 9th Workshop (TinyLearn '18)", 2018)[0]
    'Proceedings of the 9th Workshop (TinyLearn)'
    """
    parts = _SEVERAL.split(venue)
    years = [_year_of(part) for part in parts]
    if len(parts) > 1 and all(years):
        kinds = [venue_kind(part) for part in parts]
        chosen = max(
            range(len(parts)),
            key=lambda n: (
                kinds[n] != "preprint",
                years[n] == year,
                kinds[n] == "journal",
                n,
            ),
        )
        venue = parts[chosen]
    if year is not None and _year_of(venue) == year:
        venue = re.sub(_YEAR, r"\g<close>", venue)
    return venue, venue_kind(venue)


def _year_of(venue: str) -> int | None:
    """Return the year that the name of a venue ends with."""
    found = re.search(_YEAR, venue)
    if found is None or not venue[: found.start()].strip("( "):
        return None
    if found["year"]:
        return int(found["year"])
    short = int(found["short"])
    return (1900 if short > 50 else 2000) + short
