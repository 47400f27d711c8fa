"""Execute the notebooks of `docs/notebooks/`, and set them as pages of the site.

Run ``python -m docs.notebooks`` from the repository's root to execute each in an empty folder and
to keep what came in the file. It needs no Jupyter: cells are run in this process from top to
bottom, and the value of a cell's last line is shown as Jupyter would show it. Pictures are kept
small; plots of plotly are kept as data, and drawn by the script that plotly brings.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import html
import io
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

__all__ = ["FOLDER", "execute", "main", "names", "pages", "pictures", "said"]

FOLDER: Final = Path(__file__).parent / "notebooks"
_PNG: Final = "image/png"
_PLOTLY: Final = "application/vnd.plotly.v1+json"
_HTML: Final = "text/html"
_TEXT: Final = "text/plain"
_WIDE: Final = 1100  # pixels of a picture that is kept
_SCRIPT: Final = "plotly.min.js"


def names() -> list[str]:
    """Return the names of the notebooks."""
    return sorted(path.stem for path in FOLDER.glob("*.ipynb"))


def _read(name: str) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads((FOLDER / f"{name}.ipynb").read_text("utf-8"))
    return notebook


def execute(name: str, folder: Path) -> dict[str, Any]:
    """Return a notebook with what came when its cells were run in a folder."""
    notebook = _read(name)
    session: dict[str, Any] = {"__name__": "__main__"}
    count = 0
    with contextlib.chdir(folder):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                count += 1
                cell["execution_count"] = count
                cell["outputs"] = _outputs("".join(cell["source"]), session, count)
    return notebook


def _outputs(source: str, session: dict[str, Any], count: int) -> list[dict[str, Any]]:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    value = None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"<cell {count}>", "exec"), session)  # noqa: S102  (our own notebook)
        if isinstance(last, ast.Expr):
            shown = ast.Expression(last.value)
            value = eval(compile(shown, f"<cell {count}>", "eval"), session)  # noqa: S307  (likewise)
    outputs: list[dict[str, Any]] = []
    if text := printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(text)})
    if value is not None:
        data, metadata = _shown(value)
        outputs.append(
            {
                "data": data,
                "execution_count": count,
                "metadata": metadata,
                "output_type": "execute_result",
            }
        )
    return outputs


def _shown(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a value as Jupyter shows it: by kind of content, and what is said of it."""
    if hasattr(value, "to_plotly_json"):
        return {_PLOTLY: json.loads(value.to_json())}, {}
    if hasattr(value, "_repr_png_"):
        picture = base64.b64encode(_small(value._repr_png_())).decode()
        return {_PNG: picture, _TEXT: [value.alt]}, {"alt": value.alt}
    data: dict[str, Any] = {_TEXT: _lines(repr(value))}
    if hasattr(value, "_repr_html_") and (table := value._repr_html_()):
        data[_HTML] = _lines(re.sub(r"<style scoped>.*?</style>\n?", "", table, flags=re.S))
    return data, {}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _small(picture: bytes) -> bytes:
    """Return a picture with few pixels and colours."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        high = round(image.height * _WIDE / image.width)
        few = image.convert("RGB").resize((_WIDE, high)).quantize(64, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "png", optimize=True)
    return out.getvalue()


def said(notebook: dict[str, Any]) -> list[list[str]]:
    """Return all words that came out of each cell, to compare one run with another."""
    texts: list[list[str]] = []
    for cell in notebook["cells"]:
        parts = []
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            parts.append("".join(output.get("text", data.get(_TEXT, ()))))
            parts.append("".join(data.get(_HTML, ())))
            parts.append(json.dumps(data[_PLOTLY], sort_keys=True) if _PLOTLY in data else "")
        texts.append(parts)
    return texts


def pages() -> dict[str, str]:
    """Return each notebook as a page: its path on the site, and its text."""
    return {f"notebooks/{name}.md": _page(name) for name in names()}


def _page(name: str) -> str:
    parts = []
    cells = _read(name)["cells"]
    for number, cell in enumerate(cells):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            if number == 0:
                parts.append(f"[Download this notebook]({name}.ipynb){{ download }}")
            continue
        parts.append(f"```python\n{source}\n```")
        parts += [_set(output, name, number) for output in cell["outputs"]]
    return "\n\n".join(parts) + "\n"


def _set(output: dict[str, Any], name: str, number: int) -> str:
    data = output.get("data", {})
    if _PLOTLY in data:
        plot = json.dumps(data[_PLOTLY]).replace("</", "<\\/")
        place = f"{name}-{number}"
        return (
            f'<div class="kd-output kd-plot" id="{place}"></div>\n'
            f'<script src="../{_SCRIPT}"></script>\n'
            f"<script>(plot => Plotly.newPlot({json.dumps(place)}, plot.data, plot.layout, "
            f"{{responsive: true, displaylogo: false}}))({plot})</script>"
        )
    if _PNG in data:
        alt = output["metadata"]["alt"].replace("]", "\\]")
        return f"![{alt}]({name}-{number}.png)"
    if _HTML in data:
        table = re.sub(r"\n\s*\n", "\n", "".join(data[_HTML]))
        table = table.replace('<table border="1" class="dataframe">', "<table>")
        return f'<div class="kd-output">\n{table}\n</div>'
    text = "".join(output.get("text", data.get(_TEXT, ())))
    return f'<pre class="kd-output"><code>{html.escape(text.rstrip())}</code></pre>'


def pictures() -> dict[str, bytes]:
    """Return the files that the pages need: their paths on the site, and their bytes."""
    found: dict[str, bytes] = {}
    for name in names():
        for number, cell in enumerate(_read(name)["cells"]):
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                if _PNG in data:
                    found[f"notebooks/{name}-{number}.png"] = base64.b64decode(data[_PNG])
                if _PLOTLY in data:
                    from plotly.offline import get_plotlyjs

                    found[f"notebooks/{_SCRIPT}"] = str(get_plotlyjs()).encode()
    return found


def main() -> int:
    """Execute all notebooks, and keep what came."""
    for name in names():
        with tempfile.TemporaryDirectory() as folder:
            notebook = execute(name, Path(folder))
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.ipynb").write_text(text, "utf-8")
        print(f"{name}: {len(text):,} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
