import json

import pytest

from doleance.report import write_report
from doleance.report.content import build_content
from doleance.report.plain import render_markdown


@pytest.mark.parametrize("case", ["nps", "stars", "few", "unscored", "empty", "bare", "noise"])
def test_markdown_holds_no_html_and_whole_tables(studies, case):
    text = render_markdown(build_content(studies[case], "fr")).decode("utf-8")
    assert "<" not in text
    widths = {}
    for block in text.split("\n\n"):
        if block.startswith("| "):
            counts = {line.replace("\\|", "").count("|") for line in block.splitlines()}
            widths[block[:40]] = counts
    assert all(len(counts) == 1 for counts in widths.values()), widths


def test_markdown_reads_in_order(studies):
    text = render_markdown(build_content(studies["nps"], "en", "Shop survey")).decode("utf-8")
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads[0] == "# Shop survey"
    assert [head for head in heads if head.startswith("## ")] == [
        "## The score", "## What each theme costs or earns", "## Frustrations, in the order to tackle them",
        "## What delights, and deserves protecting",
        "## All the themes", "## How people feel about each theme", "## Who scores high, who scores low", "## What customers want to know",
        "## Content worth making", "## Testimonials worth asking for", "## How these figures are made",
    ]  # fmt: skip


@pytest.mark.parametrize("case", ["nps", "stars", "few", "unscored", "empty", "bare", "noise"])
def test_json_is_strict_and_keeps_its_keys(studies, tmp_path, case):
    def refuse(constant):
        raise AssertionError(constant)

    figures = json.loads(write_report(studies[case], tmp_path / "study.json", "en").read_text(encoding="utf-8"), parse_constant=refuse)
    assert list(figures)[:5] == ["title", "language", "summary", "themes", "drivers"]
    assert figures["summary"] == studies[case].summary.to_dict()
    assert list(figures)[5:] == sorted(key for key in studies[case].findings if key != "score")


def test_json_quotes_are_words(study, tmp_path):
    figures = json.loads(write_report(study, tmp_path / "study.json", "fr").read_text(encoding="utf-8"))
    first = figures["frustrations"][0]
    assert first["theme"] == "Retard de livraison"
    assert len(first["quotes"]) == len(first["quote_ids"]) == 3
    assert figures["frustrations"][2]["impact"] is None
