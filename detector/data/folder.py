"""Finding the images of a folder and the label file of each, from one listing per directory."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import overload

from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.label_folders import find_label_folders
from detector.data.look import Cancelled, Contents, contents, never
from detector.data.plain_file import plain
from detector.data.unicode_forms import compose, with_forms
from detector.errors import DatasetError

COLLISIONS_TOLD = 100
"""Notices name this many stem collisions one by one; the others are counted."""

VOC_IMAGES, _VOC_LABELS = "JPEGImages", "Annotations"
NOTHING: Mapping[Path, Collection[str]] = MappingProxyType({})
_DIGITS = re.compile("[0-9]+")
_FILENAME = re.compile(rb"<filename>([^<]*)</filename>")


@dataclass(frozen=True)
class LabelKind:
    """What there is to know of a format's label files to pair them with images."""

    suffix: str
    image_name: Callable[[bytes], str]
    """Reads the name of its image in the head of a label file; empty where it does not say."""


def _voc_image_name(head: bytes) -> str:
    found = _FILENAME.search(head)
    return unescape(found[1].strip().decode("utf-8", "replace")) if found else ""


VOC_XML = LabelKind(".xml", _voc_image_name)


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """An image, and where its label file is or would be."""

    image: Path
    labels: Path


class ImageFolder(Sequence[ImageEntry]):
    """The images of a folder in natural order (img2 before img10), as they were when it was scanned.

    Only names are held; entries are made when they are asked for. `directory` holds the images, `label_directory` the
    label files that are there or will be, but for those that lie `elsewhere`. `notices` are sentences to show once.
    """

    def __init__(
        self,
        directory: Path,
        label_directory: Path,
        names: Sequence[str],
        labelled: bytes,
        other_labels: Mapping[str, str],
        notices: tuple[str, ...] = (),
        suffix: str = VOC_XML.suffix,
        elsewhere: Mapping[str, Path] | None = None,
    ) -> None:
        self.directory, self.label_directory, self.notices = directory, label_directory, notices
        self._elsewhere = elsewhere or {}
        """Image name -> label file, where that is not in `label_directory`."""
        self._names = names
        self._labelled = labelled
        self._other_labels = other_labels
        """Image name -> label file name, where that is not the stem and the suffix."""
        self._suffix = suffix

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, index: int) -> ImageEntry: ...
    @overload
    def __getitem__(self, index: slice) -> list[ImageEntry]: ...
    def __getitem__(self, index: int | slice) -> ImageEntry | list[ImageEntry]:
        if isinstance(index, slice):
            return [self._entry(name) for name in self._names[index]]
        return self._entry(self._names[index])

    @property
    def names(self) -> Sequence[str]:
        """The file names of the images."""
        return self._names

    @property
    def labelled(self) -> bytes:
        """For each image 1 or 0: `has_labels` of all at once."""
        return self._labelled

    def has_labels(self, index: int) -> bool:
        """Whether its label file was there at the time of the scan."""
        return bool(self._labelled[index])

    def labelled_entries(self) -> Iterator[ImageEntry]:
        """The images that had a label file at the time of the scan."""
        return (self[row] for row, has in enumerate(self._labelled) if has)

    @property
    def label_directories(self) -> tuple[Path, ...]:
        """All folders in which there are label files of these images, or will be."""
        return tuple(dict.fromkeys([self.label_directory, *(path.parent for path in self._elsewhere.values())]))

    def _entry(self, name: str) -> ImageEntry:
        if name in self._elsewhere:
            return ImageEntry(self.directory / name, self._elsewhere[name])
        labels = self._other_labels.get(name) or _stem(name) + self._suffix
        return ImageEntry(self.directory / name, self.label_directory / labels)


