"""``doleance score``: the sentiment of texts, of lines, or of the comments of a file, and what made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doleance.cli.console import describe_faults, say, show
from doleance.cli.options import AsJson, Delimiter, Encoding, Language, LanguageColumn, Sheet, Verbatim
from doleance.errors import InputError, OutputError
from doleance.settings import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from doleance.table.roles import Cells
    from doleance.text.explanations import Explanation

STDIN = "-"
EXPLANATION = "explanation"
# The sign between two cells of a file that is no table of text.
COMMA, SEMICOLON = ",", ";"
DIGITS = 4

Texts = Annotated[
    list[str],
    typer.Argument(metavar="TEXT", help="Texts; - reads a text from each line of the standard input. With -o: a FILE.", show_default=False),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="OUT.csv", help="Score the comments of FILE and write them here.")]
Spoken = Annotated[
    Language | None, typer.Option("--language", help="The language of the texts, which --explain answers in.", show_default="found in each")
]
Explain = Annotated[bool, typer.Option("--explain", help="Say which words and rules gave what.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the file OUT.csv.")]


def score(
    texts: Texts,
    out: Out = None,
    language: Spoken = None,
    explain: Explain = False,
    verbatim: Verbatim = None,
    language_column: LanguageColumn = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Print the sentiment of texts, or write that of a file's comments beside its columns."""
    if out is None:
        _show_scores(_read_texts(texts), language, explain=explain, as_json=as_json)
        return
    from doleance.schema import POLARITIES
    from doleance.table.roles import read_cells

    _refuse_taken(out, overwrite=overwrite)
    if len(texts) > 1:
        raise InputError(f"With -o one file is scored; {len(texts)} arguments were given.", hint="Put a text with spaces in quotes.")
    cells = read_cells(texts[0], verbatim=verbatim, language=language_column, sheet=sheet, encoding=encoding, delimiter=delimiter)
    say(f"note: {cells.roles.verbatim!r} was read as the verbatim.")
    for line in (*(f"note: {note}" for note in cells.notes), *describe_faults(cells.faults)):
        say(line)
    scores = _score_cells(cells, language, explain=explain)
    _write_scores(cells, scores, out)
    counts = {name: int(scores["polarity"].eq(name).sum()) for name in POLARITIES}
    n_rows, n_empty = len(scores), int(scores["polarity"].isna().sum())
    say(f"{n_rows:,} rows = {' + '.join(f'{n:,} {name}' for name, n in counts.items())} + {n_empty:,} empty")
    show({"scores": str(out), "rows": n_rows, **counts, "empty": n_empty} if as_json else str(out))
    raise typer.Exit(1 if len(cells.faults) else 0)


def _read_texts(texts: Sequence[str]) -> list[str]:
    """Return the texts given, or the lines of the standard input."""
    if list(texts) != [STDIN]:
        for text in texts:
            if _is_file(text):
                raise InputError(f"{text} is a file, and without -o a text is scored.", hint=f"doleance score {text} -o scores.csv")
        return list(texts)
    from doleance.table.encodings import find_encoding, to_utf8
    from doleance.table.files import read_bytes

    content = read_bytes(STDIN)
    lines = to_utf8(content, find_encoding(content))[0].decode("utf-8").replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _show_scores(texts: list[str], language: Language | None, *, explain: bool, as_json: bool) -> None:
    from doleance.text.explanations import explain_sentiment
    from doleance.text.sentiment import score_sentiment

    scores = score_sentiment(texts, [language.value] * len(texts) if language else None)
    rows: list[dict[str, Any]] = scores.assign(text=texts).to_dict("records")  # type: ignore[assignment]
    if explain:
        usual = _find_usual(scores["language"])
        for row in rows:
            row[EXPLANATION] = _list_parts(explain_sentiment(row["text"], row["language"]), usual)
    if as_json:
        show(rows)
        return
    for row in rows:
        # What rounds to zero has no sign.
        sentiment = round(row["sentiment"], 2) or 0.0
        show(f"{sentiment:+.2f}  {row['polarity']:<8}  {row['language']:<3}  {' '.join(row['text'].split())}")
        if explain:
            show(f"    {row[EXPLANATION]['sentence']}")


def _list_parts(explanation: Explanation, usual: str) -> dict[str, Any]:
    marks, rules = ([asdict(part) for part in parts] for parts in (explanation.marks, explanation.rules))
    return {"sentence": _tell(explanation, usual), "marks": marks, "rules": rules}


def _tell(explanation: Explanation, usual: str) -> str:
    """Return an explanation in the language of its text, or in the usual one where that is not known."""
    return explanation.to_text(explanation.language if explanation.language in LANGUAGES else usual)


def _find_usual(languages: pd.Series) -> str:
    """Return the language that most texts are in, among those an explanation can be written in."""
    return max(LANGUAGES, key=lambda code: (int(languages.eq(code).sum()), -LANGUAGES.index(code)))


def _score_cells(cells: Cells, language: Language | None, *, explain: bool) -> pd.DataFrame:
    """Return the sentiment of each comment of a file; an empty one has none."""
    from doleance.table.languages import normalise_languages
    from doleance.text.explanations import explain_sentiment
    from doleance.text.languages import detect_languages
    from doleance.text.sentiment import score_sentiment

    texts = cells.frame[cells.roles.verbatim]
    given = normalise_languages(cells.frame[cells.roles.language]).tolist() if cells.roles.language else None
    languages = [language.value] * len(texts) if language else detect_languages(texts.tolist(), given)
    scores = score_sentiment(texts, languages)
    if explain:
        usual = _find_usual(scores["language"])
        scores[EXPLANATION] = [_tell(explain_sentiment(text, code), usual) for text, code in zip(texts, languages, strict=True)]
    return scores[(texts.str.strip() != "").to_numpy()].reindex(scores.index).round(DIGITS)


def _refuse_taken(out: Path, *, overwrite: bool) -> None:
    """Raise an error where the file cannot be written: before the work is done, not after."""
    if out.suffix.lower() != ".csv":
        raise OutputError(f"Scores cannot be written as {out.name!r}: its suffix must be .csv.", hint="Choose a name such as scores.csv.")
    if out.is_dir():
        raise OutputError(f"{out} is a folder; a file is needed.", hint=f"-o {out / 'scores.csv'}")
    if not out.parent.is_dir():
        raise OutputError(f"There is no folder {out.parent} to write {out.name} into.", hint=f"mkdir -p {out.parent}")
    if out.exists() and not overwrite:
        raise OutputError(f"{out} exists already.", hint="Add --overwrite to replace it, or name another file with -o.")


def _write_scores(cells: Cells, scores: pd.DataFrame, out: Path) -> None:
    """Write the columns of a file with the scores beside them; a file of semicolons stays one, with decimal commas."""
    import pandas as pd

    from doleance.report.files import write_beside
    from doleance.table.raw import name_columns

    names, _ = name_columns([*map(str, cells.frame.columns), *scores.columns])
    table = pd.concat([cells.frame.reset_index(drop=True), scores], axis=1).set_axis(names, axis=1)
    sign = str(cells.source["delimiter"]) or COMMA
    with write_beside(out) as beside:
        table.to_csv(
            beside, index=False, sep=sign, decimal=COMMA if sign == SEMICOLON else ".", lineterminator="\r\n",
            encoding="utf-8-sig", errors="replace",
        )  # fmt: skip
