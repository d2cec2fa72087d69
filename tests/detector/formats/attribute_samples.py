"""Attributes as hypothesis draws them, for tests that edit label files."""

from __future__ import annotations

from hypothesis import strategies as st

from detector.data.attributes import NestedValue, build_attributes

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
TEXTS = st.one_of(
    st.text(_CHARACTERS, max_size=6).map(str.strip), st.sampled_from(["a&b", "<b>", "]]>", "x\ty", "a\rb\nc", "q\"'q"])
)
KEYS = st.one_of(st.sampled_from(["color", "a b", "label", "points", "description"]), TEXTS.filter(bool))
NUMBERS = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.one_of(TEXTS, st.booleans(), NUMBERS)
NESTED = st.sampled_from([NestedValue("[1, 2]"), NestedValue('{"a": {"b": null}}'), NestedValue("NaN")])
TEXT_ATTRIBUTES = st.dictionaries(KEYS, TEXTS, max_size=3).map(build_attributes)
"""What XML without declared types holds."""
ATTRIBUTES = (
    st.dictionaries(KEYS, VALUES | NESTED, max_size=3)
    .filter(lambda values: values.get("description") != "")  # which every shape of labelme has
    .map(build_attributes)
)
"""What JSON holds."""
