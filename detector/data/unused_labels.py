"""Files that look like labels and that a data set does not read: nobody should believe that they were read."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.data.directory_cache import FolderContents, list_contents, share_directory_cache, walk_folders
from detector.data.formats.base import Dataset
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.shared.wording import escape_name, format_count
from detector.data.label_evidence import LABEL_SUFFIXES, guess_label_format, is_utf16, read_head
from detector.data.label_folders import find_label_folders, is_data_set_part
from detector.data.natural_order import natural_key
from detector.data.relative_path import format_relative_path
from detector.data.unicode_forms import compose_unicode
from detector.data.unreadable_images import find_unreadable_images

PROGRAM_FOLDERS = frozenset({"frcnn-runs"})
"""Folders of this program, in which no labels are."""
_FORMATS_READ = "COCO, Pascal VOC or YOLO"
_EXPORTS = {
    "BDD100K": None,
    "DOTA": None,
    "Datumaro": _FORMATS_READ,
    "KITTI": None,
    "Label Studio": "COCO or YOLO",
    "Labelbox": None,
    "SageMaker Ground Truth": None,
    "Supervisely": _FORMATS_READ,
    "VoTT": "Pascal VOC",
}
"""Programs and data sets whose own labels are not read, each with what it exports that is; None for nothing."""
_MAX_HEADS_READ = 8
"""Of each kind in each folder: when all or none of these look like labels, the others are taken to do as they do."""


@dataclass(frozen=True)
class UnusedLabels:
    """Files of one kind in one folder.

    Attributes:
        folder: Where they are.
        names: In natural order, at least one.
        reason: Why they are not read and what to do, one sentence or two.
        is_orphaned: Whether they are named after no image, in the format that is read.
        new_names: For files that only need another name to belong to an image: that name.
    """

    folder: Path
    names: Sequence[str]
    reason: str
    is_orphaned: bool
    new_names: Mapping[str, str]


def unused_label_notices(dataset: Dataset) -> tuple[str, ...]:
    """A sentence or two on each group of files that look like labels and are not read."""
    return tuple(group.reason for group in find_unused_labels(dataset))


def find_unused_labels(dataset: Dataset) -> list[UnusedLabels]:
    """Look through the folders of a data set, and those for labels around it, for label files that are not read."""
    with share_directory_cache():
        used = dataset.list_used_files()
        stems = _ImageStems(dataset)
        return [
            group
            for folder, found in _list_folders(dataset, used)
            for suffix in LABEL_SUFFIXES
            if (names := found.files.get(suffix))
            for group in _group_unused_labels(dataset, folder, names, used, stems)
        ]


def _list_folders(dataset: Dataset, used: Mapping[Path, Collection[str]]) -> Iterator[tuple[Path, FolderContents]]:
    """All in the data set; of those for labels around it only such as nothing at all is read from."""
    root = dataset.root if dataset.root.is_dir() else dataset.root.parent
    try:
        for folder, found in walk_folders(
            root, choose=lambda one: [name for name in one.folders if name not in PROGRAM_FOLDERS]
        ):
            yield folder, found
    except OSError:
        return  # it was removed since it was opened; opening an image reports it
    for folder in find_label_folders(root, root) if is_data_set_part(root.name) else ():
        if not folder.is_relative_to(root) and _make_absolute(folder) not in used:
            try:
                yield folder, list_contents(folder)
            except OSError:
                continue


class _ImageStems:
    """The names of the images of a data set without suffix, in composed form and small letters."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._stems: dict[str, str] | None = None
        self._unreadable: set[str] | None = None

    def is_of_unreadable_image(self, name: str) -> bool:
        """Whether a label file is named after an image of a kind that cannot be read, which is pointed out itself."""
        if self._unreadable is None:
            root = self._dataset.root if self._dataset.root.is_dir() else self._dataset.root.parent
            images = find_unreadable_images(root)
            self._unreadable = {compose_unicode(one).lower() for image in images for one in (image.stem, image.name)}
        return bool(self._unreadable) and compose_unicode(name[: name.rfind(".")]).lower() in self._unreadable

    def find_stem(self, stem: str) -> str | None:
        """How an image spells `stem`; None where there is no such image."""
        if self._stems is None:
            names = (name.rpartition("/")[2] for name in self._dataset.images.names)
            self._stems = {compose_unicode(name[: name.rfind(".")]).lower(): name[: name.rfind(".")] for name in names}
        return self._stems.get(compose_unicode(stem).lower())


def _group_unused_labels(
    dataset: Dataset, folder: Path, names: Sequence[str], used: Mapping[Path, Collection[str]], stems: _ImageStems
) -> Iterator[UnusedLabels]:
    """The files in `folder` that look like labels, by what they look made for; `names` are of one suffix."""
    taken = used.get(_make_absolute(folder), ())
    left = [name for name in names if name not in taken]
    unused = sorted((name for name in left if not stems.is_of_unreadable_image(name)), key=natural_key)
    by_guess: dict[str, list[str]] = {}
    for name, guess in _guess_formats(folder, unused):
        by_guess.setdefault(guess, []).append(name)
    where = _describe_location(folder, dataset)
    info = FORMAT_INFOS[dataset.format]
    for guess, labels in by_guess.items():
        if info.has_file_per_image and info.plain_title == guess:
            new_names = _suggest_new_names(labels, stems)
            known = [name for name in labels if name not in new_names and stems.find_stem(Path(name).stem) is not None]
            rest = [name for name in labels if name not in known]
            for group, is_known in ((rest, False), (known, True)):
                if group:
                    reason = _describe_orphans(group, where, new_names, is_known)
                    yield UnusedLabels(folder, group, reason, not is_known, {} if is_known else new_names)
        else:
            yield UnusedLabels(folder, labels, _describe_other_format(dataset, folder, labels, where, guess), False, {})


