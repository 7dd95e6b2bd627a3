"""ThemeModel: learns themes from units, and says which theme a unit is of."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from doleance.errors import SettingsError, TooFewCommentsError
from doleance.settings import LANGUAGES
from doleance.themes.anchors import load_anchors
from doleance.themes.clusters import Clusters, Pull, find_clusters, measure_nearness
from doleance.themes.codebook import Codebook, Theme
from doleance.themes.encoders import StaticEncoder, Vectors
from doleance.themes.estimator import Estimator, not_fitted
from doleance.themes.general import find_general, general_names
from doleance.themes.labels import find_main_language, label_groups, quote_shortest, tell_apart
from doleance.themes.seeds import find_seeds

_FLOOR = 0.25
_SUPPORT = 0.14
_NEAR = 0.08
_SURE = 0.45
_FEWEST = 8
_N_EXAMPLES = 3

Rows = npt.NDArray[np.int64]


class ThemeModel(Estimator):
    """Themes learned from texts that each hold one opinion, French and English together.

    Texts are encoded, clustered and named. Equal texts count once, and their order changes nothing. Texts that only
    judge (*very good*) share a theme of their own; a text far from every theme, or without a letter, has none (−1).

    Parameters
    ----------
    n_themes
        The number of themes, or ``"auto"``.
    encoder
        A folder of ``models/``.
    min_themes, max_themes
        The bounds of ``"auto"``.
    sample
        The greatest number of distinct texts to fit on; which ones depends on their content alone.
    anchors
        Whether themes may settle on the anchors of ``words/anchors.toml`` (delivery, price, staff…), which name them in
        both languages; what lies near none forms themes of its own. Only with ``n_themes="auto"``.
    language
        The language of the names that tell themes apart: ``en``, ``fr``, or ``None`` for that of most texts.
    random_state
        The seed.

    Attributes
    ----------
    codebook_ : Codebook
    centroids_ : (n_themes, dim) float32
        A row of zeros stands for the theme of texts that only judge.
    n_fitted_ : int
        The distinct texts that were fitted on.

    Examples
    --------
    >>> texts = ["late delivery", "my parcel came late", "friendly staff", "the staff were kind"] * 3
    >>> ThemeModel(n_themes=2).fit(texts).predict(texts[:4]).tolist()
    [0, 0, 1, 1]
    """

    def __init__(
        self,
        n_themes: int | str = "auto",
        *,
        encoder: str = "encoder-fast",
        min_themes: int = 4,
        max_themes: int = 40,
        sample: int = 20_000,
        anchors: bool = True,
        language: str | None = None,
        random_state: int = 0,
    ) -> None:
        self.n_themes = n_themes
        self.encoder = encoder
        self.min_themes = min_themes
        self.max_themes = max_themes
        self.sample = sample
        self.anchors = anchors
        self.language = language
        self.random_state = random_state

    def fit(
        self, texts: Sequence[str], y: object = None, *, vectors: Vectors | None = None, languages: Sequence[str] | None = None
    ) -> Self:
        """Learn the themes of texts.

        Parameters
        ----------
        texts : (n_texts,)
        vectors : (n_texts, dim), optional
            The texts' vectors, of unit length, where they exist already.
        languages : (n_texts,), optional
            The language of each text; themes are named in the languages given here.

        Raises
        ------
        SettingsError
            ``n_themes`` is neither ``"auto"`` nor a whole number from 1.
        TooFewCommentsError
            There is no text to learn from.
        """
        self._check(texts)
        first = _find_distinct(texts, vectors)
        unique = np.asarray(texts, dtype=object)[first].astype(str)
        vectors = (StaticEncoder(self.encoder).encode(unique.tolist()) if vectors is None else vectors[first]).astype(np.float32)
        spoken = (
            np.asarray(languages, dtype=object)[first]
            if languages is not None
            else np.full(len(unique), self.language or LANGUAGES[0], dtype=object)
        )
        is_general = find_general(unique.tolist())
        if self.n_themes == 1 and not is_general.all():
            # The one theme asked for holds every text.
            is_general = np.zeros(len(unique), bool)
        fitted = _draw(np.flatnonzero(~is_general & (np.linalg.norm(vectors, axis=1) > 0)), unique, self.sample)
        self.n_fitted_ = len(fitted)
        # Which text holds a seed of which anchor is looked up once: it draws texts to anchors, and places them afterwards.
        seeds = find_seeds(unique.tolist(), load_anchors(self.encoder).seeds if self.anchors and self.n_themes == "auto" else ())
        clusters = self._cluster(vectors[fitted], seeds[fitted], has_general=bool(is_general.any()))
        gather = partial(_gather, vectors=vectors, seeds=seeds, is_general=is_general)
        self.centroids_, self.codebook_ = self._name(clusters, unique, spoken, gather)
        return self

    def _check(self, texts: Sequence[str]) -> None:
        is_count = isinstance(self.n_themes, int) and not isinstance(self.n_themes, bool) and self.n_themes >= 1
        if self.n_themes != "auto" and not is_count:
            raise SettingsError(
                f"n_themes must be 'auto' or a whole number from 1; it is {self.n_themes!r}.", hint="ThemeModel(n_themes='auto')"
            )
        if not len(texts):
            raise TooFewCommentsError("There is no text to learn themes from.", hint="Give at least one text.")

    def _cluster(self, vectors: Vectors, seeds: npt.NDArray[np.bool_], *, has_general: bool) -> Clusters:
        n_wanted = None if self.n_themes == "auto" else max(1, int(self.n_themes) - has_general)
        if len(vectors) < (_FEWEST if n_wanted is None else 1):
            return Clusters(np.zeros((0, vectors.shape[1]), np.float32), np.zeros(0, np.int64))
        bounds = (self.min_themes - has_general, self.max_themes - has_general)
        pull = Pull(load_anchors(self.encoder).vectors, seeds) if seeds.shape[1] else None
        return find_clusters(vectors, n_wanted, bounds, self.random_state, pull)

    def _name(
        self, clusters: Clusters, texts: npt.NDArray[Any], languages: npt.NDArray[np.object_], gather: Callable[[Clusters], list[Rows]]
    ) -> tuple[Vectors, Codebook]:
        """Return the centroids, largest theme first, and the codebook that names them in that order; ``gather`` gives their texts."""
        main = self.language or find_main_language(languages)
        members = gather(clusters)
        named = label_groups(members, texts, languages, main)
        if self.n_themes == "auto":
            weak = [
                i for i, names in enumerate(named) if i < len(clusters.anchors) and clusters.anchors[i] < 0 and names.support < _SUPPORT
            ]
            # What no word holds together is no theme: its units go to the nearest of the others.
            if weak and len(weak) < len(clusters.centroids):
                kept = np.setdiff1d(np.arange(len(clusters.centroids)), weak)
                clusters = Clusters(clusters.centroids[kept], clusters.anchors[kept])
                members = gather(clusters)
                named = label_groups(members, texts, languages, main)
        order = [i for i in sorted(range(len(members)), key=lambda i: (-len(members[i]), i)) if len(members[i])]
        themes = []
        for place, i in enumerate(order):
            examples = tuple(str(text) for text in texts[members[i][:_N_EXAMPLES]])
            names = self._given_names(clusters, i) or named[i].names or {main: quote_shortest(examples, place)}
            seeds = self._seeds(clusters, i)
            is_last = i == len(clusters.centroids)
            themes.append(
                Theme(theme_id=place, names=names, keywords=named[i].keywords, seeds=seeds, examples=examples, is_general=is_last)
            )
        centroids = np.vstack([clusters.centroids, np.zeros((1, clusters.centroids.shape[1]), np.float32)])[order]
        return centroids, Codebook(themes=tuple(tell_apart(themes, main)), language=main)

    def _seeds(self, clusters: Clusters, i: int) -> tuple[str, ...]:
        is_anchored = i < len(clusters.anchors) and clusters.anchors[i] >= 0
        return load_anchors(self.encoder).seeds[int(clusters.anchors[i])] if is_anchored else ()

    def _given_names(self, clusters: Clusters, i: int) -> dict[str, str]:
        """Return the names of a theme that has them beforehand: the general one, or one that settled on an anchor."""
        if i == len(clusters.centroids):
            return general_names()
        anchor = int(clusters.anchors[i])
        return load_anchors(self.encoder).names[anchor] if anchor >= 0 else {}

    def fit_transform(self, texts: Sequence[str], y: object = None) -> npt.NDArray[np.float32]:
        """Return ``fit(texts).transform(texts)``."""
        return self.fit(texts).transform(texts)

    def predict(self, texts: Sequence[str], *, vectors: Vectors | None = None) -> npt.NDArray[np.int64]:
        """Return the theme of each text, (n_texts,); −1 for none."""
        return self.assign(texts, vectors=vectors)[0]

    def fit_predict(self, texts: Sequence[str], y: object = None, *, vectors: Vectors | None = None) -> npt.NDArray[np.int64]:
        """Return the theme of each text, (n_texts,), learned from these texts."""
        return self.fit(texts, y, vectors=vectors).predict(texts, vectors=vectors)

    def assign(self, texts: Sequence[str], *, vectors: Vectors | None = None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return the theme of each text (−1 for none) and its strength, the cosine with the theme, 0–1."""
        return self._place(texts, self._nearness(texts, vectors))

    def _place(self, texts: Sequence[str], near: Vectors) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        nearest, strength = _find_nearest(near)
        general = np.flatnonzero(~self.centroids_.any(axis=1))
        is_general = find_general(list(texts)) if len(general) else np.zeros(len(texts), bool)
        nearest = np.where(is_general, general[0] if len(general) else -1, nearest)
        strength = np.where(is_general, np.float32(1), strength)
        is_held = np.isin(nearest, self._known())
        return np.where(is_held, nearest, -1).astype(np.int64), np.where(is_held, strength, 0).astype(np.float32)

    def _known(self) -> list[int]:
        """Return the themes that still stand in the codebook: one that was struck out is assigned to nothing."""
        return [theme.theme_id for theme in self.codebook_]

    def transform(self, texts: Sequence[str], *, vectors: Vectors | None = None) -> npt.NDArray[np.float32]:
        """Return how strongly each text holds each theme, (n_texts, n_themes), 0–1; 0 where it does not hold it."""
        near = self._nearness(texts, vectors)
        themes, strength = self._place(texts, near)
        best = near.max(axis=1, keepdims=True, initial=0.0)
        is_known = np.isin(np.arange(near.shape[1]), self._known())
        held = np.where(is_known & (near >= np.maximum(best - _NEAR, _SURE)), near, 0.0).astype(np.float32)
        rows = np.flatnonzero(themes >= 0)
        held[rows, themes[rows]] = np.maximum(strength[rows], 1e-6)
        return np.clip(held, 0, 1)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the names of the themes, (n_themes,); empty for one that was struck out of the codebook."""
        self._check_fitted()
        names = {theme.theme_id: theme.name(self.codebook_.language) for theme in self.codebook_}
        return np.array([names.get(theme_id, "") for theme_id in range(len(self.centroids_))], dtype=object)

    def _nearness(self, texts: Sequence[str], vectors: Vectors | None) -> Vectors:
        """Return how near each text is to each theme, seeds counted, (n_texts, n_themes)."""
        self._check_fitted()
        vectors = StaticEncoder(self.encoder).encode(list(texts)) if vectors is None else vectors
        seeds: list[tuple[str, ...]] = [()] * len(self.centroids_)
        for theme in self.codebook_:
            seeds[theme.theme_id] = theme.seeds
        return measure_nearness(vectors, self.centroids_, find_seeds(list(texts), seeds))

    def _check_fitted(self) -> None:
        if not hasattr(self, "centroids_"):
            raise not_fitted(self)


def _gather(clusters: Clusters, vectors: Vectors, seeds: npt.NDArray[np.bool_], is_general: npt.NDArray[np.bool_]) -> list[Rows]:
    """Return the rows of each cluster, the most typical first, and those of the general theme last; ``seeds`` are the anchors'."""
    held = np.zeros((len(vectors), len(clusters.centroids)), bool)
    is_anchored = clusters.anchors >= 0
    held[:, is_anchored] = seeds[:, clusters.anchors[is_anchored]]
    nearest, strength = _find_nearest(measure_nearness(vectors, clusters.centroids, held))
    nearest = np.where(is_general, len(clusters.centroids), nearest)
    members = [np.flatnonzero(nearest == i) for i in range(len(clusters.centroids) + 1)]
    return [rows[np.argsort(-strength[rows], kind="stable")] for rows in members]


