"""Explains the sentiment of a text: which words and rules gave what, by the engine that scores it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from doleance.errors import SettingsError
from doleance.settings import LANGUAGES
from doleance.text.accounts import load_account
from doleance.text.languages import detect_languages
from doleance.text.sentiment import grade_score, load_engine
from doleance.text.traces import MarkedWord, TextRule, trace_text
from doleance.text.valence import ValenceEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What made the sentiment of a text.

    The values of the marks and of the rules add up to what a language's engine bounds to −1…1.

    Attributes
    ----------
    text, language
        The text as it was given, and its language; ``"und"`` where it is in none that is known.
    sentiment, polarity, probabilities
        What ``score_sentiment`` gives for them; the probabilities by polarity.
    marks
        The words that count, in reading order: where they stand, their valence, the rules that changed it, the value that counts.
    rules
        The rules that work on the whole text, such as its length, and what each adds to the sum.
    """

    text: str
    language: str
    sentiment: float
    polarity: str
    probabilities: Mapping[str, float]
    marks: tuple[MarkedWord, ...]
    rules: tuple[TextRule, ...]

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, language: str | None = None, *, most: int | None = None) -> str:
        """Return the explanation as a sentence.

        Parameters
        ----------
        language
            ``en`` or ``fr``; by default the language of the text, or English where that is not known.
        most
            The number of words told, those that weigh most; the others are told as a sum. All by default.

        Raises
        ------
        UnknownLanguageError
            Nothing can be explained in that language.
        """
        account = load_account(language or (self.language if self.language in LANGUAGES else LANGUAGES[0]))
        if self.language in LANGUAGES or not self.marks:
            return account.head("whole", self.polarity, self.sentiment, account.items(self.marks, self.rules, most))
        readings = {}
        for code in LANGUAGES:
            marks = [mark for mark in self.marks if mark.language == code]
            readings[code] = account.items(marks, [rule for rule in self.rules if rule.language == code], most)
        if len(set(readings.values())) == 1:
            return account.head("whole", self.polarity, self.sentiment, readings[LANGUAGES[0]])
        sentences = [account.head("mean", self.polarity, self.sentiment)]
        sentences += [account.words["readings"][code].format(items=items) for code, items in readings.items()]
        return " ".join(sentences)


def explain_sentiment(text: str, language: str | None = None, *, learned: bool = True) -> Explanation:
    """Return which words and rules gave a text its sentiment.

    Parameters
    ----------
    text
        Any text.
    language
        Its language; found from the text where it is not given. A text in no known language is read in each of them; its sentiment is
        the mean, and its marks are those of all.
    learned
        Whether valences learned from labelled comments are used, as in ``score_sentiment``.

    Raises
    ------
    SettingsError
        The text is scored by vaderSentiment (English without what was learned): it adds up no marks that could be told apart.

    Examples
    --------
    >>> print(explain_sentiment("The app crashes", "en"))  # doctest: +SKIP
    Negative (−0.43): “crashes” −1.9.
    """
    known = language or detect_languages([text])[0]
    codes = (known,) if known in LANGUAGES else LANGUAGES
    traces = [trace_text(text, _load_engine(code, learned)) for code in codes]
    sentiment = sum(trace.sentiment for trace in traces) / len(traces)
    polarity, probabilities = grade_score(sentiment, known, learned=learned)
    marks = sorted((mark for trace in traces for mark in trace.marks), key=lambda mark: mark.start)
    return Explanation(
        text=text,
        language=known,
        sentiment=sentiment,
        polarity=polarity,
        probabilities=MappingProxyType(probabilities),
        marks=tuple(marks),
        rules=tuple(rule for trace in traces for rule in trace.rules),
    )


def _load_engine(code: str, learned: bool) -> ValenceEngine:
    engine = load_engine(code, learned=learned)
    if isinstance(engine, ValenceEngine):
        return engine
    raise SettingsError(
        "English without what was learned is scored by vaderSentiment's own rules, which change a word's valence several times over"
        " and cannot be told one by one.",
        hint="Leave learned=False out.",
    )
