"""What the columns of a table of papers hold: by what stands in their cells, and by their names.

A name says what a column is meant to hold, in one vocabulary for Markdown tables, CSV and the
exports of databases; its cells say what it does hold. Where the two disagree, the cells are
believed, and a note says so. A name that may mean several things, such as "Paper" or "Source", is
decided by the cells, and so is a column whose name is not known or missing.
"""

# ruff: noqa: RUF001 - names of columns in other scripts

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from kdgraph.identifiers import arxiv_id, doi, find_arxiv, find_doi, find_identifier
from kdgraph.lists.links import is_code, is_label, is_paper
from kdgraph.lists.people import are_names
from kdgraph.lists.venues import find_venues, is_venue

__all__ = [
    "ADDRESS",
    "IDENTIFYING",
    "IDENTITIES",
    "ROLES",
    "Cell",
    "Columns",
    "read_columns",
    "roles",
]

ROLES: Final = {
    "title": "title",
    "authors": "authors",
    "venue": "venue",
    "year": "year",
    "doi": "DOI",
    "arxiv": "arXiv id",
    "pubmed": "PMID",
    "pmc": "PMCID",
    "acl": "id of the ACL Anthology",
    "mag": "number of MAG",
    "corpus": "corpus id of Semantic Scholar",
    "identifier": "identifier",
    "url": "address of the paper",
    "code": "address of code",
    "links": "addresses",
    "section": "section",
}
"""What a column can be read as, and how that is called where it is told."""

_SINGLE = frozenset({"title", "authors", "section"})  # of several the best is read, and no other
IDENTITIES = frozenset({"doi", "arxiv", "pubmed", "pmc", "acl", "mag", "corpus", "identifier"})
IDENTIFYING = IDENTITIES | {"title", "url"}
_SEVERAL: Final = {
    "title": "titles",
    "authors": "names of people",
    "venue": "venues",
    "year": "years",
    "doi": "DOIs",
    "arxiv": "arXiv ids",
}
"""What is told of if the cells are something else."""
ADDRESS: Final = re.compile(r"https?://[^\s,;|<>\"]+(?:,[^\s,;|<>\"]+)*")
"""An address in a cell, in which commas and the like may part several."""
_LONGEST_NAME = 200  # of a column
_MOST_CELLS = 60  # looked at in each column, evenly spaced
_NOTHING = re.compile(
    r"(?:[-–—−_./?*✗×·\s]*|n\.?/?a\.?|none|null|nan|nil|tb[ad]|unknown|无|暂无)", re.I
)


