import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.report.escapes import embed_json, escape_markdown, strip_controls


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<script>", "&lt;script&gt;", id="html"),
        pytest.param("a|b", "a\\|b", id="table-cell"),
        pytest.param("[x](javascript:y)", "\\[x\\](javascript:y)", id="link"),
        pytest.param("**b** _i_ `c`", "\\*\\*b\\*\\* \\_i\\_ \\`c\\`", id="markup"),
        pytest.param("# a\n> b", "\\# a &gt; b", id="blocks"),
        pytest.param("- a", "\\- a", id="list"),
        pytest.param("+18", "+18", id="sign"),
        pytest.param("---", "\\---", id="rule"),
        pytest.param("12. a", "12\\. a", id="numbered-list"),
        pytest.param("&amp;", "&amp;amp;", id="entity"),
        pytest.param("a\x00b", "ab", id="control"),
    ],
)
def test_escape_markdown(text, expected):
    assert escape_markdown(text) == expected


@given(st.text())
def test_markdown_never_opens_a_tag_or_a_line(text):
    escaped = escape_markdown(text)
    assert "<" not in escaped
    assert "\n" not in escaped


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_embedded_json_closes_nothing_and_reads_back(text):
    embedded = embed_json([text])
    assert not set(embedded) & set("<>&\u2028\u2029")
    assert json.loads(embedded) == [text]


@given(st.text())
def test_strip_controls_twice_changes_nothing(text):
    assert strip_controls(strip_controls(text)) == strip_controls(text)
