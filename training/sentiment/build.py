"""Builds models/sentiment-en and models/sentiment-fr: lexicons learned on top of open ones.

    python training/sentiment/build.py --data FOLDER --textblob FILE [--tiers A,A-,B] [--evaluate]

Needs the packages of training/sentiment/requirements.txt; FILE is the fr-sentiment.xml inside textblob-fr. ``--evaluate``
prints the figures with each family of sets left out and writes nothing. The same inputs give the same files.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import calibration
import learning
import numpy as np
import pandas as pd
import priors
import sets
import simplemma
import teacher

from doleance.text.folding import fold
from doleance.text.lexicons import VADER, Cuts, load_rules, load_vader_words
from doleance.text.valence import EXCLAMATION, MAX_EXCLAMATIONS
from doleance.text.words import load_words

HERE = Path(__file__).resolve().parent
MODELS = HERE.parents[1] / "models"
MIN_TEXTS, MIN_FAMILIES, MIN_VALENCE, MAX_LEARNED = 5, 2, 0.12, 6_000
# A word that no lexicon lists must say this much: below it lie words of a topic, not of an opinion.
MIN_NEW = 0.2
# A word written with a capital inside sentences more often than this is taken for a name.
NAME_SHARE, MIN_SEEN = 0.6, 3
INSIDE = re.compile(r"(?<=[a-zà-ÿ,] )([A-ZÀ-Ý]?[a-zà-ÿœ]{2,})\b")
SUMMARY = {
    "en": "English valences learned on top of vaderSentiment's lexicon",
    "fr": "French valences: two open lexicons, cleaned, and what was learned on top of them",
}


@dataclass(slots=True, kw_only=True)
class Material:
    """All that a language's lexicon is learned from."""

    language: str
    rows: pd.DataFrame
    design: learning.Design
    priors: np.ndarray
    lemmas: np.ndarray
    counts: Counter[str]


def gather(data: Path, language: str, textblob: Path, tiers: tuple[str, ...]) -> Material:
    """Return the material: labelled rows, rows that the teacher labels (French), rows held out, and their words."""
    labelled = sets.read_sets(data, language, ("A", "A-", "B", "C")).assign(is_taught=False)
    labelled["is_learned"] = labelled["tier"].isin(tiers)
    frames = [labelled, *(sets.read_set(data, s, language).assign(is_taught=False, is_learned=False) for s in sets.HELD_OUT[language])]
    if language == "fr":
        english = sets.read_sets(data, "en", tiers)
        frames.append(teacher.label(english, teacher.read_unlabelled(data)).assign(is_taught=True, is_learned=True))
    rows = pd.concat(frames, ignore_index=True)
    known = load_vader_words() if language == "en" else priors.read_french(data / "lexicons" / "vader_fr_7lieues.txt", textblob)
    reviewed = priors.read_list(HERE / f"review_{language}.txt")
    reviewed |= load_rules(language).phrases.keys()
    dropped = reviewed | (read_stop_words(language) - read_rule_words(language))
    known = {word: value for word, value in known.items() if word not in reviewed}
    learned = rows[rows["is_learned"]]
    counts, homes = learning.count_words(learned["text"].tolist(), learned["family"].tolist(), language)
    frequent = {word for word, n in counts.items() if n >= MIN_TEXTS and len(homes[word]) >= MIN_FAMILIES and len(word) > 1}
    words = sorted((frequent - dropped - find_names(learned["text"]) | set(known)) | set(learning.SIGNS))
    design = learning.build_design(rows["text"].tolist(), words, language)
    lemmas = pd.factorize(pd.Series([fold(simplemma.lemmatize(word, lang=language)) for word in words]))[0]
    return Material(
        language=language, rows=rows, design=design, priors=np.array([known.get(word, 0.0) for word in words]), lemmas=lemmas, counts=counts
    )  # fmt: skip


def read_stop_words(language: str) -> set[str]:
    """Return the function words of a language, folded: what they would learn is style, not opinion."""
    return {fold(word) for word in load_words(language).stop}


def read_rule_words(language: str) -> set[str]:
    """Return the words that the rules give a role; they may hold an opinion of their own."""
    rules = load_rules(language)
    negations = {word for rule in rules.negations for word in rule.words}
    return {*rules.openers, *rules.contrasts, *rules.concessions, *rules.degrees, *negations}


def find_names(texts: Sequence[str]) -> set[str]:
    """Return the words, folded, that are mostly written with a capital inside sentences."""
    seen: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    for text in texts:
        for word in INSIDE.findall(text):
            seen[fold(word)] += 1
            raised[fold(word)] += word[0].isupper()
    return {word for word, n in raised.items() if n >= MIN_SEEN and n > NAME_SHARE * seen[word]}


