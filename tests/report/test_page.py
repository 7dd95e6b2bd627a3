import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from doleance.report.content import build_content
from doleance.report.page import render_page

from .conftest import HOSTILE

VOID = {"meta", "input", "br", "img", "link", "rect", "path", "line"}


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.open, self.scripts, self.styles, self.ids, self.faults, self.text = [], [], [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append((tag, self.getpos()))

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts.append((self.tags[-1][1], data))
        elif self.open and self.open[-1] == "style":
            self.styles.append(data)
        else:
            self.text.append(data)


def parse(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@pytest.fixture(scope="module")
def pages(studies):
    return {
        (case, language): render_page(build_content(study, language)).decode("utf-8")
        for case, study in studies.items()
        for language in ("en", "fr")
    }


CASES = [(case, language) for case in ("nps", "stars", "few", "unscored", "empty", "bare", "noise") for language in ("en", "fr")]


@pytest.mark.parametrize("key", CASES, ids=["-".join(case) for case in CASES])
def test_a_page_is_whole_and_asks_for_nothing(pages, key):
    reader = parse(pages[key])
    assert reader.faults == []
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    names = {tag for tag, _ in reader.tags}
    assert not names & {"img", "link", "iframe", "object", "embed", "base", "b", "i", "u"}
    for tag, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src")], tag
        assert attributes.get("href", "#").startswith("#")
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in reader.tags if tag == "th")


def test_only_our_script_and_style_are_allowed(pages):
    reader = parse(pages["nps", "en"])
    policy = next(attributes["content"] for tag, attributes in reader.tags if attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    (data_attributes, _), (_, script) = reader.scripts
    assert data_attributes["type"] == "application/json"
    for kind, text in (("script-src", script), ("style-src", reader.styles[0])):
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        assert f"{kind} 'sha256-{digest}'" in policy


def test_hostile_comments_come_back_as_they_were(pages, study):
    reader = parse(pages["nps", "fr"])
    rows = json.loads(reader.scripts[0][1])["rows"]
    assert set(HOSTILE) <= {row[0] for row in rows}
    assert len(rows) == study.summary.n_analysed
    assert "<b>Application mobile</b>" in "".join(reader.text)


def test_every_link_to_comments_finds_some_filter(pages):
    reader = parse(pages["nps", "en"])
    values = {(attributes["name"]) for tag, attributes in reader.tags if tag == "select"}
    links = [attributes["href"] for tag, attributes in reader.tags if attributes.get("href", "").startswith("#comments?")]
    assert links
    assert {link.partition("?")[2].partition("=")[0] for link in links} <= values
    anchors = {attributes["href"][1:] for tag, attributes in reader.tags if tag == "a" and "?" not in attributes["href"]}
    assert anchors <= set(reader.ids)


def test_the_same_study_gives_the_same_bytes(study):
    assert render_page(build_content(study, "fr")) == render_page(build_content(study, "fr"))


def test_a_thousand_comments_stay_under_400_kb(thousand):
    assert len(render_page(build_content(thousand, "fr"))) < 400_000