class Cell(NamedTuple):
    """A cell as text, with the addresses in it; those of labelled links are not in the text."""

    text: str
    urls: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The text without the addresses in it; empty where it says that there is nothing."""
        text = " ".join(ADDRESS.sub(" ", self.text).split())
        return "" if _NOTHING.fullmatch(text) else text


# --- names of columns ----------------------------------------------------------------------------


def _plain(name: str) -> str:
    """Return the name of a column in lower case, its words parted by single blanks."""
    name = re.sub(r"(?i)(arxiv|github|pubmed|bio-?rxiv|doi)", lambda m: f" {m[0].lower()} ", name)
    name = re.sub(r"\b([A-Z]{2,})s\b", lambda m: m[0].lower(), name)  # "URLs"
    name = unicodedata.normalize("NFD", name)
    name = "".join(char for char in name if unicodedata.category(char) != "Mn")
    name = unicodedata.normalize("NFKC", name)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", name.lower()).split())


# Whole names: the roles that they may mean, the most likely first, each with its strength. Of two
# columns of one role the stronger is read, and the other fills its gaps where it may.
_NAMES: Final[Sequence[tuple[str, str]]] = (
    # identifiers; what stands before them does not matter: "Item DOI", "ids.pmid"
    ("doi:3", r"(?!book )(?:.* )?dois?(?: s)?|digital object identifier"),
    ("doi:2", r"(?!book )(?:.* )?dois? (?:link|url|address|number)"),
    ("arxiv:3", r"(?:.* )?(?:arxiv(?: (?:id|number|no|identifier|link|url))?|eprint|archive ?id)"),
    ("pubmed:3", r"(?:.* )?(?:pmids?|pubmed(?: ids?)?)"),
    ("pmc:3", r"(?:.* )?(?:pmcid|pmc(?: id)?|pubmed central(?: id)?)"),
    ("acl:3", r"acl(?: anthology)?(?: id)?|anthology id"),
    ("mag:3", r"(?:.* )?(?:microsoft academic id|mag(?: id)?)"),
    ("corpus:3 identifier:2", r"(?:.* )?corpus ?id|s2 corpus id"),
    ("identifier:2 url:1", r"(?:s2|semantic scholar)(?: paper)?(?: (?:id|link|url))?"),
    ("identifier:2", r"extra"),
    ("identifier:1 url:1 title:0", r"(?:paper )?(?:id|ids|identifiers?)|ids? openalex|paperid"),
    # people, before what is never read: "author keywords" is no such name
    ("authors:4", r"authors? full names?|full authors?|all authors"),
    (
        "authors:3",
        r"authors?(?: s)?|author list|authors? names?|writers?|by|creators?|people|"
        r"authorships author display name|作者|作者列表|著者|저자|autor(?:en|es|i|in)?|auteurs?|"
        r"autore|авторы?",
    ),
    ("authors:2", r"authorships raw author name|researchers?|contributors?"),
    ("authors:1", r"first author|第一作者|group authors?|book authors?"),
    # where it was published; "title" of something larger is a venue
    (
        "venue:4",
        r"(?:publication|source|journal|container|proceedings?) titles?|"
        r"primary location source display name|host venue display name|文献来源",
    ),
    (
        "venue:3",
        r"(?:publication |published )?venues?(?: names?)?|journals?(?: name| book)?|"
        r"conf(?:erence)?s?(?: name)?|(?:conf(?:erence)?s? (?:or )?journals?)|"
        r"journals? (?:or )?conf(?:erence)?s?|published (?:in|at)|book ?title|conference title|"
        r"venues? (?:and )?years?|会议|期刊|会议 ?期刊|期刊 ?会议|刊物|刊名|出处|发表|发表于|来源|"
        r"学会|会議|雑誌|학회|저널|zeitschrift|konferenz|revue|conference revue|revista|rivista|"
        r"conferencia|журнал|конференция",
    ),
    ("venue:2", r"journal ref(?:erence)?"),
    ("venue:2 title:1 url:1", r"publications?|pub|accepted(?: (?:at|by|in))?"),
    ("venue:2 url:1", r"sources?|where"),
    (
        "venue:1",
        r"(?:journal|source) .*abbreviat.*|abbreviated source title|anthology title",
    ),
    ("venue:0", r"publishers?|出版社|出版商"),
    # when
    (
        "year:4",
        r"(?:pub(?:lication|lished)? ?)?years?|year of publication|"
        r"年份|年|年度|发表年份|出版年|出版年份|연도|년도|jahr|erscheinungsjahr|annee|ano|anno|год",
    ),
    ("year:3", r"publication dates?|pub ?date|date published|published date|release date|发表时间"),
    (
        "year:2 venue:1",
        r"dates?|time|published|日期|时间|发布时间|发布日期|出版日期|datum|fecha|дата",
    ),
    (
        "year:1",
        r"(?:online|issue|meeting|first|submission|submitted) (?:date|year)|publication date .*",
    ),
    ("url:2", r"(?:best oa location|primary location|open access) .*urls?"),
    # never read, whatever else they are named
    (
        "",
        r"(?:.* )?(?:abstracts?|keywords?|affiliations?|addresses|counts?|languages?|"
        r"e?issns?|isbns?|volumes?|issues?|issue number|pages?|pagination|start page|end page|"
        r"citations?|cites|cited|cited by|references|editors?|ids?|orcids?|rank|license|rights|"
        r"country|key|keywords plus|notes?|abstract note|status|funding|funders?|stars?|score|"
        r"short title|"
        r"series|series title|original title|translated title|摘要|简介|备注|说明|笔记|"
        r"关键词|引用|被引|下载|影响因子)",
    ),
    (
        "",
        r"(?:conf(?:erence)?|book|series|funding|publisher|author|citation|cites|citing|related|"
        r"first|last|query|create|access|index|corresponding|source country|open access|"
        r"best oa|early access|times|cited|abstract) .*",
    ),
    (
        "",
        r"(?:date|last) (?:added|modified|accessed|updated?|created|of export|viewed).*|"
        r".*updated?(?: .*)?|"
        r".+ types?",
    ),
    # title
    (
        "title:4",
        r"titles?|(?:paper|article|document|item|work|full|manuscript) (?:titles?|names?)|"
        r"title of (?:the )?(?:paper|article)|name of (?:the )?(?:paper|article)|display name|"
        r"标题|题目|论文标题|论文题目|论文名|论文名称|篇名|题名|文献标题|文章标题|タイトル|論文名|論文|"
        r"제목|논문|titel|titre|titulo|titolo|название|заголовок",
    ),
    ("title:2 url:2", r"papers?|articles?|论文|文章|文献|manuscripts?|preprints?"),
    ("title:1 url:1", r"works?|references?|documents?|items?|entry|entries|readings?"),
    (
        "title:1",
        r"names?|methods?|models?|approach(?:es)?|algorithms?|techniques?|datasets?|benchmarks?|"
        r"systems?|frameworks?|resources?|名字|名称|方法|模型|数据集",
    ),
    # addresses
    (
        "url:4",
        r"(?:paper|article|pdf|full ?text|document) ?(?:links?|urls?|address|pdf)?|"
        r"论文链接|论文地址|原文|原文链接|source linkout",
    ),
    (
        "code:4",
        r"(?:official |source |project |author )?(?:codes?|github|git|repos?|repository|"
        r"repositories|implementations?)(?: ?(?:links?|urls?|repo|address))?|pytorch|tensorflow|"
        r"代码|代码链接|代码地址|开源代码|开源|源码|コード|코드|code url|код",
    ),
    (
        "url:3 links:2",
        r"links?|urls?|href|web ?(?:links?|address)|addresses|address|source urls?|链接|地址|网址|"
        r"リンク|링크|lien|enlace|ссылка",
    ),
    (
        "links:3",
        r"(?:project|home|web)(?: ?(?:pages?|sites?|links?|urls?))?|pages?|demos?|videos?|"
        r"slides?|posters?|blogs?|data|weights|checkpoints?|projects?|项目|主页|视频|解读",
    ),
    # groups
    (
        "section:3",
        r"sections?|categor(?:y|ies)|topics?|groups?|subfields?|tasks?|areas?|themes?|fields?|"
        r"sub ?topics?|类别|分类|领域|方向|任务|主题|kategorie|categorie|categoria",
    ),
    ("section:0", r"types?|kinds?|class|类型"),
)
_PATTERNS: Final = tuple((meanings, re.compile(pattern)) for meanings, pattern in _NAMES)
_CODES: Final = {
    "ti": "title:4",
    "af": "authors:4",
    "au": "authors:3",
    "ca": "authors:1",
    "so": "venue:4",
    "ct": "venue:1",
    "py": "year:4",
    "di": "doi:3",
    "dl": "doi:2",
    "pm": "pubmed:3",
}
"""Codes by which the Web of Science names its columns; all other names of two letters are codes
beside these, and not read."""
_DOCUMENTS = re.compile(
    r"(?:journal|conference|review|research|proceedings|book|data|short|full)?[ -]*"
    r"(?:papers?|articles?|reviews?|preprints?|chapters?|books?|thesis|journals?|conferences?|"
    r"proceedings|editorials?|letters?|html|pdf|doc|citation|journalarticle|conferencepaper|"
    r"posted-content|dataset|report|other|misc|inproceedings|workshops?)(?: paper| article)?",
    re.IGNORECASE,
)
_PUBLISHERS = re.compile(
    r".*\b(?:springer|elsevier|wiley|ieee|acm|association for computing machinery|mdpi|press|"
    r"publish(?:er|ers|ing)|verlag|taylor|francis|sage|frontiers media|hindawi|iop|plos|"
    r"american|society|institute|association|oxford|cambridge|academic|gmbh|ltd|inc)\b.*",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def _meanings(name: str, coded: bool) -> tuple[tuple[str, int], ...] | None:
    """Return what a name may mean, () for what is never read, None for a name that is not known."""
    if len(name) > _LONGEST_NAME:
        return None
    plain = _plain(name)
    if coded and len(plain) == 2:
        return _parsed(_CODES.get(plain, ""))
    return next((_parsed(m) for m, pattern in _PATTERNS if pattern.fullmatch(plain)), None)


def _parsed(meanings: str) -> tuple[tuple[str, int], ...]:
    pairs = (meaning.split(":") for meaning in meanings.split())
    return tuple((role, int(strength)) for role, strength in pairs)


def _are_coded(header: Sequence[str]) -> bool:
    """Tell whether columns are named by the two-letter codes of the Web of Science."""
    return sum(name.strip().strip("\ufeff").lower() in _CODES for name in header) >= 3


def roles(header: Sequence[str]) -> list[str | None]:
    """Return what each column is meant to hold, by its name alone; None for those of no use here.

    Examples
    --------
    >>> roles(["Paper", "Conf", "YEAR", "Stars"])
    ['title', 'venue', 'year', None]
    >>> roles(["Title", "Paper"]), roles(["paper_title", "repo_link"])
    (['title', 'url'], ['title', 'code'])
    """
    return [role or None for role in read_columns(header, ()).roles]


# --- what stands in a column ---------------------------------------------------------------------

_YEAR = r"(?:1[6-9]|20)\d\d(?!\d)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = re.compile(
    rf"\(?(?:(?:{_MONTH}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}|spring|summer|autumn|fall|"
    rf"winter|q[1-4]|\d{{1,2}}(?:st|nd|rd|th)?(?!\d))[\s.,/-]{{0,3}}){{0,4}}{_YEAR}"
    rf"(?:[年月T\s.,/:-]{{1,3}}(?:{_MONTH}|\d{{1,2}}(?!\d)|[ap]m))*+(?:(?<=:\d\d)\.\d{{1,9}})?[Z年月日]?\)?",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(_YEAR)
_SHORT_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_NUMBER = re.compile(r"[\d.,+%\s]+[kKmM]?|[✓✔✅☑×]")
_SEPARATED = re.compile(r"[;|,，、；]|\band\b|\bet al\b|\n")


@dataclass
class _Column:
    """What the cells of a column are, as shares of those in which something stands."""

    cells: list[Cell]

    def __post_init__(self) -> None:
        full = [cell for cell in self.cells if cell.words or cell.urls]
        step = max(1, len(full) // _MOST_CELLS)
        self.sample = full[::step][:_MOST_CELLS]
        self.words = [cell.words for cell in self.sample]

    def _share(self, found: Sequence[object]) -> float:
        return sum(map(bool, found)) / len(found) if found else 0.0

    @cached_property
    def addressed(self) -> float:
        return self._share([cell.urls for cell in self.sample])

    @cached_property
    def papers(self) -> float:
        """Cells with the address of a paper."""
        return self._share([any(map(is_paper, cell.urls)) for cell in self.sample])

    @cached_property
    def code(self) -> float:
        return self._share([any(map(is_code, cell.urls)) for cell in self.sample])

    @cached_property
    def dates(self) -> float:
        return self._share([_is_date(words) for words in self.words])

    @cached_property
    def numbers(self) -> float:
        return self._share([_NUMBER.fullmatch(words) for words in self.words])

    @cached_property
    def dois(self) -> float:
        return self._share([doi(cell.text) or find_doi(cell.text) for cell in self.sample])

    @cached_property
    def arxiv(self) -> float:
        return self._share([arxiv_id(cell.text) or find_arxiv(cell.text) for cell in self.sample])

    @cached_property
    def identifiers(self) -> float:
        found = (find_identifier(cell.text) for cell in self.sample)
        return self._share(list(found))

    @cached_property
    def names(self) -> float:
        return self._share([are_names(re.sub(r"[|\n]", ";", words)) for words in self.words])

    @cached_property
    def several(self) -> float:
        """Cells that part something by commas, semicolons, "and"."""
        return self._share([_SEPARATED.search(words) for words in self.words])

    @cached_property
    def venues(self) -> float:
        return self._share([_is_place(words) for words in self.words])

    @cached_property
    def documents(self) -> float:
        return self._share([_DOCUMENTS.fullmatch(words) for words in self.words])

    @cached_property
    def publishers(self) -> float:
        return self._share([_PUBLISHERS.fullmatch(words) for words in self.words])

    @cached_property
    def prose(self) -> float:
        return self._share([_length(words) > 45 for words in self.words])

    @cached_property
    def titles(self) -> float:
        """Cells whose text may be a title."""
        return self._share([_may_be_title(words) for words in self.words])

    @cached_property
    def labels(self) -> float:
        """Cells without text of their own: an address, or a label such as "PDF"."""
        return self._share([not words or is_label(words) for words in self.words])

    @cached_property
    def length(self) -> float:
        """Words of a cell, on average."""
        return sum(map(_length, self.words)) / len(self.words) if self.words else 0.0

    @cached_property
    def different(self) -> float:
        """Texts that are not repeated, as a share."""
        return len({w.casefold() for w in self.words}) / len(self.words) if self.words else 0.0

    def fits(self, role: str) -> bool:
        """Tell whether the cells can be what a name says; a column without any can be anything."""
        if not self.sample:
            return True
        text = self.addressed < 0.9 or self.length >= 1
        match role:
            case "title":
                other = (
                    self.labels,
                    self.numbers,
                    self.dates,
                    self.dois,
                    self.arxiv,
                    self.documents,
                )
                return max(other) < 0.5 and not (self.names > 0.8 and self.several > 0.5)
            case "authors":
                worded = text and self.numbers < 0.5 and self.dates < 0.5 and self.prose < 0.5
                return worded and not (
                    self.names < 0.1 and self.titles > 0.8 and self.several < 0.3
                )
            case "venue":
                return text and max(self.numbers, self.dates, self.prose) < 0.5 and self.dois < 0.5
            case "year":
                return self.dates >= 0.3
            case "doi":
                return self.dois >= 0.3
            case "arxiv":
                return self.arxiv >= 0.3
            case "pubmed" | "mag" | "corpus":
                return self.numbers >= 0.5 or self.identifiers >= 0.5
            case "acl":
                return self._share([find_identifier(f"ACL:{words}") for words in self.words]) >= 0.3
            case "pmc" | "identifier":
                return self.identifiers >= 0.3
            case "url" | "code" | "links":
                return self.addressed > 0
            case _:
                return text and self.numbers < 0.5 and self.dates < 0.5 and self.prose < 0.3

    def what(self) -> str:
        """Say in words what the cells are."""
        for share, words in (
            (self.addressed, "addresses"),
            (self.dois, "DOIs"),
            (self.arxiv, "arXiv ids"),
            (self.dates, "years"),
            (self.numbers, "numbers"),
            (self.names if self.several > 0.3 else 0.0, "names of people"),
            (self.venues, "venues"),
            (self.prose, "sentences"),
        ):
            if share >= 0.5:
                return words
        return "other text"

    def guess(self, *, unnamed: bool) -> str:
        """Return what the cells are beyond doubt, whatever the name; "" if there is doubt."""
        if self.addressed >= 0.3:
            return "url" if self.papers >= 0.5 else "links"
        if self.dois >= 0.6 and self.length <= 3:
            return "doi"
        if self.arxiv >= 0.6 and self.length <= 3:
            return "arxiv"
        if self.identifiers >= 0.6 and self.length <= 3:
            return "identifier"
        years = self._share([_BARE_YEAR.fullmatch(words) for words in self.words])
        if years >= 0.8 or (unnamed and self.dates >= 0.8 and self.length <= 4):
            return "year"  # a date under an unknown name may be any
        if self.names >= 0.7 and self.several >= 0.3:
            return "authors"
        if self.venues >= 0.6 and (self.different < 0.9 or len(self.words) < 10):
            return "venue"
        return ""


def _length(words: str) -> int:
    """Return how many words a text has; scripts without blanks have one in two characters."""
    return (
        len(words.split())
        + len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", words)) // 2
    )


def _is_date(words: str) -> bool:
    return len(words) <= 40 and bool(_DATE.fullmatch(words) or _SHORT_DATE.fullmatch(words))


def _is_place(words: str) -> bool:
    if is_venue(words):
        return True
    found = find_venues(words)
    return (
        len(found) == 1 and bool(found[0].name) and found[0].end - found[0].start >= len(words) - 2
    )


def _may_be_title(words: str) -> bool:
    if not re.search(r"[^\W\d_]{2}", words) or is_label(words) or _is_date(words):
        return False
    return _length(words) <= 60 and not _DOCUMENTS.fullmatch(words)


# --- the decision --------------------------------------------------------------------------------


@dataclass
class Columns:
    """What each column of a table was read as.

    `roles` has a role of `ROLES` for each column, "" for those that are not read; where several
    have one role, `order` says which goes first. `titles` are the columns in which a row may have
    its title, if their names leave it open. `notes` tell where names and cells disagree. `kept`
    are the columns whose addresses belong to the paper, though nothing else of them is read.
    """

    header: list[str]
    roles: list[str]
    order: list[int] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Each column as printed and what it was read as, in words; "" where it was not read."""
        return [
            (" ".join(name.split()) or f"column {n}", ROLES.get(role, ""))
            for n, (name, role) in enumerate(zip(self.header, self.roles, strict=True), 1)
        ]

    @property
    def identify(self) -> bool:
        """Whether any column says which paper a row is."""
        return any(role in IDENTITIES or role in ("title", "url", "links") for role in self.roles)


