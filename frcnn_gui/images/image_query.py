"""The search line of the images as a language: words of the name, and terms such as `label:cat` or `boxes>3`."""

from __future__ import annotations

import math
import operator
import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import translate
from functools import cache

from detector.data.attributes import AttributeValue, format_attribute_value
from frcnn_gui.common.language import N_, tr
from frcnn_gui.images.outline_terms import OUTLINE_TERMS
from frcnn_gui.images.query_terms import (
    CHEAP,
    DEAR,
    MIDDLE,
    ImageFacts,
    ImageTest,
    NotUnderstoodError,
    Term,
    parse_comparison,
)

DID_YOU_MEAN_TEXT = N_("Did you mean {word}?")
NO_NUMBER_TEXT = N_("{term} is not an image number. Enter #12, or #1-20.")
BEYOND_FOLDER_TEXT = N_("{term} is ignored: this folder has {images}.")
BETTER_TERM_TEXT = N_("{term} is ignored. Enter {better}, or put a name in quotes.")
NO_TERM_TEXT = N_("{term} is ignored: no search term. Put names in quotes.")
CLASS_NEEDED_TEXT = N_('{term} needs a class: label:cat or label:"traffic light".')
ATTRIBUTE_NEEDED_TEXT = N_('{term} needs an attribute: attr:color, attr:"color=light red"')
COUNT_NEEDED_TEXT = N_("{term} needs a number of boxes, as in boxes>3 or boxes=0.")
SCORE_NEEDED_TEXT = N_("{term} needs a number from 0 to 1, as in score<0.5.")


@dataclass(frozen=True)
class TermExample:
    """A term for the menu beside the line; `text` is what choosing it inserts, `""` a place to type in."""

    text: str
    meaning: str
    """Continues "images …"; the menu shows what is before its first `;`, `:` or `,`. Marked for `tr`."""


TERM_EXAMPLES: tuple[TermExample, ...] = (
    TermExample('label:""', N_("with a box of this class; label:c* for all that start with c")),
    TermExample('attr:""', N_("box attribute: attr:color, attr:color=red, attr:color=r*")),
    TermExample("boxes>3", N_("by number of boxes: boxes>3, boxes=0")),
    TermExample("shape:mask", N_("with an object of this shape: shape:box, shape:polygon, shape:mask")),
    TermExample("holes>0", N_("by holes of an object: holes>0")),
    TermExample("parts>1", N_("by parts of an object: parts>1")),
    TermExample("area<100", N_("by area of an object, in square pixels: area<100")),
    TermExample("labeled", N_("with labels")),
    TermExample("unlabeled", N_("without labels")),
    TermExample("verified", N_("marked as verified")),
    TermExample("unverified", N_("not verified")),
    TermExample("skipped", N_("marked to be skipped")),
    TermExample("broken", N_("unreadable, or with unreadable labels")),
    TermExample("predicted", N_("with detections")),
    TermExample("score<0.5", N_("by score of the best detection: score<0.5, score>0.9")),
    TermExample("#1-20", N_("by number: #12, #1-20")),
    TermExample("-", N_("without what follows: -night, -label:cat")),
)
"""All there are, besides the words of a name."""


@dataclass(frozen=True)
class Query:
    """All terms must hold. `faults` are sentences about those that were not understood and are left out."""

    terms: tuple[Term, ...] = ()
    faults: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    """Sentences for when nothing is found."""
    number: int | None = None
    """The number, from 1, of the one image that the line asks for and nothing else."""

    @property
    def needs_labels(self) -> bool:
        """Whether label files must have been read."""
        return any(term.needs_labels for term in self.terms)

    @property
    def needs_detections(self) -> bool:
        return any(term.needs_detections for term in self.terms)

    @property
    def needs_shapes(self) -> bool:
        """Whether it must be known of each object whether it is a box, a polygon or a mask."""
        return any(term.needs_shapes for term in self.terms)

    @property
    def needs_outlines(self) -> bool:
        """Whether outlines must have been parsed."""
        return any(term.needs_outlines for term in self.terms)

    @property
    def can_change(self) -> bool:
        """Whether work on the images can change which are found."""
        return any(term.can_change for term in self.terms)

    def find_images(self, facts: ImageFacts) -> array[int] | None:
        """The numbers of the images found, in order; None: all, nothing is asked.

        An image of which it is not known yet is found neither by a term nor by its opposite.
        """
        if not self.terms:
            return None
        found: Iterable[int] = range(len(facts.names))
        for term in sorted(self.terms, key=lambda term: term.cost):
            test, expected = term.build_test(facts), not term.excluded
            found = [at for at in found if test(at) is expected]
        return array("I", found)


