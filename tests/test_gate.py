"""The gate itself: it goes on after a failure, cleans its environment and keeps tests at home."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests import gate
from tests.conftest import NetworkForbiddenError
from tests.system import Need, install
from tests.tracked import copy_tracked_files


def _step(name: str, root: Path, source: str) -> gate.Step:
    (root / f"{name}.py").write_text(source, encoding="utf-8")
    return gate.Step(name, (name,))


def test_a_step_is_told_by_its_exit_code_and_last_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = _step("fine", tmp_path, "print('all good')\nprint()")
    bad = _step("bad", tmp_path, "print('3 failed, 1 passed in 0.1s')\nraise SystemExit(3)")
    environment = gate.clean_environment(os.environ)
    outcomes = [gate.run(step, root=tmp_path, environment=environment) for step in (good, bad)]
    assert [(o.code, o.last_line) for o in outcomes] == [
        (0, "all good"),
        (3, "3 failed, 1 passed in 0.1s"),
    ]
    assert "all good" in capsys.readouterr().out
    lines = gate.table(outcomes).splitlines()
    assert lines[1].split()[:2] == ["fine", "passed"]
    assert lines[2].split()[:3] == ["bad", "FAILED", "(3)"]
    tests = gate.Outcome(gate.Step("tests", ("pytest",)), 1, 0.1, outcomes[1].last_line)
    assert gate.table([outcomes[0], tests]).splitlines()[-1] == "= 3 failed, 1 passed in 0.10s ="


def test_a_step_beside_another_runs_meanwhile_and_is_shown_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wait = (
        "import time, pathlib\npathlib.Path('{mine}').touch()\n"
        "while not pathlib.Path('{other}').exists(): time.sleep(0.01)\nprint('{mine} ends')"
    )
    aside = _step("aside", tmp_path, wait.format(mine="a", other="b"))
    aside = gate.Step("aside", aside.arguments, beside=True)
    main = _step("main", tmp_path, wait.format(mine="b", other="a"))
    last = _step("last", tmp_path, "print('the last')")
    environment = gate.clean_environment(os.environ)
    outcomes = gate.run_all([aside, main, last], root=tmp_path, environment=environment)
    assert [(o.step.name, o.last_line) for o in outcomes] == [
        ("aside", "a ends"),
        ("main", "b ends"),
        ("last", "the last"),
    ]
    shown = [line for line in capsys.readouterr().out.splitlines() if line]
    assert shown[1::2] == ["b ends", "a ends", "the last"]


@pytest.mark.parametrize(
    ("lines", "closing"),
    [
        (["== 5 passed in 2.04s =="], "= 5 passed in 2.04s ="),
        (
            ["= 1 failed, 6 passed, 2 skipped, 9 deselected in 61.50s (0:01) =", "1 error in 1s"],
            "= 1 failed, 6 passed, 2 skipped, 1 error in 62.50s =",
        ),
        (
            ["2 errors in 1.00s", "1 passed, 1 warning, 1 error in 1.00s"],
            "= 1 passed, 1 warning, 3 errors in 2.00s =",
        ),
        (["9 passed in 1.00s", "Killed"], "Killed"),
        (["no tests ran in 0.01s"], "= no tests ran in 0.01s ="),
    ],
)
def test_closing_lines_are_summed(lines: list[str], closing: str) -> None:
    assert gate.closing_line(lines) == closing


def test_tests_write_in_memory_where_there_is_room(tmp_path: Path) -> None:
    with gate.scratch(memory=tmp_path, room=1) as folder:
        assert folder.parent == tmp_path
        (folder / "within").mkdir()
    assert not folder.exists()
    for memory, room in ((tmp_path, 2**80), (tmp_path / "none", 1)):
        with gate.scratch(memory=memory, room=room) as folder:
            assert folder.is_dir()
            assert folder.parent != memory


def test_the_environment_is_cleaned() -> None:
    cleaned = gate.clean_environment(
        {
            "PYTHONPATH": "/elsewhere",
            "PYTEST_ADDOPTS": "--collect-only",
            "S2_API_KEY": "secret",
            "KDGRAPH_DATA": "/elsewhere",
            "PATH": "/bin",
            "no_proxy": "example.org",
        }
    )
    assert cleaned == {
        "PATH": "/bin",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "example.org,localhost,127.0.0.1,::1",
        "no_proxy": "example.org,localhost,127.0.0.1,::1",
    }


@pytest.mark.parametrize("failing", [True, False])
def test_what_failed_is_run_again_to_tell_its_values(
    failing: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    test = tmp_path / "test_sum.py"
    test.write_text(f"def test_sum():\n    assert sum([1, 2]) == {4 if failing else 3}\n")
    plain = gate.Step("tests", ("pytest", "--assert=plain", test.name))
    monkeypatch.setattr(gate, "STEPS", (plain,))
    assert gate.main([], root=tmp_path) == int(failing)
    shown = capsys.readouterr().out
    assert ("=== again: " in shown) is failing
    assert ("assert 3 == 4" in shown) is failing
    closing = "= 1 failed in " if failing else "= 1 passed in "
    assert shown.splitlines()[-1].startswith(closing)


def test_the_steps_can_be_named_without_running_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main(["--list"]) == 0
    format_, lint, system, types, tests, slow = capsys.readouterr().out.splitlines()
    assert format_ == "format: python -m ruff format --check ."
    assert lint == "lint: python -m ruff check ."
    assert system == "system: python -m tests.system"
    assert types == "types: python -m mypy"
    assert tests.startswith("tests: python -m pytest -n ")
    assert tests.endswith(" -m not slow and not thorough")
    assert slow.startswith("slow: python -m pytest -n ")
    options, _, files = slow.partition(" -m slow ")
    assert options.endswith(" --dist loadfile")
    assert {"tests/test_readme.py", "tests/dashboards/test_browser.py"} <= set(files.split())
    assert gate.main(["--list", "--thorough"]) == 0
    *usual, thorough = capsys.readouterr().out.splitlines()
    assert usual == [format_, lint, system, types, tests, slow]
    assert thorough.startswith("thorough: python -m pytest -n ")
    assert thorough.endswith(" -m thorough or hypothesis --hypothesis-profile=thorough")


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0)])
def test_no_test_reaches_the_network(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(NetworkForbiddenError, match=address[0]):
        outside.connect(address)


def test_no_test_asks_dns() -> None:
    with pytest.raises(NetworkForbiddenError, match=r"api\.semanticscholar\.org"):
        socket.getaddrinfo("api.semanticscholar.org", 443)


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_a_checkout_is_copied_without_git_too(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for name in ("kdgraph/__init__.py", "kdgraph/__pycache__/x.pyc", ".venv/bin/python"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("", encoding="utf-8")
    copy_tracked_files(source, target)
    copied = [str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()]
    assert copied == ["kdgraph/__init__.py"]


def _need(name: str, states: list[bool]) -> Need:
    return Need(name, (f"{name}-utils", f"{name}-more"), lambda: states.pop(0))


def test_what_is_missing_is_installed_after_one_look_at_the_lists() -> None:
    asked: list[list[str]] = []

    def run(command: list[str]) -> int:
        asked.append([part for part in command if part[0] != "-" and "::" not in part])
        return 100 if "c-utils" in command else 0

    needs = [_need("a", [True]), _need("b", [False, True]), _need("c", [False, False])]
    told = install(run, needs, root=True, apt="apt-get")
    assert asked == [
        ["apt-get", "update"],
        ["apt-get", "install", "b-utils", "b-more"],
        ["apt-get", "install", "c-utils", "c-more"],
    ]
    assert told[0] == "a: here"
    assert told[1].startswith("b: installed in ")
    assert told[2] == (
        "c: missing; `apt-get install c-utils c-more` ended with 100, so tests of it are skipped"
    )


@pytest.mark.parametrize(("root", "apt"), [(False, "apt-get"), (True, None)])
def test_nothing_is_installed_where_it_cannot_be(root: bool, apt: str | None) -> None:
    def run(command: list[str]) -> int:
        pytest.fail(f"it ran {command}")

    (told,) = install(run, [_need("a", [False])], root=root, apt=apt)
    assert told == (
        "a: missing; tests of it are skipped until root runs `apt-get install a-utils a-more`"
    )
