"""Lines of a list that say what they hold: "Venue: ICML 2025", "- 代码: https://...".

One table of labels serves sub-items, paragraphs, bold labels and the labels of links alike.
"""

# ruff: noqa: RUF001 - lists do print these signs, so they are matched

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kdgraph.lists.inline import Rich

__all__ = ["Field", "field_line", "field_role"]

_LABELS = {
    "title": "title|paper title|article title|name of paper|标题|题目|论文标题|论文题目|论文名|"
    "论文名称|论文名字|タイトル|論文名|題名|제목|논문 제목",
    "paper": "paper|papers|pdf|arxiv|arxiv link|arxiv id|arxiv paper|paper link|paper url|"
    "paper pdf|pdf link|link to paper|link|links|url|full text|full paper|preprint|"
    "article|doi|openreview|abs|publication link|camera ready|official link|论文|"
    "论文链接|论文地址|论文下载|论文下载链接|论文原文|原文|原文链接|论文pdf|链接|地址|論文|論文リンク|リンク|링크|논문",
    "code": "code|codes|code link|code url|source code|official code|code and data|code & data|"
    "code and models|code & models|code/data|implementation|implementations|"
    "official implementation|github|github link|github repo|git|repo|repository|"
    "code repository|pytorch|tensorflow|pytorch code|unofficial code|代码|代码链接|"
    "代码地址|开源代码|源码|源代码|代码仓库|官方代码|实现|コード|実装|코드",
    "venue": "venue|venues|conference|conf|journal|journal/conference|conference/journal|"
    "publisher|published in|published at|published|publication|publication venue|"
    "booktitle|accepted by|accepted at|accepted to|accepted|appeared in|appears in|"
    "proceedings|presented at|where|会议|期刊|会议/期刊|期刊/会议|会议期刊|期刊会议|"
    "发表|发表于|发表会议|发表期刊|出版|出处|来源|收录|收录情况|会議|学会|雑誌|掲載誌|학회|저널",
    "year": "year|date|publication date|date of publication|publication year|published date|"
    "release date|released|submission date|submitted|time|submitted on|published on|"
    "年份|年|日期|时间|发布时间|发表时间|发表日期|发表年份|提交时间|出版时间|発表年|日付|연도|날짜",
    "authors": "author|authors|author(s)|author list|by|written by|first author|作者|论文作者|"
    "作者列表|第一作者|一作|著者|筆者|저자",
    "institutions": "institution|institutions|institute|institutes|affiliation|affiliations|"
    "organization|organizations|organisation|university|team|lab|group|company|"
    "author unit|作者单位|单位|机构|作者机构|研究机构|团队|组织|大学|公司|学校|论文单位",
    "other": "project|projects|project page|project website|project link|project homepage|"
    "homepage|home page|website|web site|site|page|web page|webpage|web|demo|demos|"
    "online demo|video|videos|youtube|slides|slide|poster|posters|blog|blog post|"
    "dataset|datasets|dataset link|data|data link|weights|checkpoints|model weights|"
    "model|models|pretrained models|supplementary|supplementary material|supplement|"
    "supp|appendix|talk|talks|bibtex|bib|twitter|tweet|thread|presentation|colab|"
    "notebook|hugging face|huggingface|huggingface model|model zoo|leaderboard|media|"
    "news|resources|tutorial|docs|documentation|主页|项目|项目主页|项目地址|项目链接|"
    "官网|网站|视频|论文视频|演示|数据集|数据|数据集链接|数据集下载链接|海报|幻灯片|"
    "博客|模型|讲解视频",
    "note": "tldr|tl;dr|tl dr|abstract|summary|keywords|keyword|key words|key|tags|tag|tasks|"
    "task|topics|topic|env|environment|note|notes|comment|comments|remark|remarks|"
    "contribution|contributions|main contribution|highlights|highlight|description|"
    "overview|citation|citations|cited by|license|licence|stars|star|motivation|"
    "key idea|key ideas|idea|main idea|takeaway|takeaways|key takeaways|findings|"
    "conclusion|conclusions|metrics|backbone|base model|bibref|interpretation|"
    "explanation|reading notes|review|award|awards|status|platform|摘要|简介|介绍|"
    "关键词|标签|任务|笔记|备注|说明|注|解读|中文解读|论文解读|论文简介|相关解读|总结|"
    "贡献|主要贡献|创新点|动机|方法|一句话|一句话总结|概述|亮点|解读链接|关键字|主题|"
    "中文标题|翻译|要約|概要|メモ|요약|메모",
}
_ROLES = {label: role for role, text in _LABELS.items() for label in text.split("|")}
_LABEL = re.compile(
    r"[\W_]{0,12}(?P<label>[^\W_](?:[^\n:：|\[\]]{0,40}?[^\W_)）])?)"
    r"\s*[*_]*(?:[(（\[][^()（）\[\]\n]{0,40}[)）\]])?[*_]*\s*"
    r"(?:[:：]{1,2}|[-–—](?=\s*(?:https?://|$))|(?<=\s)(?=https?://))[*_ ]*\s*"
)
_REMARK = re.compile(r"\s*[(（].*$")
_COUNT = re.compile(r"[\s#-]*\d{1,2}$")


class Field(NamedTuple):
    """What a line holds, and where the value begins in it."""

    role: str
    label: str
    start: int


@lru_cache(maxsize=4096)
def field_role(label: str) -> str:
    """Return what a label stands for, "" for none that is known.

    The roles are title, paper, code, venue, year, authors, institutions, other (pages, videos,
    data ...) and note (summaries, keywords ...).

    Examples
    --------
    >>> field_role("Paper(Oral)"), field_role("项目主页"), field_role("Owls")
    ('paper', 'other', '')
    """
    plain = " ".join(label.casefold().strip(" *_.#'\"").split())
    if plain in _ROLES:
        return _ROLES[plain]
    plain = _COUNT.sub("", _REMARK.sub("", plain)).strip()
    if plain in _ROLES:
        return _ROLES[plain]
    parts = re.split(r"\s*(?:&|/|\+|\band\b|与|和)\s*", plain)
    found = [_ROLES.get(part, "") for part in parts]
    return found[0] if len(parts) > 1 and all(found) else ""


def field_line(line: Rich) -> Field | None:
    """Return what a line holds if it begins with a label and a colon, else None.

    A label that is only the beginning of a bold or linked text, such as a title "Data: A Survey",
    is none.

    Examples
    --------
    >>> field_line(Rich("📑 Publisher: ICML 2025 (Poster)"))
    Field(role='venue', label='Publisher', start=13)
    >>> field_line(Rich("Owls: A Survey")) is None
    True
    """
    if line.named is None:
        line.named = (_named(line),)
    return line.named[0]


def _named(line: Rich) -> Field | None:
    text = line.text
    head = text[:90]
    if ":" not in head and "：" not in head and "http" not in head:
        return None
    match = _LABEL.match(text)
    if match is None:
        return None
    role = field_role(match["label"])
    if not role:
        return None
    if role == "title":
        return Field(role, match["label"], match.end())
    first, last = match.span("label")
    for start, end in (*line.strong, *((a.start, a.end) for a in line.anchors)):
        if start <= first and end > match.end() and not text.startswith("http", match.end()):
            return None
        if start > last:
            break
    return Field(role, match["label"], match.end())