_KEY = r"[^\W\d_]+"
_TOKEN = re.compile(
    rf'(?P<minus>-)?(?P<key>{_KEY}:)?"(?P<quoted>[^"]*)(?:"(?!\S)|$)'
    r"|(?P<compared>-?(?:boxes|score|holes|parts|area)\s*[<>=]=?\s*[^\s<>=]*)"
    r"|(?P<plain>\S+)",
    re.IGNORECASE,
)
_KEYED = re.compile(rf"(?P<key>{_KEY})\s*(?P<sign>:|[<>]=?|==?)(?P<value>.*)", re.DOTALL)
_NUMBERS = re.compile(r"#(\d+)(?:-(\d*))?")


def parse_query(text: str, total: int | None = None) -> Query:
    """What the line says of `total` images. Nothing is an error: what is not understood is in `faults`."""
    terms: list[Term] = []
    faults: list[str] = []
    hints: list[str] = []
    tokens = list(_TOKEN.finditer(text))
    term: Term | None
    for token in tokens:
        written = token[0].removeprefix("-") if token["quoted"] is None else ""
        try:
            if written.startswith("#"):
                term = _parse_number(written, total)
            elif token["quoted"] is not None:
                term = _parse_quoted((token["key"] or "").removesuffix(":"), token["quoted"])
            else:
                term = _parse_plain(written, hints)
        except NotUnderstoodError as error:
            faults.append(error.text.format(term=token[0], **error.values))
            continue
        if term is not None:
            terms.append(_negate_term(term) if token[0].startswith("-") else term)
    alone = re.fullmatch(r"\s*#(\d+)\s*", text)
    number = int(alone[1]) if alone is not None and terms else None
    return Query(tuple(terms), tuple(faults), tuple(hints), number)


def _negate_term(term: Term) -> Term:
    return replace(term, excluded=not term.excluded)


def _parse_quoted(key: str, text: str) -> Term | None:
    """A part in quotes: its letters are part of the name, or the value of `key` as it stands."""
    if not key:
        return _build_word_term(text) if text else None
    if key.casefold() in _LABEL_KEYS:
        return _build_label_term(text, exact=True)
    if key.casefold() in _ATTRIBUTE_KEYS:
        return _build_attribute_term(text, exact=True)
    return _parse_keyed(key.casefold(), ":", text)


def _parse_plain(text: str, hints: list[str]) -> Term | None:
    folded = text.casefold()
    if folded in _FLAG_TERMS:
        return _FLAG_TERMS[folded]
    keyed = _KEYED.fullmatch(text)
    if keyed is not None:
        key, sign = keyed["key"].casefold(), keyed["sign"]
        if key in _KEY_PARSERS or not sign.startswith("="):  # frame=3 may be part of a name
            return _parse_keyed(key, sign, keyed["value"].strip())
    near = _find_similar(folded, _FLAG_TERMS, 0.8)
    if near:
        hints.append(tr(DID_YOU_MEAN_TEXT).format(word=near))
    return _build_word_term(text) if text else None


def _build_word_term(text: str) -> Term:
    word = text.casefold()

    def build_test(facts: ImageFacts) -> ImageTest:
        names = facts.names
        return lambda at: word in names[at].casefold()

    return Term(build_test, -len(word), can_change=False)


def _parse_number(text: str, total: int | None) -> Term:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        raise NotUnderstoodError(tr(NO_NUMBER_TEXT))
    first = int(found[1])
    last = first if found[2] is None else int(found[2]) if found[2] else math.inf
    if first < 1 or last < first or (total is not None and first > total):
        if total is None:
            raise NotUnderstoodError(tr("{term} is ignored. Image numbers start at 1."))
        has = tr(BEYOND_FOLDER_TEXT)
        raise NotUnderstoodError(has, images=tr("%Ln image(s)", "", total))
    return Term(lambda _facts: lambda at: first <= at + 1 <= last, CHEAP, can_change=False)


def _find_similar(word: str, known: Iterable[str], cutoff: float) -> str:
    """The most similar of the `known` words; empty where none is as similar as `cutoff`, in 0..1."""
    from difflib import get_close_matches  # only what is misspelled needs it

    return next(iter(get_close_matches(word, list(known), 1, cutoff)), "")


def _parse_keyed(key: str, sign: str, value: str) -> Term:
    if key not in _KEY_PARSERS:
        near = _find_similar(key, _KEY_PARSERS, 0.6)
        if near:
            text = tr(BETTER_TERM_TEXT)
            raise NotUnderstoodError(text, better=f"{near}{sign}{value}")
        text = tr(NO_TERM_TEXT)
        raise NotUnderstoodError(text)
    return _KEY_PARSERS[key](sign, value)


def _parse_label(sign: str, value: str) -> Term:
    if sign not in (":", "="):
        raise NotUnderstoodError(tr("{term} is ignored. For images with a cat, enter label:cat."))
    return _build_label_term(value, exact=False)


