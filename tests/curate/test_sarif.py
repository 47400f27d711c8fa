"""The SARIF log holds what the standard asks for, and its fixes make the fixed list."""

from __future__ import annotations

import json
from typing import Any

import pytest

import kdgraph
from kdgraph.curate import LINT_RULES, fix_list, lint
from kdgraph.curate.sarif import sarif
from kdgraph.lists import read_list

LIST = (
    "- [Owls](#owl)\r\n\r\n## Owls \U0001f989\r\n\r\n"
    "- **Über Owls at Night, CVPR 2018** [[Pytorch]](https://github.com/o/a) http://a.org/1.pdf\r\n"
    "- **Silent Wings, CVPR 2019** [[PyTorch]](https://github.com/o/b) http://a.org/2.pdf"
)


@pytest.fixture(scope="module")
def log() -> Any:
    report = lint(read_list(LIST.encode(), format="markdown"))
    return json.loads(json.dumps(sarif(report, "lists/my list.md")))


def _require(value: Any, **kinds: type | tuple[type, ...]) -> None:
    for name, kind in kinds.items():
        assert isinstance(value[name], kind), (name, value)


def test_it_has_the_shape_of_the_standard(log: Any) -> None:
    """The required properties of SARIF 2.1.0 (sections 3.13 to 3.57), and those that hosts read."""
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    _require(driver, name=str, semanticVersion=str, rules=list)
    assert run["columnKind"] == "unicodeCodePoints"
    ids = [rule["id"] for rule in driver["rules"]]
    assert sorted(ids) == ids == sorted(LINT_RULES)
    for rule in driver["rules"]:
        _require(rule["shortDescription"], text=str)
        _require(rule["fullDescription"], text=str)
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for invocation in run["invocations"]:
        assert invocation["executionSuccessful"] is True
        for note in invocation["toolExecutionNotifications"]:
            assert ids[note["associatedRule"]["index"]] == note["associatedRule"]["id"]
    assert len(run["results"]) == 2
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"note", "warning", "error"}
        _require(result["message"], text=str)
        (place,) = result["locations"]
        physical = place["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == "lists/my%20list.md"
        region = physical["region"]
        assert 1 <= region["startLine"] <= region["endLine"]
        assert all(number >= 1 for number in region.values())
        if region["startLine"] == region["endLine"]:
            assert region["startColumn"] <= region["endColumn"]
        for key, value in result["partialFingerprints"].items():
            assert key.endswith("/v1")
            assert isinstance(value, str)
        for related in result.get("relatedLocations", ()):
            assert related["id"] >= 0


def test_its_fixes_make_the_fixed_list(log: Any) -> None:
    lines = LIST.split("\r\n")
    for result in log["runs"][0]["results"]:
        for fix in result["fixes"]:
            (change,) = fix["artifactChanges"]
            for new in change["replacements"]:
                region = new["deletedRegion"]
                assert region["startLine"] == region["endLine"]
                line = lines[region["startLine"] - 1]
                start, end = region["startColumn"] - 1, region["endColumn"] - 1
                lines[region["startLine"] - 1] = (
                    line[:start] + new["insertedContent"]["text"] + line[end:]
                )
    fixed = fix_list(read_list(LIST.encode(), format="markdown"))
    assert "\r\n".join(lines).encode() == fixed.data


def test_fingerprints_stay_where_lines_are_added_and_differ_between_findings() -> None:
    def prints(text: str) -> list[str]:
        log = sarif(lint(read_list(text.encode(), format="markdown")), "a.md")
        return [r["partialFingerprints"]["kdgraph/v1"] for r in log["runs"][0]["results"]]

    text = LIST.replace("[[PyTorch]]", "[[Pytorch]]").replace(
        "b) http", "b) [[PyTorch]](https://github.com/o/c) http"
    )
    assert len(set(prints(text))) == len(prints(text)) == 3
    assert prints("Prose.\r\n\r\n" + text) == prints(text)


def test_the_shipped_list_gives_the_same_log_twice() -> None:
    report = kdgraph.lint(read_list(LIST.encode(), format="markdown"))
    assert sarif(report, "a.md") == sarif(report, "a.md")
