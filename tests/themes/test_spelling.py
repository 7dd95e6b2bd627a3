from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.themes.spelling import Spelling

COMMON = ["delivery", "livraison", "refund", "remboursement", "price", "colis", "assistant", "qualite"]
KINDS = {
    "left out": lambda word, i: word[:i] + word[i + 1 :],
    "added": lambda word, i: word[:i] + "x" + word[i:],
    "doubled": lambda word, i: word[: i + 1] + word[i:],
    "changed": lambda word, i: word[:i] + "x" + word[i + 1 :],
    "in each other's place": lambda word, i: word[:i] + word[i : i + 2][::-1] + word[i + 2 :],
}
LETTERS = "abé字😀"
WORDS = st.text(LETTERS, min_size=3, max_size=9) | st.text(LETTERS, min_size=22, max_size=27) | st.text(max_size=30)


@st.composite
def make_lookups(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Return common words, and words to look up: some of them slips of the common ones, one or two away."""
    common = draw(st.lists(WORDS, max_size=12))
    asked = draw(st.lists(WORDS, max_size=6))
    for word in draw(st.lists(st.sampled_from(common), max_size=8)) if common else []:
        slips = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=2))
        for kind in slips:
            word = KINDS[kind](word, draw(st.integers(0, len(word))))
        asked.append(word)
    return common, draw(st.permutations(asked))


def leave_out(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def find_plainly(common: list[str], word: str) -> int:
    def rank(place: int) -> tuple[bool, bool, bool, int]:
        right = common[place]
        is_swap = sorted(word) == sorted(right)
        return not is_swap, not is_swap and len(word) == len(right), word[0] != right[0], place

    near = [i for i, right in enumerate(common) if 5 <= len(right) <= 24 and leave_out(word) & leave_out(right)]
    return min(near, key=rank) if near and 5 <= len(word) <= 24 else -1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("word", COMMON)
def test_a_slip_at_any_letter_is_found(word, kind):
    slips = [KINDS[kind](word, i) for i in range(len(word))]

    found = Spelling(COMMON).find(slips)

    assert found.dtype == np.int64
    assert found.tolist() == [COMMON.index(word) if len(slip) >= 5 else -1 for slip in slips]


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("delivry", "delivery"),
        ("delivvery", "delivery"),
        ("dellvery", "delivery"),
        ("delviery", "delivery"),
        ("elivery", "delivery"),
        ("livrason", "livraison"),
        ("livraisson", "livraison"),
        ("livreison", "livraison"),
        ("livriason", "livraison"),
        ("remboursemen", "remboursement"),
    ],
)
def test_slips_that_customers_make(word, right):
    assert Spelling(COMMON).find([word]).tolist() == [COMMON.index(right)]


@pytest.mark.parametrize(
    "word",
    ["", "x", "zzqx", "bonjour", "liaison", "dlvery", "dellivvery", "yreviled", "prices2026", "qualities", "DELIVERY", "refu nd!"],
)
def test_what_is_more_than_one_slip_away_is_not_found(word):
    assert Spelling(COMMON).find([word]).tolist() == [-1]


@pytest.mark.parametrize(
    ("word", "common", "right"),
    [
        ("angel", ["anger", "angels", "angle"], "angle"),
        ("angel", ["anger", "angels"], "angels"),
        ("stabel", ["stabler", "sable", "stable"], "stable"),
        ("livre", ["litre", "livree"], "livree"),
        ("ohtel", ["ohtels", "hotel"], "hotel"),
        ("mouse", ["mousy", "mouses"], "mouses"),
        ("mouse", ["amouse", "moose"], "amouse"),
        ("stable", ["table", "stables"], "stables"),
        ("mouse", ["house", "moose"], "moose"),
        ("colos", ["colis", "colas"], "colis"),
        ("colos", ["colas", "colis"], "colas"),
        ("princes", ["princess", "prices"], "princess"),
        ("prinees", ["princes", "prines"], "prines"),
    ],
    ids=[
        "a swap before a letter more and another letter",
        "a letter more before another letter",
        "a swap before one of either",
        "a letter less before another letter",
        "a swap before the first letter",
        "a letter less before a more common change",
        "a letter less before the first letter",
        "the first letter before how common, one left out",
        "the first letter before how common, one changed",
        "the more common of two changes",
        "the other way round",
        "one too many is as likely as one too few",
        "one too many before another letter",
    ],
)
def test_the_likeliest_slip_is_preferred(word, common, right):
    assert common[Spelling(common).find([word])[0]] == right


@pytest.mark.parametrize(
    ("word", "right", "is_found"),
    [
        ("pric", "price", False),
        ("price", "pric", False),
        ("pirce", "price", True),
        ("pricy", "price", True),
        ("a" * 23, "a" * 24, True),
        ("a" * 24, "a" * 23, True),
        ("a" * 23 + "b", "a" * 24, True),
        ("a" * 25, "a" * 24, False),
        ("a" * 24, "a" * 25, False),
        ("a" * 25, "a" * 25, False),
    ],
    ids=["4 of 5", "5 of 4", "5 swapped", "5 changed", "23 of 24", "24 of 23", "24 of 24", "25 of 24", "24 of 25", "25 of 25"],
)
def test_only_words_of_five_to_twenty_four_letters_have_slips(word, right, is_found):
    assert Spelling([right]).find([word]).tolist() == [0 if is_found else -1]


@pytest.mark.parametrize("common", [[], ["", "a", "prix"], COMMON], ids=["no word", "short words", "words"])
@pytest.mark.parametrize("words", [[], [""], ["", "sav", "x" * 99]], ids=["none", "an empty one", "short and long"])
def test_nothing_to_look_up_finds_nothing(common, words):
    found = Spelling(common).find(words)

    assert (found.shape, found.dtype) == ((len(words),), np.int64)
    assert (found == -1).all()


@pytest.mark.parametrize("common", [[], ["prix"]], ids=["no word", "too short"])
def test_without_common_words_nothing_is_a_slip(common):
    assert Spelling(common).find(["livrason", "prixx"]).tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("достака", "доставка"),
        ("αποσοτλη", "αποστολη"),
        ("التوصيلل", "التوصيل"),
        ("とても遅かつた", "とても遅かった"),
        ("👍👍👍👎👍", "👍👍👍👍👍"),
        ("\ud800abce", "\ud800abcd"),
    ],
    ids=ascii,
)
def test_words_of_any_script_have_slips(word, right):
    assert Spelling([*COMMON, right]).find([word]).tolist() == [len(COMMON)]


def test_signs_of_two_scripts_that_look_alike_are_two_letters():
    assert Spelling(["cacao"]).find(["сасао", "сacao"]).tolist() == [-1, 0]


def test_a_common_word_that_stands_twice_is_found_where_it_stands_first():
    assert Spelling(["prix", "colis", "colis"]).find(["coliss", "colis"]).tolist() == [1, 1]


@settings(max_examples=400, deadline=None)
@given(make_lookups())
def test_find_is_symmetric_deletion(lookups):
    common, words = lookups

    assert Spelling(common).find(words).tolist() == [find_plainly(common, word) for word in words]


@settings(max_examples=100, deadline=None)
@given(make_lookups(), st.randoms(use_true_random=False))
def test_a_word_is_found_whatever_stands_beside_it(lookups, random):
    spelling, words = Spelling(lookups[0]), lookups[1]
    order = random.sample(range(len(words)), len(words))
    found = spelling.find(words)

    assert found.tolist() == [int(spelling.find([word])[0]) for word in words]
    assert spelling.find([words[i] for i in order]).tolist() == found[order].tolist()


def test_many_words_look_up_as_few_do():
    random = np.random.default_rng(5)
    words = ["".join(random.choice(list("abcdefgh"), size)) for size in random.integers(4, 9, 3000)]
    common, asked = words[:1500], words[1500:]

    found = Spelling(common).find(asked)

    assert 0.02 < (found >= 0).mean() < 0.98
    assert found[::50].tolist() == [find_plainly(common, word) for word in asked[::50]]
