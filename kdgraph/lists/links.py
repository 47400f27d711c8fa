"""What an address leads to: a paper, code, or something else; from its label and its host."""

from __future__ import annotations

import re
from functools import lru_cache

from kdgraph.identifiers import find_arxiv, semantic_scholar_id

__all__ = [
    "is_code",
    "is_code_label",
    "is_data_file",
    "is_label",
    "is_no_paper",
    "is_page",
    "is_paper",
    "is_paper_label",
    "is_web",
]

_PAPER_HOSTS = re.compile(
    r"(?:^|\.)(?:arxiv\.org|alphaxiv\.org|doi\.org|dl\.acm\.org|portal\.acm\.org|ieee\.org|"
    r"openreview\.net|aclanthology\.org|aclanthology\.info|aclweb\.org|mlr\.press|nips\.cc|"
    r"neurips\.cc|thecvf\.com|cv-foundation\.org|ecva\.net|springer\.com|springerlink\.com|"
    r"sciencedirect\.com|nature\.com|science\.org|sciencemag\.org|pnas\.org|isca-speech\.org|"
    r"aaai\.org|ijcai\.org|jmlr\.org|biorxiv\.org|medrxiv\.org|semanticscholar\.org|ssrn\.com|"
    r"wiley\.com|tandfonline\.com|usenix\.org|vldb\.org|pubmed\.ncbi\.nlm\.nih\.gov|"
    r"ncbi\.nlm\.nih\.gov|europepmc\.org|mdpi\.com|frontiersin\.org|plos\.org|bmva\.org|"
    r"bmva-archive\.org\.uk|hal\.science|eccv\.org|iclr\.cc|icml\.cc|mlsys\.org|cambridge\.org|"
    r"oup\.com|sagepub\.com|iop\.org|aps\.org|acs\.org|rsc\.org|cell\.com|elifesciences\.org|"
    r"royalsocietypublishing\.org|projecteuclid\.org|jstor\.org|osapublishing\.org|optica\.org|"
    r"spiedigitallibrary\.org|dblp\.org|siam\.org|hindawi\.com|worldscientific\.com|iacr\.org|"
    r"citeseerx\.ist\.psu\.edu|researchgate\.net|scholar\.archive\.org|zenodo\.org)$"
)
_CODE_HOSTS = re.compile(
    r"(?:^|\.)(?:github\.com|gitlab\.com|gitlab\.[a-z.-]+|bitbucket\.org|codeberg\.org|gitee\.com|"
    r"sourceforge\.net|huggingface\.co|kaggle\.com|colab\.research\.google\.com|modelscope\.cn|"
    r"paperswithcode\.com|gist\.github\.com)$"
)
_PAGE_HOSTS = re.compile(
    r"(?:^|\.)(?:github\.io|gitlab\.io|sites\.google\.com|notion\.site|netlify\.app|vercel\.app|"
    r"youtube\.com|youtu\.be|bilibili\.com|medium\.com)$"
)
_PAPER_LABELS = re.compile(
    r"(?:the )?(?:paper|papers?|pdf|arxiv|ar5iv|doi|html|abs|abstract|link|preprint|article|"
    r"publication|openreview|cvf|ieee|ieee ?xplore|acm|springer|ecva|elsevier|sciencedirect|"
    r"aclanthology|anthology|论文|paper ?link|full ?text|url|arxiv ?paper|pdf ?link|"
    r"camera[- ]ready)(?:\s*\(?\d*\)?)?",
    re.IGNORECASE,
)
_CODE_LABELS = re.compile(
    r"(?:official |unofficial |third[- ]party |source |our |the )?(?:code|codes|source|github|git|"
    r"gitlab|repo|repository|implementation|pytorch|torch|tensorflow|tf|keras|theano|caffe2?|"
    r"mxnet|jax|flax|mindspore|paddle(?:paddle)?|chainer|matlab|python|julia|c\+\+|model ?zoo|"
    r"代码)(?:[-_ ]?(?:code|implementation|repo|official|link|version|\d+))*"
    r"(?:\s*\([^)]*\))?",
    re.IGNORECASE,
)
_OTHER_LABELS = re.compile(
    r"(?:project|project ?page|page|website|site|homepage|webpage|web|home|demo|video|videos|"
    r"youtube|slides?|poster|blog|blog ?post|post|dataset|datasets?|data|weights|checkpoints?|"
    r"models?|supp|suppl|supplement(?:ary)?(?: material)?|appendix|bib|bibtex|bibref|talk|media|"
    r"presentation|notes?|summary|review|colab|notebook|twitter|tweet|tutorial|docs?|stars?|"
    r"license|news|image|badge|hugging ?face|hf|🤗.*|more|here|download|results?|leaderboard|"
    r"benchmark|知乎|解读|poster|teaser|tl;?dr|tool)(?:\s*\(?\d*\)?)?",
    re.IGNORECASE,
)


