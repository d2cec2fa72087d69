"""How label formats are named to people, in the language of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from detector.data.formats.format_list import FORMAT_INFOS
from frcnn_gui.common.language import N_, tr

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset
    from detector.data.formats.format_info import EngineText, FormatName

FORMAT_TITLES: Mapping[FormatName, str] = {name: info.title for name, info in FORMAT_INFOS.items()}
"""For `tr`."""


_COUNT_TEXTS: Mapping[str, Callable[[int], str]] = {"%Ln file(s)": lambda count: tr("%Ln file(s)", "", count)}
"""Texts of the engine with a number of things: only in calls are they marked for translation."""


def translate_text(text: EngineText) -> str:
    """A text of the engine in the language of the window."""
    if text.count is not None:
        return _COUNT_TEXTS[text.template](text.count)
    return tr(text.template).format(**text.values)


def join_texts(texts: Iterable[EngineText]) -> str:
    """Parts of a description: `edges counted from 0, as labelImg writes them`."""
    return _join_parts(map(translate_text, texts))


def describe_format(dataset: Dataset) -> str:
    """The format of a data set and what is special of its files: `Pascal VOC XML, edges counted from 0`."""
    title = tr(FORMAT_INFOS[dataset.format].title)
    return _join_parts([title, *map(translate_text, dataset.describe_files())])


def explain_missing_outlines(format: FormatName) -> str:
    """Why an outline cannot be drawn where labels have this format, as a sentence; empty if it can."""
    if "outlines" in FORMAT_INFOS[format].keeps:
        return ""
    able = ", ".join(info.plain_title for info in FORMAT_INFOS.values() if "outlines" in info.keeps)
    title = FORMAT_INFOS[format].plain_title
    return tr(NO_OUTLINES_TEXT).format(format=title, formats=able)


def _join_parts(parts: Iterable[str]) -> str:
    """With the comma of the language."""
    return reduce(lambda before, part: tr("{format}, {where}").format(format=before, where=part), parts)


NO_OUTLINES_TEXT = N_(
    "{format} files cannot hold outlines. Export the labels, or choose the format for new folders: {formats}."
)
FORMAT_HELP = N_("What the format cannot hold is not exported.")
