"""What the encoders learn from: customers' sentences and aligned sentences, read from a folder of sets.

Sets that themes are measured on (bank questions, HR questions, Stack Overflow titles, restaurants, hotels, patients of the
second phase, the clusters of app reviews) are not among the sentences. Nothing of these texts enters a model but weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from doleance.themes.tokens import tokenise

LANGUAGES = ("en", "fr")
N_WORDS, SIF = 48_000, 1e-3
N_HELD = 1000
MOST, MOST_OF = 7_000, {
    "fr_insurance_reviews": 16_000, "fr_public_services_experiences": 12_000, "enfr_app_reviews_minibar": 14_000,
    "en_cfpb_complaints": 4_000,
}  # fmt: skip
SETS = [
    "en_nps_telecom", "fr_nps_jardinerie", "fr_public_services_experiences", "en_nhs_patient_phase1", "en_airline_tweets",
    "enfr_app_reviews_minibar", "fr_insurance_reviews", "en_airline_reviews_ba", "en_womens_clothing", "en_bank_apps",
    "en_alexa_reviews", "en_hotel_reviews_sentimentr", "fr_allocine_series", "en_faq_bitext_support", "en_oats_finefood",
    "en_cfpb_complaints", "en_semeval14_laptops", "en_tweets_umsab", "fr_tweets_umsab", "en_sentiment_vader_gt",
    "en_kotzias_amazon", "en_kotzias_yelp",
]  # fmt: skip
TATOEBA, INSURANCE, MOST_INSURANCE = "pairs_tatoeba_enfr", "fr_insurance_reviews", 22_000
SUBSTITUTED = {"en": 40_000, "fr": 25_000}
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
CLAUSE = re.compile(r"\s*[,;:]\s+|\s+(?:but|mais|and|et|because|car|although|alors que)\s+")
WORD = re.compile(r"[^\W\d_]{3,}")


def read_set(data: Path, name: str) -> pd.DataFrame:
    """Return a set as it is."""
    return pd.read_csv(data / f"{name}.csv.gz", dtype=str)


def read_pairs(data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the aligned sentences of Tatoeba (en, fr): those kept apart for the check, and the others."""
    pairs = read_set(data, TATOEBA).dropna().drop_duplicates("en").drop_duplicates("fr")
    pairs = pairs.sample(frac=1, random_state=0).reset_index(drop=True)
    return pairs[:N_HELD], pairs[N_HELD:]


def read_corpus(data: Path) -> pd.DataFrame:
    """Return the sentences: text, lang, kind (its set, or how it was made), pair (the same number for two that are aligned, else −1)."""
    rng = np.random.default_rng(0)
    comments = pd.concat([_read_sentences(data, name, rng) for name in SETS])
    comments = comments[comments["text"].str.len() >= 6].drop_duplicates("text")
    comments = comments[comments["lang"].isin(LANGUAGES)]
    pairs = pd.concat([read_pairs(data)[1].assign(kind="tatoeba"), _read_translated(data).assign(kind="ins_mt")], ignore_index=True)
    pairs["pair"] = range(len(pairs))
    sides = [pairs[[lang, "kind", "pair"]].rename(columns={lang: "text"}).assign(lang=lang) for lang in LANGUAGES]
    made = [_substitute(data, lang, comments, pairs, rng) for lang in LANGUAGES]
    return pd.concat([comments.assign(pair=-1), *sides, pd.concat(made).drop_duplicates("text").assign(pair=-1)], ignore_index=True)


