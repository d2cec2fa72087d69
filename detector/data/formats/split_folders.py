"""Folders that are named for a split."""

from __future__ import annotations

import re

from .base import Split
from .image_places import split_of

_WITH_IT = frozenset({"", "images", "image", "imgs", "img", "set", "data"})


def folder_split(name: str) -> Split | None:
    """The split of `train`, `val2017` or `test_images`; None for `test_results`, which holds something else."""
    words = [word for word in re.split("[^a-z]+", name.lower()) if word not in _WITH_IT]
    return split_of(words[0]) if len(words) == 1 else None
