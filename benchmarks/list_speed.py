"""How long a list takes to read, against another state of kdgraph, in one run.

``python -m benchmarks.list_speed --against FOLDER`` reads a made-up Markdown list of 12,200 entries
(3.7 MB), or the file that is given, in alternating processes: this kdgraph, and the one whose
package stands in FOLDER (``git archive COMMIT kdgraph | tar x -C FOLDER``). What counts is
processor time without imports, the least and the sum of all rounds, and their ratios.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

_READ = """
import sys, time, pathlib
from kdgraph.lists import read_list
read_list(b"- **Owls in Flight, CVPR 2018**\\n", name="warm")
started = time.process_time()
found = read_list(pathlib.Path(sys.argv[1]))
print(time.process_time() - started, len(found.entries))
"""
_BIRDS = ("Owls", "Herons", "Cranes", "Storks", "Swifts", "Terns", "Gulls", "Wrens", "Finches")
_PLACES = ("Snow", "Rain", "Fog", "Woods", "Fields", "Cities", "Deserts", "Lakes", "Rivers")


def made_up(entries: int) -> str:
    """Return a list of so many invented papers in the usual shapes, 300 characters each."""
    parts = ["# Birds\n"]
    for n in range(entries):
        title = f"{_BIRDS[n % 9]} and {_BIRDS[n // 9 % 9]} in {_PLACES[n // 81 % 9]} {n}: " + (
            "A Study of How They Find Their Way Home by Night and by Day"
        )
        names = "Jane A. Roe, Carl Poe, Ann van der Doe, Bo Foe and Cy Goe"
        url, code = f"https://arxiv.org/abs/{2001 + n // 9999}.{n % 9999:05}", f"github.com/a/b{n}"
        year = 2010 + n % 14
        if n % 200 == 0:
            parts.append(f"\n## Part {n // 200}\n")
        shape = n % 4
        if shape == 0:
            parts.append(f"- **{title}**, {names}, ICML {year}. [[paper]({url})] "
                         f"[[code](https://{code})]\n")  # fmt: skip
        elif shape == 1:
            parts.append(f"- [{title}]({url}) - {names}, *NeurIPS {year}* "
                         f"[[project](https://a.example/{n})]\n")  # fmt: skip
        elif shape == 2:
            parts.append(f"\n**{title}** \\\n*{names}* \\\nCVPR {year}. [[Paper]({url})] "
                         f"[[Github](https://{code})]\n\n")  # fmt: skip
        else:
            parts.append(f"{n}. {names}. {title}. ACL {year}. [pdf]({url})\n")
    return "".join(parts)


def seconds(package: Path, file: Path) -> tuple[float, int]:
    """Return the processor seconds of one reading by the package in a folder, and the entries."""
    run = subprocess.run(
        [sys.executable, "-P", "-c", _READ, str(file)],
        env={"PYTHONPATH": str(package), "PYTHONHASHSEED": "0", "PATH": ""},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    taken, entries = run.stdout.split()
    return float(taken), int(entries)


def main() -> None:
    """Print both times and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--against", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    here = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as folder:
        file = args.file
        if file is None:
            file = Path(folder) / "birds.md"
            file.write_text(made_up(12_200), encoding="utf-8")
        old, new = [], []
        for n in range(args.rounds):
            old.append(seconds(args.against, file))
            new.append(seconds(here, file))
            print(f"round {n + 1}: {old[-1][0]:.2f} s, {old[-1][1]:,} entries; "
                  f"here {new[-1][0]:.2f} s, {new[-1][1]:,} entries")  # fmt: skip
        print(f"least {min(old)[0] / min(new)[0]:.2f} times as fast, "
              f"sum {sum(t for t, _ in old) / sum(t for t, _ in new):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