def read_columns(
    header: Sequence[str], rows: Sequence[Sequence[Cell]], *, headed: bool = False
) -> Columns:
    """Decide what the columns of a table hold.

    Parameters
    ----------
    header : sequence of str
        Names of the columns as printed; empty for a column without one.
    rows : sequence of sequence of Cell
        The rows; they may be shorter or longer than the header.
    headed : bool
        The table stands under headings that say its section, so that a column "Type" is none.

    Examples
    --------
    >>> rows = [[Cell("OwlNet"), Cell("Seeing at Night: A Study", ("https://arxiv.org/abs/2104.01234",))]]
    >>> read_columns(["Name", "Paper"], rows).roles
    ['', 'title']
    >>> read_columns(["", "Jahr"], [[Cell("10.1234/owls"), Cell("2021")]]).roles
    ['doi', 'year']
    """
    width = max([len(header), *map(len, rows)], default=0) if rows else len(header)
    names = [*header, *[""] * (width - len(header))]
    columns = [_Column([row[n] for row in rows if n < len(row)]) for n in range(width)]
    coded = _are_coded(names)
    found = Columns(names, [""] * width)
    named = [_meanings(name, coded) if name.strip() else None for name in names]
    strengths = [0] * width
    open_ones: list[int] = []  # names that are not known, or that the cells belie
    for n, (meanings, column) in enumerate(zip(named, columns, strict=True)):
        if meanings is None:
            open_ones.append(n)
            continue
        fitting = [m for m in meanings if column.fits(m[0]) and not _misnamed(m, column, headed)]
        if fitting:
            found.roles[n], strengths[n] = fitting[0]
        elif meanings and meanings[0][0] in _SEVERAL and meanings[0][1] > 0:
            open_ones.append(n)
    _settle_titles(found, named, columns, strengths)
    if any(r == "title" and columns[n].papers >= 0.5 for n, r in enumerate(found.roles)):
        for n, meanings in enumerate(named):  # a link beside the title's own leads elsewhere
            if found.roles[n] == "url" and ("links", 2) in (meanings or ()):
                found.roles[n] = "links"
    for role in dict.fromkeys(found.roles):
        same = [n for n in range(width) if found.roles[n] == role]
        if role == "venue":
            most = max(strengths[n] for n in same)
            for n in same:  # a publisher, or a database called "Source", beside the venue
                if strengths[n] < most and strengths[n] in (0, 2):
                    found.roles[n] = ""
        if role in _SINGLE:
            best = max(same, key=lambda n: (strengths[n], _filled(columns[n]), -n))
            for n in same:
                found.roles[n] = role if n == best else ""
    for n in open_ones:
        guess = columns[n].guess(unnamed=not names[n].strip()) if columns[n].sample else ""
        if guess and (guess not in found.roles or guess in ("url", "links", "identifier")):
            found.roles[n] = guess
    if "title" not in found.roles:
        _find_title(found, open_ones, columns)
    belied = set(open_ones)
    named_well = {role for n, role in enumerate(found.roles) if n not in belied}
    for n in open_ones:
        meanings = named[n]
        if meanings and meanings[0][0] not in named_well:
            _tell(found, n, meanings, columns[n])
    found.kept = [n for n in range(width) if found.roles[n] == "" and columns[n].addressed > 0]
    found.order = sorted(range(width), key=lambda n: (-strengths[n], n))
    return found