def _plain_label(label: str) -> str:
    label = label.replace("_", " ")
    start, end = 0, len(label)
    while start < end and not (label[start].isalnum() or label[start] == "🤗"):
        start += 1
    while start < end and not (label[end - 1].isalnum() or label[end - 1] in "+)🤗"):
        end -= 1
    return label[start:end].strip()


_ADDRESS = re.compile(
    r"(?:https?:)?//(?:[^/?#@\s]*@)?(?P<host>[^/?#:\s]+)(?::\d*)?(?P<path>[^?#]*)(?P<query>\?[^#]*)?",
    re.IGNORECASE,
)
_ARXIV_LABEL = re.compile(r"arxiv\b[\s:/]*[\d.]*", re.IGNORECASE)
_NUMBER_OR_ADDRESS = re.compile(r"(?:https?://|www\.|\d+$)")
_LONGEST_LABEL = 60
_MOST_ADDRESSES = 2**15  # remembered: a list is gone through twice, and a long one has as many
_WEB = re.compile(r"(?:https?:)?//\S|doi:|arxiv:", re.IGNORECASE)
_EVENT = re.compile(  # pages of a conference or journal that are no papers
    r"/(?:virtual/\d+/(?:tutorial|workshop|expo|invited|town|social|session)|schedule|calls?/|"
    r"call-?for|workshops?/?$|tutorials?(?:/|$)|journals?/[\w.-]+/?$)",
    re.IGNORECASE,
)
_DATA_FILE = re.compile(
    r"\.(?:txt|csv|tsv|xlsx?|bib|zip|gz|tar|json|ya?ml|ipynb|pptx?)$", re.IGNORECASE
)
_NO_PAPER_HOSTS = re.compile(
    r"(?:^|\.)(?:youtube\.com|youtu\.be|bilibili\.com|vimeo\.com|medium\.com|substack\.com|"
    r"towardsdatascience\.com|wordpress\.com|blogspot\.[a-z.]+|twitter\.com|x\.com|t\.co|"
    r"reddit\.com|facebook\.com|linkedin\.com|zhihu\.com|weixin\.qq\.com|csdn\.net|jianshu\.com|"
    r"wikipedia\.org|slideshare\.net|coursera\.org|udacity\.com|udemy\.com|edx\.org|"
    r"deeplearning\.ai|fast\.ai|amazon\.[a-z.]+|discord\.(?:gg|com)|slack\.com|t\.me|"
    r"kaggle\.com|huggingface\.co|hf\.co|modelscope\.cn|github\.com|gitlab\.com|gitee\.com|"
    r"bitbucket\.org|sourceforge\.net|github\.io|gitlab\.io|readthedocs\.io|netlify\.app|"
    r"vercel\.app|pypi\.org|npmjs\.com|docs\.google\.com|sites\.google\.com|drive\.google\.com|"
    r"colab\.research\.google\.com|meetup\.com|eventbrite\.com|shields\.io|podcasts?\.[a-z.]+|"
    r"spotify\.com|soundcloud\.com|distill\.pub|stackoverflow\.com|stackexchange\.com|quora\.com)$"
)


@lru_cache(maxsize=4096)
def is_paper_label(label: str) -> bool:
    """Tell whether a label says that its link is the paper: "pdf", "arXiv", "Paper"."""
    label = _plain_label(label)
    return bool(_PAPER_LABELS.fullmatch(label)) or bool(_ARXIV_LABEL.match(label))