def _build_label_term(value: str, exact: bool) -> Term:
    """`exact`: a * is no wildcard."""
    if not value:
        raise NotUnderstoodError(tr(CLASS_NEEDED_TEXT))
    matches = _build_text_test(value, exact)

    def build_test(facts: ImageFacts) -> ImageTest:
        matches_label = cache(matches)
        return _build_labels_test(facts, lambda labels: any(map(matches_label, labels)))

    return Term(build_test, DEAR, needs_labels=True)


def _build_text_test(value: str, exact: bool) -> Callable[[str], bool]:
    """Whether a text is `value`, in upper or lower case; a * stands for any letters unless `exact`."""
    expected = value.casefold()
    pattern = None if exact or "*" not in value else re.compile(translate(expected.replace("[", "[[]")))
    return lambda text: (
        text.casefold() == expected or (pattern is not None and pattern.match(text.casefold()) is not None)
    )


def _parse_attribute(sign: str, value: str) -> Term:
    if sign != ":":
        raise NotUnderstoodError(tr(ATTRIBUTE_NEEDED_TEXT))
    return _build_attribute_term(value, exact=False)


def _build_attribute_term(text: str, exact: bool) -> Term:
    """`text`: a key, or a key and a value with = between."""
    key, has_value, value = (part.strip() for part in text.partition("="))
    if not key:
        raise NotUnderstoodError(tr(ATTRIBUTE_NEEDED_TEXT))
    matches_key, matches_value = _build_text_test(key, exact), _build_text_test(value, exact)

    def matches(pair: tuple[str, AttributeValue]) -> bool:
        return matches_key(pair[0]) and (not has_value or matches_value(format_attribute_value(pair[1])))

    def build_test(facts: ImageFacts) -> ImageTest:
        def check_attributes(at: int) -> bool | None:
            found = facts.find_attributes(at)
            return None if found is None else any(map(matches, found))

        return check_attributes

    return Term(build_test, DEAR, needs_labels=True)


def _parse_box_count(sign: str, value: str) -> Term:
    found = parse_comparison(sign, value)
    if found is None or not found[1].is_integer() or found[1] < 0:
        raise NotUnderstoodError(tr(COUNT_NEEDED_TEXT))
    compare, count = found
    return Term(
        lambda facts: _build_labels_test(facts, lambda labels: compare(len(labels), count)), DEAR, needs_labels=True
    )


def _parse_score(sign: str, value: str) -> Term:
    found = parse_comparison(sign, value)
    if found is None:
        raise NotUnderstoodError(tr(SCORE_NEEDED_TEXT))
    compare, bound = found
    places = 2 if compare is operator.eq else 9  # scores are shown with two decimals

    def build_test(facts: ImageFacts) -> ImageTest:
        fits = {at: compare(round(score, places), bound) for at, score in facts.best_scores.items()}
        return fits.get

    return Term(build_test, MIDDLE, needs_detections=True)


def _build_labels_test(facts: ImageFacts, ask: Callable[[Sequence[str]], bool]) -> ImageTest:
    def check_labels(at: int) -> bool | None:
        labels = facts.find_box_labels(at)
        return None if labels is None else ask(labels)

    return check_labels


_LABEL_KEYS = ("label", "class")
_ATTRIBUTE_KEYS = ("attr", "attribute")
_KEY_PARSERS: dict[str, Callable[[str, str], Term]] = {
    **dict.fromkeys(_LABEL_KEYS, _parse_label), **dict.fromkeys(_ATTRIBUTE_KEYS, _parse_attribute),
    "boxes": _parse_box_count, "score": _parse_score, **OUTLINE_TERMS,
}  # fmt: skip
_LABELED_TERM = Term(lambda facts: facts.is_labeled, CHEAP)
_VERIFIED_TERM = Term(lambda facts: facts.is_verified, DEAR, needs_labels=True)
_FLAG_TERMS: dict[str, Term] = {
    "labelled": _LABELED_TERM,
    "labeled": _LABELED_TERM,
    "unlabelled": _negate_term(_LABELED_TERM),
    "unlabeled": _negate_term(_LABELED_TERM),
    "verified": _VERIFIED_TERM,
    "unverified": _negate_term(_VERIFIED_TERM),
    "skipped": Term(lambda facts: facts.is_skipped, CHEAP),
    "broken": Term(lambda facts: facts.is_broken, DEAR, needs_labels=True),
    "predicted": Term(lambda facts: facts.is_predicted, MIDDLE, needs_detections=True),
}


def format_attribute_term(key: str, value: AttributeValue) -> str:
    """The term for images with this attribute, as the search line takes it."""
    text = f"{key}={format_attribute_value(value)}"
    if '"' not in text:
        return f'attr:"{text}"'
    start = text.partition('"')[0].split()  # a text with quotes cannot be quoted: the letters before them must do
    return f"attr:{start[0] if start else ''}*"


def quote_label(label: str) -> str:
    """The class as the search line of the images takes it."""
    return f'"{label}"' if any(letter.isspace() for letter in label) else label
