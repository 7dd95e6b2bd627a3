"""ThemeModel: learns themes from units, and says which theme a unit is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from doleance.errors import SettingsError, TooFewCommentsError
from doleance.settings import LANGUAGES
from doleance.text.languages import detect_languages
from doleance.themes.anchors import load_anchors
from doleance.themes.choices import Encoder, check_encoder, load_encoder, settle_encoder
from doleance.themes.clusters import Clusters, Pull, find_clusters, level_languages, measure_nearness
from doleance.themes.codebook import Codebook, Theme
from doleance.themes.estimator import Estimator, not_fitted
from doleance.themes.general import find_general, general_names
from doleance.themes.labels import Label, find_main_language, label_by_words, label_groups, quote_shortest, settle_languages, tell_apart
from doleance.themes.rows import Rows, draw_texts, find_distinct, find_nearest, gather_members
from doleance.themes.seeds import find_seeds
from doleance.themes.tables import Vectors
from doleance.themes.tfidf import TfidfEncoder

_SUPPORT = 0.14
_NEAR = 0.08
_SURE = 0.45
_FEWEST = 8
_N_EXAMPLES = 3


class ThemeModel(Estimator):
    """Themes learned from texts that each hold one opinion, French and English together.

    Texts are encoded, clustered and named. Equal texts count once, and their order changes nothing. Texts that only
    judge (*very good*) share a theme of their own; a text far from every theme, or without a letter, has none (−1).

    Parameters
    ----------
    n_themes
        The number of themes, or ``"auto"``.
    encoder
        What gives texts their vectors: ``"auto"`` (the fine encoder up to 50 000 texts, the fast one above, TF-IDF where
        most texts are in another language), ``"fine"``, ``"fast"``, ``"tfidf"``, the name of a model, the folder of a
        sentence-transformers or model2vec model, or any object with ``encode``.
    min_themes, max_themes
        The bounds of ``"auto"``.
    sample
        The greatest number of distinct texts to fit on; which ones depends on their content alone.
    anchors
        Whether themes may settle on the anchors of ``words/anchors.toml`` (delivery, price, staff…), which name them in
        both languages; what lies near none forms themes of its own. Only with ``n_themes="auto"``, and not with TF-IDF.
    language
        The language of the names that tell themes apart: ``en``, ``fr``, or ``None`` for that of most texts.
    random_state
        The seed.

    Attributes
    ----------
    codebook_ : Codebook
    encoder_ : str or Encoder
        What ``encoder`` came to: the name of a model, the path of a folder, a fitted ``TfidfEncoder``, or the object given.
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
        encoder: str | Encoder = "auto",
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
        self,
        texts: Sequence[str],
        y: object = None,
        *,
        vectors: Vectors | None = None,
        languages: Sequence[str] | None = None,
        encoder: str | Encoder | None = None,
    ) -> Self:
        """Learn the themes of texts.

        Parameters
        ----------
        texts : (n_texts,)
        vectors : (n_texts, dim), optional
            The texts' vectors, of unit length, where they exist already.
        languages : (n_texts,), optional
            The language of each text, looked up where it is not given; themes are named in these languages.
        encoder
            What made ``vectors``, where that is known already; otherwise the model's own ``encoder`` is looked up.

        Raises
        ------
        SettingsError
            ``n_themes`` is neither ``"auto"`` nor a whole number from 1, or there is no such encoder.
        TooFewCommentsError
            There is no text to learn from.
        """
        self._check(texts)
        first = find_distinct(texts, vectors)
        unique = np.asarray(texts, dtype=object)[first].astype(str)
        spoken = np.array(detect_languages(unique.tolist()) if languages is None else np.asarray(languages, dtype=object)[first], object)
        asked = self.encoder if encoder is None else encoder
        self.encoder_ = settle_encoder(
            asked, unique.tolist(), n_texts=len(texts), languages=spoken.tolist(), random_state=self.random_state
        )
        vectors = (load_encoder(self.encoder_).encode(unique.tolist()) if vectors is None else vectors[first]).astype(np.float32)
        if languages is None and not isinstance(self.encoder_, TfidfEncoder):
            spoken = settle_languages(spoken, self.language)
        is_general = find_general(unique.tolist())
        if self.n_themes == 1 and not is_general.all():
            # The one theme asked for holds every text.
            is_general = np.zeros(len(unique), bool)
        fitted = draw_texts(np.flatnonzero(~is_general & (np.linalg.norm(vectors, axis=1) > 0)), unique, self.sample)
        self.n_fitted_ = len(fitted)
        # Which text holds a seed of which anchor is looked up once: it draws texts to anchors, and places them afterwards.
        is_anchored = self.anchors and self.n_themes == "auto" and not isinstance(self.encoder_, TfidfEncoder)
        seeds = find_seeds(unique.tolist(), load_anchors(self.encoder_).seeds if is_anchored else ())
        levelled = level_languages(vectors[fitted], spoken[fitted])
        clusters = self._cluster(vectors[fitted], levelled, seeds[fitted], has_general=bool(is_general.any()))
        gather = partial(gather_members, vectors=vectors, seeds=seeds, is_general=is_general)
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

    def _cluster(self, vectors: Vectors, levelled: Vectors, seeds: npt.NDArray[np.bool_], *, has_general: bool) -> Clusters:
        n_wanted = None if self.n_themes == "auto" else max(1, int(self.n_themes) - has_general)
        if len(vectors) < (_FEWEST if n_wanted is None else 1):
            return Clusters(np.zeros((0, vectors.shape[1]), np.float32), np.zeros(0, np.int64))
        bounds = (self.min_themes - has_general, self.max_themes - has_general)
        pull = Pull(load_anchors(self.encoder_).vectors, seeds) if seeds.shape[1] else None
        return find_clusters(vectors, n_wanted, bounds, self.random_state, pull, levelled)

    def _name(
        self, clusters: Clusters, texts: npt.NDArray[Any], languages: npt.NDArray[np.object_], gather: Callable[[Clusters], list[Rows]]
    ) -> tuple[Vectors, Codebook]:
        """Return the centroids, largest theme first, and the codebook that names them in that order; ``gather`` gives their texts."""
        main = self.language or find_main_language(languages)
        members = gather(clusters)
        is_known = 2 * np.isin(languages, LANGUAGES).sum() >= len(languages)
        named = label_groups(members, texts, languages, main) if is_known else label_by_words(members, texts, main)
        # What no word holds together is no theme: its units go to the nearest of the others, which may leave one without a name.
        least = _SUPPORT
        while self.n_themes == "auto" and is_known and (kept := _find_held(clusters, named, least)) is not None:
            clusters, least = Clusters(clusters.centroids[kept], clusters.anchors[kept]), 0.0
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
        return load_anchors(self.encoder_).seeds[int(clusters.anchors[i])] if is_anchored else ()

    def _given_names(self, clusters: Clusters, i: int) -> dict[str, str]:
        """Return the names of a theme that has them beforehand: the general one, or one that settled on an anchor."""
        if i == len(clusters.centroids):
            return general_names()
        anchor = int(clusters.anchors[i])
        return load_anchors(self.encoder_).names[anchor] if anchor >= 0 else {}

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
        nearest, strength = find_nearest(near)
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
        vectors = load_encoder(self.encoder_).encode(list(texts)) if vectors is None else vectors
        if vectors.shape[1] != self.centroids_.shape[1]:
            raise SettingsError(
                f"The vectors have {vectors.shape[1]} dimensions; those that the themes were learned from had {self.centroids_.shape[1]}.",
                hint="Use the encoder that the themes were learned with, or fit them again.",
            )
        seeds: list[tuple[str, ...]] = [()] * len(self.centroids_)
        for theme in self.codebook_:
            seeds[theme.theme_id] = theme.seeds
        return measure_nearness(vectors, self.centroids_, find_seeds(list(texts), seeds))

    def check_ready(self) -> None:
        """Raise an error where nothing was learned yet, or where the encoder of what was learned is not at hand.

        Raises
        ------
        NotFittedError
            The model is not fitted.
        SettingsError
            The encoder is not at hand.
        """
        self._check_fitted()
        check_encoder(self.encoder_)

    def _check_fitted(self) -> None:
        if not hasattr(self, "centroids_"):
            raise not_fitted(self)


def _find_held(clusters: Clusters, named: list[Label], least: float) -> Rows | None:
    """Return the clusters that settled on an anchor or have a name so many of their texts hold; None where that is all, or none."""
    pairs = zip(clusters.anchors, named, strict=False)
    is_held = [anchor >= 0 or (label.support >= least and bool(label.names)) for anchor, label in pairs]
    return np.flatnonzero(is_held) if 0 < sum(is_held) < len(is_held) else None
