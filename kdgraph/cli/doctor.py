"""`kdgraph doctor`: whether everything that a build needs is in order."""

from __future__ import annotations

from typing import Annotated

import typer

from kdgraph.cli.options import ApiKey, ApiUrl, AsJson, DataOption

__all__ = ["doctor"]


def doctor(
    *,
    data: DataOption = None,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    live: Annotated[
        bool, typer.Option("--live", help="Make one real call to the service, with the key.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check versions, key, service, disk, cache and snapshots; end with 1 if something is wrong."""
    from kdgraph.cli import printing, text
    from kdgraph.pipeline import diagnose
    from kdgraph.settings import settings

    checks = diagnose(settings(data=data, api_url=api_url, api_key=api_key), live=live)
    wrong = any(check.state == "wrong" for check in checks)
    if as_json:
        printing.write_json({"checks": checks, "exit_code": int(wrong)})
    else:
        text.write_checks(checks)
    raise typer.Exit(int(wrong))
