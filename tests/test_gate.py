"""The gate itself: it goes on after a failure, cleans its environment and keeps tests at home."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests import gate
from tests.conftest import NetworkForbiddenError
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
    assert lines[-1] == "3 failed, 1 passed in 0.1s"


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


def test_the_steps_can_be_named_without_running_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main(["--list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "format: python -m ruff format --check .",
        "lint: python -m ruff check .",
        "types: python -m mypy",
        "browser: python -m tests.browser",
        "tests: python -m pytest --durations=10",
    ]


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
