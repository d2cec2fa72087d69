"""Which label file each image of a folder has: from the first place that has one for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import repeat
from pathlib import Path
from types import MappingProxyType

from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.folder import (
    FolderListing,
    ImageFolder,
    build_no_images_error,
    list_folder,
    list_label_files,
    list_stems,
    locate_label_folder,
    stem_of,
)
from detector.data.label_folders import find_label_folders
from detector.data.natural_order import sort_naturally
from detector.data.regular_file import require_regular_file
from detector.data.unicode_forms import add_unicode_forms, compose_unicode

BESIDE_IMAGES = "beside the images"

MAX_COLLISION_NOTICES = 100
"""Notices name this many stem collisions one by one; the others are counted."""
NO_CONTESTED_LABELS: Mapping[Path, Collection[str]] = MappingProxyType({})
_FILENAME_PATTERN = re.compile(rb"<filename>([^<]*)</filename>")


@dataclass(frozen=True)
class LabelKind:
    """What there is to know of a format's label files to pair them with images."""

    suffix: str
    read_image_name: Callable[[bytes], str]
    """Reads the name of its image in the head of a label file; empty where it does not say."""


def _read_voc_image_name(head: bytes) -> str:
    found = _FILENAME_PATTERN.search(head)
    return unescape(found[1].strip().decode("utf-8", "replace")) if found else ""


VOC_XML = LabelKind(".xml", _read_voc_image_name)


def scan_folder(
    root: Path,
    is_canceled: IsCanceled = never_canceled,
    kind: LabelKind = VOC_XML,
    listing: FolderListing | None = None,
    places: LabelFolders | None = None,
) -> ImageFolder:
    """The images directly in `root`, each with its label file, wherever that lies.

    Hidden files and folders are left out.

    Args:
        root: The folder.
        is_canceled: Asked repeatedly; when it says yes, what was found so far is returned, which may be nothing.
        kind: The label files to search.
        listing: The content of `root`, if it is known already.
        places: The folders in which label files may be; those around `root` by default.

    Raises:
        DatasetError: It is not there, is no folder, cannot be read, or has no images.
    """
    listing = listing or list_folder(root, kind.suffix, is_canceled)
    if not listing.images and not is_canceled():
        raise build_no_images_error(root, listing.folders)
    names = sort_naturally(listing.images)
    images = _Images(names, list_stems(names))
    places = places or LabelFolders(root, find_label_folders(root, root), kind.suffix)
    return _pair_labels(root, images, places, kind, is_canceled)


@dataclass(frozen=True)
class _Images:
    """The images of a folder: their names, and these without suffix."""

    names: list[str]
    stems: list[str]


class LabelFolders:
    """The folders in which the label files of one folder of images may be, the likeliest first, and what they hold."""

    def __init__(
        self,
        images: Path,
        folders: Sequence[Path],
        suffix: str,
        contested: Mapping[Path, Collection[str]] = NO_CONTESTED_LABELS,
    ) -> None:
        """`contested` are stems of label files that several folders of images claim; they are not used.

        Args:
            images: The folder of images.
            folders: Those that exist; the first is where labels go when none of them has any.
            suffix: Of label files.
            contested: Folder of labels -> stems.
        """
        self.default_folder = folders[0]
        self._labels = {
            folder: list_label_files(folder, suffix, images, contested.get(folder, ())) for folder in folders
        }

    def __iter__(self) -> Iterator[tuple[Path, Mapping[str, str]]]:
        """Each folder, and its label files: stem -> name."""
        return iter(self._labels.items())

    def order_folders(self, images: _Images, canonical: Path | None) -> list[tuple[Path, Mapping[str, str]]]:
        """The folders that have label files for `images`, in the order in which they count.

        The first is where the labels of the others go, too: `canonical`, where a layout says so, else the one with most
        of the label files.
        """
        names, stems = images.names, images.stems
        is_ascii = "".join(names).isascii()
        foreign = [] if is_ascii else [form for name in names if not name.isascii() for form in (stem_of(name), name)]
        found = {folder: add_unicode_forms(labels, foreign) for folder, labels in self if labels}
        used = [
            folder
            for folder, labels in found.items()
            if any(not labels.keys().isdisjoint(one) for one in (stems, names))
        ]
        if len(used) > 1:
            counts = {folder: len(found[folder].keys() & stems) or len(found[folder].keys() & names) for folder in used}
            used.sort(key=lambda folder: -counts[folder])
        first = canonical or (used[0] if used else self.default_folder)
        return [(folder, found.get(folder, {})) for folder in dict.fromkeys([first, *used])]


def _pair_labels(
    directory: Path, images: _Images, places: LabelFolders, kind: LabelKind, is_canceled: IsCanceled
) -> ImageFolder:
    """Give each image its label file: from the first place that has one for it."""
    names = images.names
    voc_labels = locate_label_folder(directory)
    (first, labels), *others = places.order_folders(images, voc_labels if voc_labels != directory else None)
    if _are_all_paired(images, labels, kind):
        other, notices, labeled = dict[str, str](), list[str](), bytearray(b"\1") * len(names)
    else:
        other, notices = _resolve_label_names(images, labels, first, kind, is_canceled)
        labeled = bytearray(_flag_labeled(images, labels, other))
    elsewhere: dict[str, Path] = {}
    twice: list[tuple[str, Path]] = []
    for place, found in others:
        other_here, _ = _resolve_label_names(images, found, place, kind, is_canceled)
        for row in (row for row, has in enumerate(_flag_labeled(images, found, other_here)) if has):
            name = names[row]
            if labeled[row]:
                twice.append((name, place))
                continue
            labeled[row] = 1
            elsewhere[name] = place / (other_here.get(name) or found[stem_of(name)])
    if twice:
        notices.append(_describe_labeled_twice(twice, directory))
    messages, suffix = tuple(notices), kind.suffix
    return ImageFolder(directory, first, names, bytes(labeled), other, messages, suffix, elsewhere)