def _find_distinct(texts: Sequence[str], vectors: Vectors | None) -> npt.NDArray[np.int64]:
    """Return the rows of distinct texts (and vectors) in an order that depends on content alone."""
    marks = [""] * len(texts) if vectors is None else [zlib.crc32(vector.tobytes()) for vector in vectors]
    keys = np.array([f"{text}\0{mark}" for text, mark in zip(texts, marks, strict=True)], dtype=object)
    return np.unique(keys, return_index=True)[1].astype(np.int64)


def _draw(rows: npt.NDArray[np.int64], texts: npt.NDArray[np.str_], most: int) -> npt.NDArray[np.int64]:
    """Return at most ``most`` rows, drawn by a hash of their text, in their given order."""
    if len(rows) <= most:
        return rows
    hashes = np.array([zlib.crc32(text.encode()) for text in texts[rows]])
    return np.sort(rows[np.argsort(hashes, kind="stable")[:most]])


def _find_nearest(near: Vectors) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return the nearest theme of each row, −1 where none is within reach, and how near it is, 0–1."""
    if not near.shape[1]:
        return np.full(len(near), -1, np.int64), np.zeros(len(near), np.float32)
    nearest = near.argmax(axis=1)
    best = near[np.arange(len(near)), nearest]
    return np.where(best >= _FLOOR, nearest, -1).astype(np.int64), np.clip(np.where(best >= _FLOOR, best, 0), 0, 1).astype(np.float32)