def _guess_formats(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Those of `names` that look like labels, each with what it looks made for."""
    first = {name: guess_label_format(folder / name) for name in names[:_MAX_HEADS_READ]}
    yield from ((name, guess) for name, guess in first.items() if guess is not None)
    guesses = set(first.values())
    rest = names[_MAX_HEADS_READ:]
    if len(guesses) == 1:
        guess = guesses.pop()
        yield from ((name, guess) for name in rest if guess is not None)
    else:
        yield from ((name, guess) for name in rest if (guess := guess_label_format(folder / name)) is not None)


def _suggest_new_names(names: Sequence[str], stems: _ImageStems) -> dict[str, str]:
    """For `a.xml.xml` or `A.xml` beside an image `a.jpg`: `a.xml`."""
    found = {}
    for name in names:
        suffix = Path(name).suffix
        stem = name
        while Path(stem).suffix.lower() in LABEL_SUFFIXES:
            stem = stem[: stem.rfind(".")]
        image = stems.find_stem(stem.strip())
        if image is not None and image + suffix != name:
            found[name] = image + suffix
    return found


def _describe_orphans(names: Sequence[str], where: str, new_names: Mapping[str, str], is_known: bool) -> str:
    """Why files of the format that is read belong to no image; `is_known`: images have such names."""
    if new_names:
        name, new = next(iter(new_names.items()))
        files = format_count(len(new_names), "label file is", "label files are")
        message = (
            f"{files} not read because of its name" if len(new_names) == 1 else f"{files} not read for their names"
        )
        others = " and so on" if len(new_names) > 1 else ""
        return f"{message}{where}. Rename {escape_name(name)} to {escape_name(new)}{others}."
    kind = Path(names[0]).suffix[1:].upper()
    if is_known:
        files = format_count(len(names), f"{kind} file{where} is", f"{kind} files{where} are")
        return (
            f"{files} not read, although named like images here (for example {escape_name(names[0])}): labels "
            "are not searched there. Choose that folder with File, Label location…, or with --labels."
        )
    files = format_count(len(names), f"{kind} file{where} matches", f"{kind} files{where} match")
    example = escape_name(names[0]) if len(names) == 1 else f"for example {escape_name(names[0])}"
    return f"{files} no image ({example}). Open the folder that has their images, or rename the files like the images."


def _describe_other_format(dataset: Dataset, folder: Path, names: Sequence[str], where: str, made_for: str) -> str:
    """Why files are not read that are not of the format of the data set, or not files for one image each."""
    example = escape_name(names[0]) + where
    files = example if len(names) == 1 else f"{len(names)} files such as {example}"
    verb, pronoun = ("is", "It looks") if len(names) == 1 else ("are", "They look")
    like = f" {pronoun} like labels{f' for {made_for}' if made_for else ''}"
    title = FORMAT_INFOS[dataset.format].title
    if made_for in _EXPORTS:
        return f"{files} {verb} not read.{like}, whose format is not read here. {_advise_conversion(names, made_for)}"
    if Path(names[0]).suffix.lower() == ".csv":
        from detector.data.formats.csv_table.unreadable_reason import find_unreadable_reason  # few folders have any

        reason = find_unreadable_reason(read_head(folder / names[0]))
        if reason is not None:
            return f"{files} {verb} not read. {escape_name(names[0])} {reason}."
    elif is_utf16(folder / names[0]):
        return f"{files} {verb} not read.{like} in UTF-16: save as UTF-8."
    if any(dataset.label_flags):
        return (
            f"{files} {verb} not read.{like}, but the labels of this folder are {title}. To read "
            f"{_choose_pronoun(names)}, open "
            f"{_choose_pronoun(names)} as the labels of the folder."
        )
    if made_for and len(names) == 1:
        return f"{files} {verb} not read.{like}, but names no image here."
    return f"{files} {verb} not read.{like}, but of no format that is read here. {_advise_conversion(names, made_for)}"


def _advise_conversion(names: Sequence[str], made_for: str) -> str:
    """How labels of a format that is not read become some that are."""
    exported = _EXPORTS.get(made_for)
    if exported is None:
        return f"Convert {_choose_pronoun(names)} to {_FORMATS_READ}."
    return f"Export {_choose_pronoun(names)} from {made_for} as {exported}."


def _choose_pronoun(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _describe_location(folder: Path, dataset: Dataset) -> str:
    """Where files are, seen from the data set: ` in annotations`; empty for its own folder."""
    root = dataset.root if dataset.root.is_dir() else dataset.root.parent
    return "" if folder == root else f" in {escape_name(format_relative_path(folder, root))}"


def _make_absolute(folder: Path) -> Path:
    return Path(os.path.abspath(folder))  # noqa: PTH100 - links stay as they are named