def _describe_labeled_twice(images: Sequence[tuple[str, Path]], directory: Path) -> str:
    """What to say of images with label files in two places; each comes with the place that is not used."""
    name, place = images[0]
    count = f"{len(images)} images have" if len(images) > 1 else "1 image has"
    where = BESIDE_IMAGES if place == directory else f"in {place.name}"
    return (
        f"{count} two label files in different folders; those {where} are not used ({name}). Remove or move one "
        "of the two."
    )


def _are_all_paired(images: _Images, labels: Mapping[str, str], kind: LabelKind) -> bool:
    """Whether there is a label file for each image, named by its stem and the suffix, and no other.

    That is seen at once where both are in the same order.
    """
    return list(labels) == images.stems and all(map(str.endswith, labels.values(), repeat(kind.suffix)))


def _flag_labeled(images: _Images, labels: Mapping[str, str], other: Mapping[str, str]) -> bytes:
    """One byte an image: whether its label file is there."""
    if not other:
        return bytes(map(labels.__contains__, images.stems))
    files = frozenset(labels.values())
    named = zip(images.names, images.stems, strict=True)
    return bytes([other[name] in files if name in other else stem in labels for name, stem in named])


def _resolve_label_names(
    images: _Images,
    labels: Mapping[str, str],
    directory: Path,
    kind: LabelKind,
    is_canceled: IsCanceled,
) -> tuple[dict[str, str], list[str]]:
    """Label file names that are not simply the stem and the suffix, by image name; and notices about shared stems.

    Of images that share a stem, the one that the file itself names (VOC: in `<filename>`) owns `stem.xml`, else the
    first; the others have a file named after their whole name, such as `a.png.xml`, which stays theirs when the other
    images are gone.
    """
    names, stems = images.names, images.stems
    unique = frozenset(stems)
    shared = _find_repeated(stems) if len(unique) < len(stems) else frozenset()
    odd = frozenset(stem for stem, label in labels.items() if label != stem + kind.suffix)
    if not shared and not odd and labels.keys().isdisjoint(names):
        return {}, []
    special = [name for name, stem in zip(names, stems, strict=True) if stem in shared or stem in odd or name in labels]
    groups: dict[str, list[str]] = {}
    for name in special:
        if stem_of(name) in shared:
            groups.setdefault(stem_of(name), []).append(name)
    owners = (
        {} if is_canceled() else {stem: _find_owner(stem, groups[stem], labels, directory, kind) for stem in groups}
    )
    other: dict[str, str] = {}
    for name in special:
        stem = stem_of(name)
        chosen = labels.get(stem, stem + kind.suffix)
        if stem in shared:
            chosen = chosen if owners.get(stem, name) == name else _build_own_label_name(name, unique, labels, kind)
        elif name in labels and name not in unique and _is_unclaimed(name, stem, labels, directory, kind):
            chosen = labels[name]
        if chosen != stem + kind.suffix:
            other[name] = chosen
    notices = [_describe_collision(groups[stem], other, kind) for stem in list(owners)[:MAX_COLLISION_NOTICES]]
    if len(owners) > MAX_COLLISION_NOTICES:
        notices.append(f"{len(owners) - MAX_COLLISION_NOTICES} more groups of images share a name in the same way.")
    return other, notices


def _find_repeated(stems: Sequence[str]) -> frozenset[str]:
    return frozenset(stem for stem, count in Counter(stems).items() if count > 1)


def _find_owner(stem: str, group: Sequence[str], labels: Mapping[str, str], directory: Path, kind: LabelKind) -> str:
    named = _read_image_name(directory / labels[stem], kind) if stem in labels else ""
    return next((name for name in group if compose_unicode(name) == named), group[0])


def _is_unclaimed(name: str, stem: str, labels: Mapping[str, str], directory: Path, kind: LabelKind) -> bool:
    """Whether the label file of its stem, if there is one, does not say that it belongs to the image `name`."""
    return stem not in labels or _read_image_name(directory / labels[stem], kind) != compose_unicode(name)


def _build_own_label_name(name: str, stems: Collection[str], labels: Mapping[str, str], kind: LabelKind) -> str:
    """A label file for this image alone, even if there is an `a.png.jpg` beside `a.png`."""
    stem = name
    while stem in stems:
        stem += "_"
    return labels.get(stem, stem + kind.suffix)


def _read_image_name(labels: Path, kind: LabelKind) -> str:
    """The composed name of the image that a label file says it belongs to; empty when it says none or is unreadable."""
    try:
        with require_regular_file(labels).open("rb") as stream:
            return compose_unicode(kind.read_image_name(stream.read(65_536)))
    except OSError:
        return ""  # reported when its image is opened


def _describe_collision(group: Sequence[str], other: Mapping[str, str], kind: LabelKind) -> str:
    files = ", ".join(f"{name} has {other.get(name, stem_of(name) + kind.suffix)}" for name in group)
    return f"{' and '.join(group)} differ only in the file extension, so each has its own label file: {files}."
