"""Folders that are named after a split."""

from __future__ import annotations

import re

from detector.data.formats.base import Split

from .image_lookup import parse_split

_FILLER_WORDS = frozenset({"", "images", "image", "imgs", "img", "set", "data"})


def parse_folder_split(name: str) -> Split | None:
    """The split of a folder named `train`, `val2017` or `test_images`; None for names such as `test_results`."""
    words = [word for word in re.split("[^a-z]+", name.lower()) if word not in _FILLER_WORDS]
    return parse_split(words[0]) if len(words) == 1 else None