def by_folder(files: Iterable[Path]) -> dict[Path, set[str]]:
    """The names of files by the absolute folder that they lie in."""
    found: dict[Path, set[str]] = {}
    for path in files:
        found.setdefault(path.parent, set()).add(path.name)
    absolute: dict[Path, set[str]] = {}
    for folder, names in found.items():
        absolute.setdefault(Path(os.path.abspath(folder)), set()).update(names)  # noqa: PTH100 - links stay
    return absolute


def natural_key(name: str) -> str:
    """Strings that sort as people count: digits by their value, letters without case, ties by the name itself."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(20), name.lower()) + "\0" + name


def scan(
    root: Path,
    cancelled: Cancelled = never,
    kind: LabelKind = VOC_XML,
    listing: Listing | None = None,
    places: LabelPlaces | None = None,
) -> ImageFolder:
    """The images directly in `root`, each with its label file, wherever that lies.

    Hidden files and folders are left out. `cancelled` is asked now and then; when it says yes, what was found so far
    comes back, which may be nothing. `listing` is what `root` holds, where that is known already.

    Args:
        places: The folders in which label files may be; those around `root` by default.

    Raises:
        DatasetError: It is not there, is no folder, cannot be read, or has no images.
    """
    listing = listing or list_folder(root, kind.suffix, cancelled)
    if not listing.images and not cancelled():
        raise no_images(root, listing.folders)
    names = sorted(listing.images, key=natural_key)
    places = places or LabelPlaces(root, find_label_folders(root, root), kind.suffix)
    return _pair(root, names, places, kind, cancelled)


class LabelPlaces:
    """The folders in which the label files of one folder of images may be, the likeliest first, and what they hold."""

    def __init__(
        self, images: Path, folders: Sequence[Path], suffix: str, contested: Mapping[Path, Collection[str]] = NOTHING
    ) -> None:
        """`contested` are stems of label files that several folders of images claim; they are not used.

        Args:
            images: The folder of images.
            folders: Those that exist; the first is where labels go when none of them has any.
            suffix: Of label files.
            contested: Folder of labels -> stems.
        """
        self.default = folders[0]
        self._labels = {folder: list_labels(folder, suffix, images, contested.get(folder, ())) for folder in folders}

    def __iter__(self) -> Iterator[tuple[Path, Mapping[str, str]]]:
        """Each folder, and its label files: stem -> name."""
        return iter(self._labels.items())

    def in_order(self, names: Sequence[str], canonical: Path | None) -> list[tuple[Path, Mapping[str, str]]]:
        """The folders that have label files for `names`, in the order in which they count.

        The first is where the labels of the others go, too: `canonical`, where a layout says so, else the one with most
        of the label files.
        """
        stems = {_stem(name) for name in names}
        foreign = [form for name in names if not name.isascii() for form in (_stem(name), name)]
        found = {folder: with_forms(labels, foreign) for folder, labels in self if labels}
        counts = {
            folder: len(stems & labels.keys()) or len(labels.keys() & set(names)) for folder, labels in found.items()
        }
        used = sorted((folder for folder, count in counts.items() if count), key=lambda folder: -counts[folder])
        first = canonical or (used[0] if used else self.default)
        return [(folder, found.get(folder, {})) for folder in dict.fromkeys([first, *used])]


def list_labels(folder: Path, suffix: str, images: Path, without: Collection[str] = ()) -> dict[str, str]:
    """The label files in `folder` that may belong to images in the folder `images`: stem -> name.

    Those that have an image of their name beside them belong to that. A folder that cannot be listed has none.
    """
    try:
        listing = list_folder(folder, suffix)
    except DatasetError:
        return {}  # whoever opens an image of it is told
    owned = {_stem(name) for name in listing.images} if folder != images else set()
    if not owned and not without:
        return listing.labels
    return {stem: name for stem, name in listing.labels.items() if stem not in without and stem not in owned}


def _pair(
    directory: Path, names: Sequence[str], places: LabelPlaces, kind: LabelKind, cancelled: Cancelled
) -> ImageFolder:
    """Give each image its label file: from the first place that has one for it."""
    voc_labels = label_folder(directory)
    (first, labels), *others = places.in_order(names, voc_labels if voc_labels != directory else None)
    other, notices = _label_names(names, labels, first, kind, cancelled)
    labelled = bytearray(_labelled(names, labels, other))
    elsewhere: dict[str, Path] = {}
    twice: list[tuple[str, Path]] = []
    for place, found in others:
        other_here, _ = _label_names(names, found, place, kind, cancelled)
        for row in (row for row, has in enumerate(_labelled(names, found, other_here)) if has):
            name = names[row]
            if labelled[row]:
                twice.append((name, place))
                continue
            labelled[row] = 1
            elsewhere[name] = place / (other_here.get(name) or found[_stem(name)])
    if twice:
        notices.append(_labelled_twice(twice, directory))
    told, suffix = tuple(notices), kind.suffix
    return ImageFolder(directory, first, names, bytes(labelled), other, told, suffix, elsewhere)


def _labelled_twice(images: Sequence[tuple[str, Path]], directory: Path) -> str:
    """What to say of images with label files in two places; each comes with the place that is not used."""
    name, place = images[0]
    count = f"{len(images)} images have" if len(images) > 1 else "1 image has"
    where = "beside the images" if place == directory else f"in {place.name}"
    return (
        f"{count} two label files, in different folders; those {where} are not used ({name}). Remove or move one of "
        "the two."
    )


@dataclass(frozen=True)
class Listing:
    """images: file names; labels: stem -> file name; folders: names."""

    images: list[str]
    labels: dict[str, str]
    folders: list[str]


def label_folder(images: Path) -> Path:
    """Where the labels of the images in this folder are: in the `Annotations` beside `JPEGImages`, else with them."""
    actual = images.resolve()
    if actual.name == VOC_IMAGES and (actual.parent / _VOC_LABELS).is_dir():
        return (images if images.name == VOC_IMAGES else actual).parent / _VOC_LABELS
    return images


def is_voc_layout(found: Contents) -> bool:
    """Whether its images are all in `JPEGImages`; what other folders have, such as masks, is none."""
    return IMAGE_SUFFIXES.isdisjoint(found.files) and {VOC_IMAGES, _VOC_LABELS} <= set(found.folders)


def list_folder(directory: Path, label_suffix: str, cancelled: Cancelled = never) -> Listing:
    """What one directory holds, hidden things left out; nothing is asked of the files themselves.

    Errors: DatasetError.
    """
    try:
        found = contents(directory, cancelled)
    except OSError as error:
        raise DatasetError(cannot_list(directory, error)) from error
    images = [name for suffix, names in found.files.items() if suffix in IMAGE_SUFFIXES for name in names]
    labels: dict[str, str] = {}
    for name in found.files.get(label_suffix, ()):
        if name.endswith(label_suffix) or _stem(name) not in labels:
            labels[_stem(name)] = name
    return Listing(images, labels, found.folders)


def _stem(name: str) -> str:
    return name[: name.rfind(".")]


def _labelled(names: Sequence[str], labels: Mapping[str, str], other: Mapping[str, str]) -> bytes:
    """One byte an image: whether its label file is there."""
    files = frozenset(labels.values()) if other else frozenset()
    return bytes([other[name] in files if name in other else _stem(name) in labels for name in names])


def _label_names(
    names: Sequence[str],
    labels: Mapping[str, str],
    directory: Path,
    kind: LabelKind,
    cancelled: Cancelled,
) -> tuple[dict[str, str], list[str]]:
    """Label file names that are not simply the stem and the suffix, by image name; and notices about shared stems.

    Of images that share a stem, the one that the file itself names (VOC: in `<filename>`) owns `stem.xml`, else the
    first; the others have a file named after their whole name, such as `a.png.xml`, which stays theirs when the other
    images are gone.
    """
    stems = [_stem(name) for name in names]
    unique = frozenset(stems)
    shared = _repeated(stems) if len(unique) < len(stems) else frozenset()
    odd = frozenset(stem for stem, label in labels.items() if label != stem + kind.suffix)
    special = [name for name, stem in zip(names, stems, strict=True) if stem in shared or stem in odd or name in labels]
    groups: dict[str, list[str]] = {}
    for name in special:
        if _stem(name) in shared:
            groups.setdefault(_stem(name), []).append(name)
    owners = {} if cancelled() else {stem: _owner(stem, groups[stem], labels, directory, kind) for stem in groups}
    other: dict[str, str] = {}
    for name in special:
        stem = _stem(name)
        chosen = labels.get(stem, stem + kind.suffix)
        if stem in shared:
            chosen = chosen if owners.get(stem, name) == name else _own_label(name, unique, labels, kind)
        elif name in labels and name not in unique and _is_free(name, stem, labels, directory, kind):
            chosen = labels[name]
        if chosen != stem + kind.suffix:
            other[name] = chosen
    notices = [_collision(groups[stem], other, kind) for stem in list(owners)[:COLLISIONS_TOLD]]
    if len(owners) > COLLISIONS_TOLD:
        notices.append(f"{len(owners) - COLLISIONS_TOLD} more groups of images share a name in the same way.")
    return other, notices


def _repeated(stems: Sequence[str]) -> frozenset[str]:
    return frozenset(stem for stem, count in Counter(stems).items() if count > 1)


def _owner(stem: str, group: Sequence[str], labels: Mapping[str, str], directory: Path, kind: LabelKind) -> str:
    named = _named(directory / labels[stem], kind) if stem in labels else ""
    return next((name for name in group if compose(name) == named), group[0])


def _is_free(name: str, stem: str, labels: Mapping[str, str], directory: Path, kind: LabelKind) -> bool:
    """Whether the label file of its stem, if there is one, does not say that it belongs to the image `name`."""
    return stem not in labels or _named(directory / labels[stem], kind) != compose(name)


def _own_label(name: str, stems: Collection[str], labels: Mapping[str, str], kind: LabelKind) -> str:
    """A label file for this image alone, even if there is an `a.png.jpg` beside `a.png`."""
    stem = name
    while stem in stems:
        stem += "_"
    return labels.get(stem, stem + kind.suffix)


def _named(labels: Path, kind: LabelKind) -> str:
    """The composed name of the image that a label file says it belongs to; empty when it says none or is unreadable."""
    try:
        with plain(labels).open("rb") as stream:
            return compose(kind.image_name(stream.read(65_536)))
    except OSError:
        return ""  # told when its image is opened


def _collision(group: Sequence[str], other: Mapping[str, str], kind: LabelKind) -> str:
    files = ", ".join(f"{name} has {other.get(name, _stem(name) + kind.suffix)}" for name in group)
    return f"{' and '.join(group)} differ only in their suffix, so each has its own label file: {files}."


def cannot_list(directory: Path, error: OSError) -> str:
    """What to tell of a folder that cannot be listed."""
    if isinstance(error, FileNotFoundError):
        return f"There is no folder {directory}. It may have been moved or deleted; choose another."
    if isinstance(error, NotADirectoryError):
        return f"{directory} is a file, not a folder. Open the folder that it lies in."
    if isinstance(error, PermissionError):
        return f"The folder {directory} may not be read: permission denied. Change its permissions or choose another."
    return f"The folder {directory} could not be read: {error.strerror or error}. Check the disk or choose another."


def no_images(directory: Path, folders: Sequence[str]) -> DatasetError:
    """What to raise when `directory`, which holds `folders`, has no images."""
    advice = "Choose a folder with JPEG, PNG or similar files."
    if folders:
        shown = sorted(folders, key=natural_key)[:5]
        more = ", ..." if len(folders) > len(shown) else ""
        advice = f"Images may be in one of its folders: {', '.join(shown)}{more}. Open that one."
    return DatasetError(f"The folder {directory} has no images. {advice}")
