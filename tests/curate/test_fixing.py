"""`--fix` changes the fields that it names and not one byte more, however a list is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.curate import Edit, Finding, Fix, fix_list, lint
from kdgraph.curate.fixing import apply_fixes
from kdgraph.curate.writing import write_list
from kdgraph.errors import InputError
from kdgraph.lists import read_list
from tests.shared import SHARED, needs_shared

NAMES = st.sampled_from(["Ann Berg", "Carl Dahl", "Dóra Egg", "Emil Fjord", "Fay Gull"])
LABELS = st.sampled_from(
    ["PyTorch", "Pytorch", "pytorch", "TensorFlow", "Tensorflow", "Code", "code"]
)
VENUES = st.sampled_from(["NeurIPS 2018", "Neurips 2018", "CVPR 2019", "arXiv 2020", "Arxiv 2020"])
WORDS = [
    "Silent",
    "Wings",
    "Night",
    "Mice",
    "Fields",
    "Forest",
    "Über",
    "知识",
    "\U0001f989",
    "A/B",
]
PROSE = st.sampled_from(
    [
        "",
        "Prose , with a slip.\n\n",
        "<details><summary>More</summary>\n\n",
        "```\n[[Pytorch]]()\n```\n\n",
        "<!-- [[Pytorch]](http://a.org) -->\n\n",
        "## \U0001f989 Owls\n\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
    ]
)
MENDED = re.compile(
    r"(?i)pytorch|tensorflow|\bcode\b|\bpaper\b|neurips|arxiv| ?, ?|\.?\*|https?://(?:https?://)?"
)
"""What a rule may have changed in the lists made here."""


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """Return a list of any look, with mistakes in it."""
    text = draw(st.sampled_from(["", "\ufeff", "# Owls\n\n- [x](#gone)\n- [Owls](#owls)\n\n"]))
    shape = draw(st.sampled_from(["bullets", "nested", "numbered", "table", "paragraphs"]))
    indent = draw(st.sampled_from(["  ", "\t", "    "]))
    if shape == "table":
        text += "| Title | Venue | Link |\n|---|---|---|\n"
    for n in range(draw(st.integers(1, 6))):
        words = draw(st.permutations(WORDS))
        title = f"On {words[0]} and {words[1]} of {words[2]}"
        title += draw(st.sampled_from(["", " , Again", ",Twice"]))
        venue, label = draw(VENUES), draw(LABELS)
        pdf = draw(st.sampled_from(["https://", "https://https://"])) + f"arxiv.org/abs/1801.{n:05}"
        code = f"[[{label}]](https://github.com/o/r{draw(st.integers(0, 3))})"
        authors = draw(st.lists(NAMES, min_size=2, max_size=3, unique=True))
        line = ",".join(authors) if draw(st.booleans()) else ", ".join(authors)
        stop = draw(st.sampled_from(["", "."]))
        end = draw(st.sampled_from(["\n", " \n", "\t\n"]))
        if shape == "bullets":
            text += f"- **{title}, {venue}** [[paper]({pdf})] {code}{end}"
        elif shape == "nested":
            text += f"- **{title}, {venue}** {code}{end}{indent}- {pdf}{end}"
            text += f"{indent}- *{line}{stop}*{end}"
        elif shape == "numbered":
            text += f"{n + 1}. **{title}.** {venue}. [Paper]({pdf}) {code}{end}"
        elif shape == "table":
            text += f"| [{title}]({pdf}) | {venue} | {code} |\n"
        else:
            text += f"[{title}]({pdf}), {venue} {code}{end}\n"
        if shape != "table":
            text += draw(PROSE)
    if draw(st.booleans()):
        text = text.rstrip()
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return text.encode(
        draw(st.sampled_from(["utf-8", "utf-16-le"])) if text[0] == "\ufeff" else "utf-8"
    )


@given(lists())
@settings(max_examples=60, deadline=None)
def test_not_a_byte_changes_outside_the_fields_and_twice_changes_nothing(data: bytes) -> None:
    document = read_list(data, format="markdown")
    fixed = fix_list(document)
    before, after = data.decode(document.encoding), fixed.data.decode(document.encoding)
    # all that is left when what the rules may touch is taken out
    assert MENDED.sub("", before.replace("#gone", "")) == MENDED.sub("", after.replace("#gone", ""))
    assert before.count("\n") == after.count("\n")
    assert before.count("\r") == after.count("\r")
    assert before.startswith("\ufeff") == after.startswith("\ufeff")
    again = fix_list(fixed.report.document)
    assert again.data == fixed.data
    assert again.applied == ()
    # code and comments are no part of the list
    for hidden in re.findall(r"```[^`]*```|<!--.*?-->", before, re.S):
        assert hidden in after


@given(lists())
@settings(max_examples=30, deadline=None)
def test_one_fix_changes_its_edit_alone(data: bytes) -> None:
    document = read_list(data, format="markdown")
    text = data.decode(document.encoding)
    for finding in [f for f in lint(document).findings if f.fix is not None][:4]:
        done = apply_fixes(document, [finding])
        assert len(done.applied) + len(done.refused) == 1
        if done.applied and finding.fix is not None:
            (edit,) = finding.fix.edits
            wanted = text[: edit.start] + edit.text + text[edit.end :]
            assert done.document.data == wanted.encode(document.encoding)


def _finding(*edits: Edit) -> Finding:
    return Finding("test", "note", 1, 1, 1, 1, "a change", fix=Fix("change", edits))


LIST = b"- **Deep Owls, CVPR 2018**\n- **Silent Wings at Night, CVPR 2019**\n"


def test_a_fix_after_which_another_thing_would_read_otherwise_is_refused() -> None:
    document = read_list(LIST)
    # the second item would become a part of the first
    bad = _finding(Edit(26, 29, " "))
    good = _finding(Edit(9, 13, "Hawks"))
    done = apply_fixes(document, [bad, good])
    assert (done.applied, done.refused, done.waiting) == ((good,), (bad,), ())
    assert done.document.data == LIST.replace(b"Owls", b"Hawks")


def test_a_fix_that_loses_a_link_or_changes_another_field_is_refused() -> None:
    text = (
        "- **Deep Owls, CVPR 2018** [[pdf]](http://a.org/1.pdf) [[code]](https://github.com/o/a)\n"
    )
    document = read_list(text.encode())
    at = text.index("https://github")
    lost = _finding(Edit(at, text.index(")", at), ""))
    # the title would take the venue in
    start = text.index(", CVPR")
    other = _finding(Edit(start, start + 2, " of "))
    for bad in (lost, other):
        done = apply_fixes(document, [bad])
        assert (done.applied, done.refused) == ((), (bad,))
        assert done.document.data == document.data


def test_a_list_that_was_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"new")
    with pytest.raises(InputError, match="was changed while it was looked at; nothing was written"):
        write_list(path, b"old", b"fixed")
    assert path.read_bytes() == b"new"
    write_list(path, b"new", b"fixed")
    assert path.read_bytes() == b"fixed"


def test_of_two_fixes_in_one_place_the_second_waits() -> None:
    document = read_list(LIST)
    one, two = _finding(Edit(9, 13, "Hawks")), _finding(Edit(9, 13, "Mice"))
    done = apply_fixes(document, [one, two])
    assert (done.applied, done.waiting) == ((one,), (two,))


@needs_shared
@pytest.mark.parametrize("name", ["zjupi.md", "llmsurvey.md", "amusi2024.md"])
def test_real_lists_keep_every_other_line(name: str) -> None:
    import gzip

    data = gzip.decompress((SHARED / "real-lists" / f"{name}.gz").read_bytes())
    fixed = fix_list(read_list(data, format="markdown"))
    assert fixed.applied
    touched = {finding.line for finding in fixed.applied}
    lines = zip(data.split(b"\n"), fixed.data.split(b"\n"), strict=True)
    assert {n for n, (a, b) in enumerate(lines, 1) if a != b} == touched
    assert not fixed.report.fixable
