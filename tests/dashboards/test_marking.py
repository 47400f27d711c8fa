"""What the URL says of a clicked mark."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

IDS = ("arxiv:1503.02531", "arxiv:1412.6550", "doi:10.1145/1", "s2:1", "s2:2")

SCRIPT = """
import streamlit as st
from dashboards.common.marking import choose, chosen
ids = {ids!r}
choose([{{"customdata": ids}}])
import hashlib
digest = "~" + hashlib.sha256("\\n".join(ids).encode()).hexdigest()[:10]
st.write("address " + " ".join(st.query_params.get_all("marked")).replace(digest, "DIGEST"))
st.write("chosen " + " ".join(chosen({{digest: tuple(ids)}}) or ()))
st.write("elsewhere " + " ".join(chosen({{}}) or ()))
"""


@pytest.mark.parametrize("count", [1, 3, 4, 5])
def test_three_papers_are_named_in_the_address_and_more_by_their_digest(count: int) -> None:
    ids = IDS[:count]
    app = AppTest.from_string(SCRIPT.format(ids=list(ids)), default_timeout=120).run()
    assert not app.exception
    address, chosen, elsewhere = (part.value for part in app.markdown)
    assert address == f"address {' '.join(ids) if count <= 3 else 'DIGEST'}"
    assert chosen == f"chosen {' '.join(ids)}"
    # ids say which papers they are to any picture; a digest only to the one that has the mark
    assert elsewhere.strip() == (f"elsewhere {' '.join(ids)}" if count <= 3 else "elsewhere")