def _filled(column: _Column) -> float:
    return len([c for c in column.cells if c.words]) / len(column.cells) if column.cells else 0.0


def _misnamed(meaning: tuple[str, int], column: _Column, headed: bool) -> bool:
    """Tell whether a weak meaning does not hold: a publisher is no venue, a type no section."""
    role, strength = meaning
    if strength > 0 or not column.sample:
        if role == "venue" and strength == 2:  # "Publication", "Source": linked papers are none
            return column.papers >= 0.5 and column.venues < 0.5
        return strength == 0 and role in ("section", "title")
    if role == "venue":
        return column.publishers >= 0.5 and column.venues < 0.5
    if role == "section":
        return headed or column.documents >= 0.5 or column.different > 0.8
    return False


def _settle_titles(
    found: Columns,
    named: Sequence[tuple[tuple[str, int], ...] | None],
    columns: Sequence[_Column],
    strengths: list[int],
) -> None:
    """Decide between columns called Name, Paper, Model and their like; mark a lasting doubt."""
    candidates = [n for n, role in enumerate(found.roles) if role == "title"]
    sure = [n for n in candidates if strengths[n] >= 4]
    loose = [n for n in candidates if strengths[n] < 4]
    if sure:
        for n in loose:  # a column "Paper" beside one of titles holds the paper's addresses
            addressed = not columns[n].sample or columns[n].addressed > 0
            other = dict(named[n] or ())
            found.roles[n] = "url" if "url" in other and addressed else ""
        return
    if len(loose) > 1:
        best = max(
            loose,
            key=lambda n: (
                round(columns[n].papers, 1),
                strengths[n],
                columns[n].titles,
                columns[n].length,
                -n,
            ),
        )
        found.titles = [best, *(n for n in loose if n != best)]
        for n in loose:
            found.roles[n] = "title" if n == best else ""


def _find_title(found: Columns, open_ones: Sequence[int], columns: Sequence[_Column]) -> None:
    """Take a column for that of titles by its cells, if others say that the rows are papers."""
    evidence = bool({"authors", "venue", "url", *IDENTITIES} & set(found.roles))
    fitting = [
        n
        for n in open_ones
        if found.roles[n] in ("", "links", "url")
        and columns[n].titles >= 0.6
        and columns[n].different >= 0.7
        and (columns[n].papers >= 0.5 or (evidence and columns[n].length >= 2))
    ]
    if fitting:
        best = max(fitting, key=lambda n: (round(columns[n].papers, 1), columns[n].length, -n))
        found.roles[best] = "title"


def _tell(found: Columns, n: int, meanings: Sequence[tuple[str, int]], column: _Column) -> None:
    """Say of a column that its cells are not what its name says."""
    read = ROLES.get(found.roles[n], "")
    outcome = f"it was read as {read}" if read else "it was not read"
    found.notes.append(
        f'the column "{" ".join(found.header[n].split())}" holds {column.what()}, not '
        f"{_SEVERAL[meanings[0][0]]}; {outcome}"
    )