def learn(material: Material, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the valences learned from the chosen rows."""
    frame = material.rows[chosen].reset_index(drop=True)
    return learning.fit(frame, material.design.take(chosen), material.priors, material.lemmas, learning.Penalties())


def score_unseen(material: Material) -> np.ndarray:
    """Return the sentiment of each row, learned from the other families only; rows that nobody labelled keep 0."""
    rows = material.rows
    totals = np.zeros(len(rows))
    for family in sorted(set(rows.loc[~rows["is_taught"], "family"])):
        is_inside = rows["family"].eq(family).to_numpy()
        valences, negated = learn(material, rows["is_learned"].to_numpy() & ~is_inside)
        totals[is_inside] = material.design.score(valences, negated)[is_inside]
    return bound(totals, rows["text"])


def bound(totals: np.ndarray, texts: Sequence[str]) -> np.ndarray:
    """Return totals as the product bounds them, −1…1."""
    emphasis = np.array([min(text.count("!"), MAX_EXCLAMATIONS) for text in texts]) * EXCLAMATION
    totals = totals + np.sign(totals) * emphasis
    return totals / np.sqrt(totals**2 + learning.SPREAD)


def evaluate(material: Material, scores: np.ndarray, cuts: Cuts) -> pd.DataFrame:
    """Return one row a set: the priors with the rules alone, and the lexicon learned without the set's family."""
    rows = material.rows
    gold = rows["y"].to_numpy()
    before = bound(material.design.score(material.priors, learning.NEGATION * material.priors), rows["text"])
    table = []
    for (name, tier), part in rows[~rows["is_taught"]].groupby(["name", "tier"]):
        at = part.index.to_numpy()
        graded = (calibration.grade_two(gold[at], before[at]), calibration.grade_two(gold[at], scores[at]))
        table.append((name, tier, len(at), *graded, calibration.grade_three(gold[at], scores[at], cuts.negative, cuts.positive)))
    return pd.DataFrame(table, columns=["set", "tier", "n", "priors f1_2", "f1_2", "f1"])


def select(material: Material, valences: np.ndarray, negated: np.ndarray) -> pd.DataFrame:
    """Return the lexicon: what was learned for the words that matter most, the prior for the rest."""
    words = pd.DataFrame({"word": material.design.words, "valence": valences, "negated": negated, "prior": material.priors})
    words["n"] = words["word"].map(material.counts).fillna(0)
    words["weight"] = (words["valence"] - words["prior"]).abs() * np.sqrt(words["n"])
    is_frequent = (words["n"] >= MIN_TEXTS) & (words["weight"] > 0)
    learned = words[is_frequent].sort_values(["weight", "word"], ascending=[False, True]).head(MAX_LEARNED).index
    rest = words.index.difference(learned)
    words.loc[rest, "valence"] = words.loc[rest, "prior"]
    words.loc[rest, "negated"] = learning.NEGATION * words.loc[rest, "prior"]
    is_kept = (words["prior"] != 0) | (words["valence"].abs() >= MIN_NEW)
    has_opinion = is_kept & (words[["valence", "prior"]].abs() >= MIN_VALENCE).any(axis=1)
    if material.language == "en":
        return _differences(words[has_opinion])
    return words[has_opinion].sort_values("word")


def _differences(words: pd.DataFrame) -> pd.DataFrame:
    """Return the words that differ from vaderSentiment's, and with 0 those of its words that the review leaves out."""
    base = load_vader_words()
    changed = words[(words["valence"] != words["word"].map(base)) | (words["negated"] != learning.NEGATION * words["prior"])]
    left_out = pd.DataFrame({"word": sorted(base.keys() - set(words["word"]))}).assign(valence=0.0, negated=0.0, prior=0.0)
    return pd.concat([changed, left_out[~left_out["word"].isin(load_rules("en").phrases)]]).sort_values("word")


def write(folder: Path, material: Material, words: pd.DataFrame, cuts: Cuts) -> None:
    """Write lexicon.tsv and settings.toml."""
    lines = [f"{row.word}\t{row.valence:.2f}\t{row.negated:.2f}\t{row.prior:.2f}" for row in words.itertuples()]
    (folder / "lexicon.tsv").write_text("\n".join(["word\tvalence\tnegated\tprior", *lines]) + "\n", encoding="utf-8")
    weights = ",\n".join(f"  [{', '.join(f'{w:.4f}' for w in row)}]" for row in cuts.weights)
    (folder / "settings.toml").write_text(
        f'kind = "sentiment"\nsummary = "{SUMMARY[material.language]}"\nlanguage = "{material.language}"\n'
        f'base = "{VADER if material.language == "en" else ""}"\nn_words = {len(words)}\n\n'
        f"[engine]\nspread = {learning.SPREAD}\nlength = {learning.LENGTH}\n\n"
        f"[cuts]\nnegative = {cuts.negative}\npositive = {cuts.positive}\n"
        f"# negative, neutral, positive: intercept, weight of the sentiment, weight of its magnitude\nweights = [\n{weights},\n]\n",
        encoding="utf-8",
    )


def main() -> None:
    """Build both folders, or evaluate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--textblob", type=Path, required=True)
    parser.add_argument("--tiers", default="A,A-,B")
    parser.add_argument("--languages", default="en,fr")
    parser.add_argument("--evaluate", action="store_true")
    options = parser.parse_args()
    for language in options.languages.split(","):
        material = gather(options.data, language, options.textblob, tuple(options.tiers.split(",")))
        scores = score_unseen(material)
        graded = (~material.rows["is_taught"] & ~material.rows["family"].isin([s.family for s in sets.HELD_OUT[language]])).to_numpy()
        cuts = calibration.fit_cuts(material.rows[graded].reset_index(drop=True), scores[graded])
        table = evaluate(material, scores, cuts)
        print(table.round(3).to_string(index=False))
        print(language, table.drop(columns=["set", "tier", "n"]).mean().round(3).to_dict(), cuts)
        print("calibration error, right where over .8:", calibration.find_error(material.rows[graded], scores[graded], cuts))
        if not options.evaluate:
            words = select(material, *learn(material, material.rows["is_learned"].to_numpy()))
            write(MODELS / f"sentiment-{language}", material, words, cuts)
            print(f"{len(words)} words, {(words['valence'] != words['prior']).sum()} of them learned")


if __name__ == "__main__":
    main()