@lru_cache(maxsize=4096)
def is_code_label(label: str) -> bool:
    """Tell whether a label says that its link is code: "Code", "PyTorch", "official code"."""
    return bool(_CODE_LABELS.fullmatch(_plain_label(label)))


@lru_cache(maxsize=8192)
def is_label(label: str) -> bool:
    """Tell whether the text of a link is a mere label and no title."""
    if len(label) > _LONGEST_LABEL:
        return _NUMBER_OR_ADDRESS.match(label.strip()) is not None
    plain = _plain_label(label)
    return (
        not plain
        or is_paper_label(label)
        or is_code_label(label)
        or bool(_OTHER_LABELS.fullmatch(plain))
        or bool(_NUMBER_OR_ADDRESS.match(plain))
    )


def is_web(url: str) -> bool:
    """Tell whether an address leads out of the list's own page and folder."""
    return _WEB.match(url) is not None


def _parts(url: str) -> tuple[str, str, str]:
    """Return host, path and query of an address; empty where there are none."""
    match = _ADDRESS.match(url)
    return (match["host"].lower(), match["path"], match["query"] or "") if match else ("", "", "")


@lru_cache(maxsize=_MOST_ADDRESSES)
def is_paper(url: str) -> bool:
    """Tell whether an address is one of a paper.

    Examples
    --------
    >>> is_paper("https://arxiv.org/abs/1503.02531"), is_paper("https://github.com/a/b")
    (True, False)
    >>> is_paper("https://link.springer.com/journal/10618")
    False
    """
    if not is_web(url):
        return False
    if find_arxiv(url) or semantic_scholar_id(url):
        return True
    host, path, query = _parts(url)
    if path[-4:].lower() == ".pdf":
        return True
    if _DATA_FILE.search(path):
        return False
    if not path.strip("/") and not query:
        return False  # the front page of a publisher
    if host.endswith("paperswithcode.com"):
        return path.startswith("/paper")
    return _host_is(_PAPER_HOSTS, host) and _EVENT.search(path) is None


@lru_cache(maxsize=_MOST_ADDRESSES)
def is_code(url: str) -> bool:
    """Tell whether an address is on a host of code.

    Examples
    --------
    >>> is_code("https://github.com/a/b"), is_code("https://jiataogu.me/boot/")
    (True, False)
    """
    return not is_paper(url) and _host_is(_CODE_HOSTS, _parts(url)[0])


def is_no_paper(url: str) -> bool:
    """Tell whether an address leads to what is surely no paper: a video, a blog, a model, code.

    Examples
    --------
    >>> is_no_paper("https://www.youtube.com/watch?v=1"), is_no_paper("https://a.edu/~b/c.html")
    (True, False)
    >>> is_no_paper("https://huggingface.co/papers/2401.00001")
    False
    """
    if is_paper(url):
        return False
    host, path, query = _parts(url)
    if not path.strip("/") and not query:
        return True  # a front page
    return (
        _host_is(_NO_PAPER_HOSTS, host)
        or host.startswith(("blog.", "blogs.", "news."))
        or re.search(r"/blogs?/|/posts?/|workshop|/tutorials?/|/wiki/", host + path) is not None
    )


@lru_cache(maxsize=4096)
def _host_is(hosts: re.Pattern[str], host: str) -> bool:
    return hosts.search(host) is not None


def is_data_file(url: str) -> bool:
    """Tell whether an address is one of a file that no paper comes in: a list, a table, an archive.

    Examples
    --------
    >>> is_data_file("https://a.org/accepted.txt"), is_data_file("https://a.org/paper.html")
    (True, False)
    """
    return _DATA_FILE.search(_parts(url)[1]) is not None


def is_page(url: str) -> bool:
    """Tell whether an address is on a host of project pages, which are no code.

    Examples
    --------
    >>> is_page("https://someone.github.io/owls/"), is_page("https://github.com/someone/owls")
    (True, False)
    """
    return _host_is(_PAGE_HOSTS, _parts(url)[0])
