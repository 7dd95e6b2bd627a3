"""Small invented studies: one for each kind of score, with comments that try to break every format."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from doleance.settings import Settings
from doleance.study import Study
from doleance.themes.codebook import Codebook, Theme

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://example.org";"clic")',
    "Livraison 😀👨‍👩‍👧 trop lente, vraiment &amp; sans excuse",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "התשלום לא עובד | באתר",
    "+33 a | b ** c ** `d` [e](javascript:alert(3)) \u2028 fin",
    "-1 étoile ]]> <!-- --> {{ 7*7 }} {% raw %}",
)
NAMES = (
    ("Late delivery", "Retard de livraison"),
    ("Shop advice", "Conseil en magasin"),
    ("Prices", "Prix"),
    ("<b>Mobile app</b>", "<b>Application mobile</b>"),
    ("Queue at the till", "Attente en caisse"),
)
IMPACTS = (-9.7, 8.4, -2.2, -4.3, 1.1)
CLEAR = (True, True, False, True, False)
SHOPS = ("Lyon", "Nantes", "Web")
SHOP_SIZES = (60, 12, 3)


def make_study(n: int = 40, scale: str = "nps") -> Study:
    comments = _comments(n, scale)
    units = _units(comments)
    themes = _themes(comments, units, scale)
    drivers = themes[["theme_id", "theme", "promoter", "passive", "detractor", "is_significant", "is_thin"]].assign(
        n_scored=themes["n_comments"], mention_score=-3.0, impact_p=themes["impact_q"],
        **{name: themes[name] for name in ("impact", "impact_low", "impact_high", "impact_q")},
    )  # fmt: skip
    codebook = Codebook(themes=tuple(Theme(theme_id=i, names={"en": en, "fr": fr}) for i, (en, fr) in enumerate(NAMES)))
    return Study(
        comments=comments, units=units, themes=themes, drivers=drivers, codebook=codebook, settings=Settings(scale=scale),
        findings=_findings(comments, units, themes, scale), source={"name": "boutique.csv"},
    )  # fmt: skip


def _comments(n: int, scale: str) -> pd.DataFrame:
    rows = []
    for i in range(n):
        is_hostile = i < len(HOSTILE)
        language = "fr" if i % 5 else "en"
        said = (
            HOSTILE[i]
            if is_hostile
            else ("Le colis numéro %d est arrivé tard. Très bon conseil." if language == "fr" else "Parcel %d came late. Great advice.") % i
        )
        score = float((i * 3) % 11) if scale == "nps" else float(1 + i % 5)
        nps_class = (
            "promoter" if score >= (9 if scale == "nps" else 4) else "detractor" if score <= (6 if scale == "nps" else 2) else "passive"
        )
        rows.append(
            {"comment_id": f"c{i:04d}", "source_row": i + 1, "verbatim": said, "score": score, "nps_class": nps_class,
             "date": pd.Timestamp("2026-04-03") + pd.Timedelta(days=(i * 4) % 150), "text": said, "n_redactions": int(i == 9),
             "language": language,
             "status": "uninformative" if i == n - 1 else "analysed", "is_informative": i != n - 1, "sentiment": (i % 7 - 3) / 3,
             "polarity": ("negative", "neutral", "positive")[i % 3], "theme_ids": [] if i % 9 == 8 else sorted({i % 5, (i * 2) % 5}),
             "Magasin": SHOPS[i % 3]}
        )  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.assign(period=frame["date"].dt.strftime("%Y-%m"))


def _units(comments: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in comments[comments["status"].eq("analysed")].itertuples():
        middle = len(row.text) // 2
        for position, (start, end) in enumerate(((0, middle), (middle, len(row.text)))):
            theme_id = row.theme_ids[min(position, len(row.theme_ids) - 1)] if row.theme_ids else -1
            rows.append(
                (
                    f"{row.comment_id}-{position}",
                    row.comment_id,
                    position,
                    start,
                    end,
                    row.text[start:end],
                    row.sentiment,
                    row.polarity,
                    theme_id,
                    0.5,
                )
            )
    columns = ["unit_id", "comment_id", "position", "start", "end", "unit", "sentiment", "polarity", "theme_id", "strength"]
    return pd.DataFrame(rows, columns=columns)


def _themes(comments: pd.DataFrame, units: pd.DataFrame, scale: str) -> pd.DataFrame:
    factor = 1.0 if scale == "nps" else 0.04
    rows = []
    for theme_id, (theme, _) in enumerate(NAMES):
        speaking = comments[[theme_id in ids for ids in comments["theme_ids"]]]
        impact = IMPACTS[theme_id] * factor
        rows.append(
            {"theme_id": theme_id, "theme": theme, "keywords": ["colis", "retard & <i>", "|délai|"], "n_comments": len(speaking),
             "n_units": int(units["theme_id"].eq(theme_id).sum()), "share": len(speaking) / max(len(comments), 1), "sentiment": 0.1,
             **{name: int(speaking["polarity"].eq(name).sum()) for name in ("negative", "neutral", "positive")},
             **{name: int(speaking["nps_class"].eq(name).sum()) for name in ("promoter", "passive", "detractor")},
             "impact": impact, "impact_low": impact - 3 * factor, "impact_high": impact + 3 * factor, "impact_q": 0.01,
             "is_significant": CLEAR[theme_id], "is_thin": False}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _scores(n: int, score: float, width: float) -> dict[str, float]:
    return {"n": n, "score": score, "low": score - width, "high": score + width, "promoter": n // 2, "passive": n // 5,
            "detractor": n - n // 2 - n // 5, "is_thin": n < 30}  # fmt: skip


def _findings(comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame, scale: str) -> dict[str, pd.DataFrame]:
    score, width = (18.0, 7.0) if scale == "nps" else (3.42, 0.1)
    ids = [f"c{i:04d}-0" for i in range(8)]
    cards = pd.DataFrame(
        {"rank": [1, 2, 3], "theme_id": [0, 3, 4], "theme": [NAMES[i][0] for i in (0, 3, 4)], "n_comments": [148, 71, 30],
         "share": [0.2, 0.1, 0.05],
         "class_share": [0.71, 0.64, float("nan")], "impact": [-9.7, -4.3, float("nan")], "priority": [9.0, 4.0, 1.0],
         "trend": [2.2, 1.0, float("nan")], "quote_ids": [ids[:3], ids[3:5], ids[5:]]}
    )  # fmt: skip
    questions = pd.DataFrame(
        {"topic_id": [0, 1], "question_en": ["How do I track my order?", "Can I return a plant?"],
         "question_fr": ["Comment suivre ma commande ?", "Puis-je rendre une plante ?"], "n_comments": [44, 37], "share": [0.05, 0.04],
         "comment_ids": [["c0001", "c0002"], ["c0003"]], "phrasings": [["<script>où ?"], ["=1+1 ?"]], "unit_ids": [ids[:2], ids[3:4]],
         "promoter": [1, 2], "passive": [3, 4], "detractor": [40, 31], "priority": [0.9, 0.5]}
    )  # fmt: skip
    ideas = pd.DataFrame(
        {"rank": [1, 2], "kind": ["faq", "portrait"], "theme_id": [0, 1], "theme": [NAMES[0][0], NAMES[1][0]],
         "nps_class": ["detractor", "promoter"],
         "basis": ["question", "delight"], "n_comments": [37, 1], "keywords": [["suivi", "<u>"], []], "quote_ids": [ids[:1], ids[1:2]],
         "title_en": ["How do I track my order?", "Meet the staff"],
         "title_fr": ["Comment suivre ma commande ?", "Nos conseillers, rayon par rayon"], "angle_key": ["explain", "showcase"]}
    )  # fmt: skip
    return {
        "score": pd.DataFrame([_scores(len(comments), score, width)]),
        "periods": pd.DataFrame(
            [{"period": f"2026-0{4 + i}", **_scores(40, score + 9 - 2 * i, 2 * width), "is_complete": i < 4} for i in range(5)]
        ),
        "segments": pd.DataFrame(
            [
                {"segment": "Magasin", "value": shop, **_scores(n, score + i, 2 * width)}
                for i, (shop, n) in enumerate(zip(SHOPS, SHOP_SIZES, strict=True))
            ]
        ),
        "frustrations": cards,
        "delights": cards.assign(theme_id=[1, 2, 4], theme=[NAMES[i][0] for i in (1, 2, 4)]),
        "questions": questions,
        "ideas": ideas,
        "testimonials": pd.DataFrame(
            {"rank": [1, 2], "unit_id": ids[:2], "comment_id": ["c0000", "c0001"], "theme_id": [1, 1], "quote": HOSTILE[:2]}
        ),
        "change": pd.DataFrame(
            [{"n_before": 100, "n_after": 100, "change": -2.8 * width, "low": -4 * width, "high": -1.6 * width, "is_significant": True}]
        ),
        "changes": pd.DataFrame(
            {"theme_id": [0, 1, -1], "theme": [NAMES[0][0], NAMES[1][0], ""], "n_before": [12, 20, 10], "n_after": [24, 20, 10],
             "contribution": [-2.5 * width, -0.2 * width, -0.1 * width], "low": -3 * width, "high": -1.5 * width,
             "is_significant": [True, False, False]}
        ),
    }  # fmt: skip


def without_score(study: Study) -> Study:
    empty = pd.DataFrame(
        [
            {
                "n": 0,
                "score": float("nan"),
                "low": float("nan"),
                "high": float("nan"),
                "promoter": 0,
                "passive": 0,
                "detractor": 0,
                "is_thin": True,
            }
        ]
    )
    findings = {
        **study.findings,
        "score": empty,
        "periods": pd.DataFrame(),
        "segments": pd.DataFrame(),
        "change": pd.DataFrame(),
        "changes": pd.DataFrame(),
    }
    themes = study.themes.assign(
        impact=float("nan"), impact_low=float("nan"), impact_high=float("nan"), impact_q=float("nan"), is_significant=False
    )
    comments = study.comments.drop(columns=["score", "nps_class", "date", "period"])
    return replace(study, comments=comments, themes=themes, drivers=study.drivers.iloc[:0], findings=findings)


def without_rows(study: Study) -> Study:
    bare = without_score(study)
    findings = {key: frame if key == "score" else frame.iloc[:0] for key, frame in bare.findings.items()}
    return replace(bare, comments=bare.comments.iloc[:0], units=bare.units.iloc[:0], themes=bare.themes.iloc[:0], findings=findings)


@pytest.fixture(scope="session")
def study() -> Study:
    """Forty comments, scores of 0–10, every finding present."""
    return make_study()


@pytest.fixture(scope="session")
def studies() -> dict[str, Study]:
    """One study for each case a report must be able to tell."""
    full = make_study()
    return {
        "nps": full,
        "stars": make_study(scale="stars"),
        "few": make_study(12),
        "unscored": without_score(full),
        "empty": without_rows(full),
        "bare": replace(full, findings={"score": full.findings["score"]}, source={}),
        "noise": replace(full, drivers=full.drivers.assign(is_significant=False), themes=full.themes.assign(is_significant=False)),
    }


@pytest.fixture(scope="session")
def thousand() -> Study:
    """A thousand comments of some thirty words."""
    full = make_study(1_000)
    texts = [f"{i} " + "le colis est arrivé bien trop tard cette fois encore " * 3 for i in range(len(full.comments))]
    comments = full.comments.assign(text=texts, verbatim=texts)
    return replace(full, comments=comments, units=_units(comments))