def _read_sentences(data: Path, name: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return sentences of a set, and clauses of some of them: opinions are often shorter than sentences."""
    frame = read_set(data, name).dropna(subset=["text"])
    pieces = frame.assign(text=frame["text"].str.split(SENTENCE_END)).explode("text").dropna(subset=["text"])
    pieces["text"] = pieces["text"].str.strip()
    pieces = pieces[pieces["text"].str.len().between(6, 300)].drop_duplicates("text")
    most = MOST_OF.get(name, MOST)
    pieces = pieces.sample(most, random_state=0) if len(pieces) > most else pieces
    cut = pieces[rng.random(len(pieces)) < 0.35].copy()
    cut["text"] = cut["text"].map(lambda text: max(CLAUSE.split(text), key=len) if rng.random() < 0.5 else CLAUSE.split(text)[0])
    return pd.concat([pieces[["text", "lang"]], cut[["text", "lang"]]]).assign(kind=name)


def _read_translated(data: Path) -> pd.DataFrame:
    """Return sentences of the insurance reviews with their machine translation (en, fr)."""
    frame = read_set(data, INSURANCE).dropna(subset=["text", "text_en_mt"])
    rows = [pair for french, english in zip(frame["text"], frame["text_en_mt"], strict=True) for pair in _align(english, french)]
    pairs = pd.DataFrame(rows, columns=list(LANGUAGES)).drop_duplicates("en").drop_duplicates("fr")
    return pairs.sample(frac=1, random_state=0)[:MOST_INSURANCE]


def _align(english: str, french: str) -> Iterator[tuple[str, str]]:
    left, right = ([s for s in SENTENCE_END.split(text) if s.strip()] for text in (english, french))
    if len(left) == len(right):
        for a, b in zip(left, right, strict=True):
            if 6 <= len(a) <= 250 and 6 <= len(b) <= 250 and 0.5 < len(b) / len(a) < 2:
                yield a, b
    elif len(french) <= 250:
        yield english, french


def _substitute(data: Path, lang: str, comments: pd.DataFrame, pairs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return sentences in which a few telling words gave way to others: what rare words do to a sentence is learned from these."""
    texts = [*_all_texts(data, lang), *pairs[lang]]
    counts = pd.Series([word.lower() for text in texts for word in WORD.findall(text)]).value_counts()
    counts = counts[counts >= 2]
    counts = counts[counts < counts.sum() * 2e-4]
    words, odds = counts.index.to_numpy(), np.sqrt(counts.to_numpy())
    base = pd.concat([comments.loc[comments["lang"].eq(lang), "text"], pairs[lang]])
    base = base[base.str.split().str.len().between(3, 13)].sample(SUBSTITUTED[lang], random_state=1)
    drawn, telling, made = iter(rng.choice(words, size=len(base) * 6, p=odds / odds.sum())), set(words), []
    for text in base:
        places = [found for found in WORD.finditer(text) if found.group().lower() in telling]
        if places:
            kept = rng.choice(len(places), min(len(places), int(rng.integers(1, 4))), replace=False)
            for found in sorted((places[i] for i in kept), key=lambda found: -found.start()):
                text = text[: found.start()] + next(drawn) + text[found.end() :]
            made.append(text)
    return pd.DataFrame({"text": made, "lang": lang, "kind": "substituted"})


def _all_texts(data: Path, lang: str) -> list[str]:
    texts: list[str] = []
    for path in sorted(data.glob("*.csv.gz")):
        frame = pd.read_csv(path, dtype=str)
        if "lang" in frame:
            texts += frame.loc[frame["lang"].eq(lang), "text"].dropna().tolist()
    return texts


def count_words(data: Path) -> tuple[pd.Series, np.ndarray]:
    """Return each word's weight a / (a + p), p its greater relative frequency of the two languages, most frequent first.

    With it, whether English says the word at least as often as French.
    """
    pairs = read_pairs(data)[1]
    shares = {}
    for lang in LANGUAGES:
        _, codes, words = tokenise([*pairs[lang], *_all_texts(data, lang)])
        counts = pd.Series(np.bincount(codes, minlength=len(words)), index=words)
        shares[lang] = counts[(counts >= 2) & (counts.index.str.len() <= 25)] / counts.sum()
    both = pd.concat(shares, axis=1).fillna(0)
    share = both.max(axis=1)
    share = share.iloc[np.lexsort((share.index.to_numpy().astype(str), -share.to_numpy()))].head(N_WORDS)
    return SIF / (SIF + share), (both["en"] >= both["fr"]).reindex(share.index).to_numpy()
