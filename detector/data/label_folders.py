"""Where the label files of a folder of images may lie: beside the images, in a folder below, beside or parallel to it.

People keep `images/` beside `annotations/`, `train/images/` beside `train/annotations/`, `JPEGImages/a/` parallel to
`Annotations/a/`, all labels of nested images in one flat folder, or `labels/train/` beside `train/`. Folder names are
compared without case.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from detector.data.directory_cache import find_once, has_files, list_contents
from detector.data.folder import locate_label_folder

_WORD_PATTERN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
"""`JPEGImages` is two words; digits and signs are none."""
_IMAGE_WORDS = frozenset({
    "images", "image", "imgs", "img", "jpegimages", "photos", "photo", "photographs", "pictures", "picture", "pics",
    "pic", "frames", "jpg", "jpeg", "jpegs", "png", "pngs", "rgb", "图片", "图像",
})  # fmt: skip
_LABEL_WORDS = frozenset({
    "annotations", "annotation", "annots", "annot", "annos", "anno", "anns", "ann", "labels", "label", "lbls", "lbl",
    "xml", "xmls", "json", "jsons", "txt", "txts", "bbox", "bboxes", "boxes", "gt", "groundtruth", "ground", "truth",
    "labelme", "voc", "yolo", "pascal", "pascalvoc", "labelimg", "mask", "masks", "标注", "标签",
})  # fmt: skip
_MASK_FOLDERS = frozenset({"segmentationobject", "segmentationclass"})
"""Of Pascal VOC, in small letters."""
_SPLIT_WORDS = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
}
_FILLER_WORDS = frozenset({"and", "all", "data", "dataset", "files", "of", "set", "the"})
_MAX_STEPS_UP = 4


def is_image_folder(name: str) -> bool:
    """Whether a folder is named for images: `images`, `JPEGImages`, `train_imgs`."""
    words = _split_words(name)
    return bool(words & _IMAGE_WORDS) and words <= _IMAGE_WORDS | _SPLIT_WORDS.keys() | _FILLER_WORDS


def is_label_folder(name: str, beside: str = "") -> bool:
    """Whether a folder is named for labels: `annotations`, `Labels`, `train_xml`; beside `cats` also `cats_labels`."""
    if not _is_named_for_labels(name):
        return False
    words, own = _split_words(name), _split_words(beside)
    if is_mask_folder(name):
        return True
    if own & _LABEL_WORDS:
        return False
    is_plain = words <= _LABEL_WORDS | _IMAGE_WORDS | _SPLIT_WORDS.keys() | _FILLER_WORDS
    return is_plain or words - _LABEL_WORDS == own - _IMAGE_WORDS


def _is_named_for_labels(name: str) -> bool:
    """Whether a folder can be one for labels at all, whatever is beside it."""
    return is_mask_folder(name) or not _LABEL_WORDS.isdisjoint(_split_words(name))


def is_mask_folder(name: str) -> bool:
    """Whether a folder is named as those of Pascal VOC with one PNG of outlines for each image."""
    return name.lower() in _MASK_FOLDERS


def is_data_set_part(name: str) -> bool:
    """Whether a folder is named as a part of a data set, so that the folder around it belongs to the set, too."""
    words = _split_words(name)
    named = words & (_IMAGE_WORDS | _SPLIT_WORDS.keys())
    return bool(named) and words <= _IMAGE_WORDS | _SPLIT_WORDS.keys() | _FILLER_WORDS


def find_label_folders(images: Path, root: Path, labels: Path | None = None) -> Sequence[Path]:
    """The folders that may hold the label files of the images directly in `images`, the likeliest first.

    Args:
        images: A folder of images, `root` or a folder below it.
        root: The folder of the data set.
        labels: Where the labels are, when a person has said so; then no other folder counts.

    Returns:
        Folders that exist; `images` itself is the first of them unless `labels` is given. A folder may come for
        several folders of images.
    """
    key = ("label folders", str(images), str(root), str(labels))
    return find_once(
        key, lambda: tuple(_list_given_folders(images, root, labels) if labels else _search_around(images, root))
    )


def find_data_set_folders(root: Path) -> Iterator[Path]:
    """`root`, and the folders above it that may belong to the same data set, the nearest first.

    Files with the labels of the images in `root` may be in these, and in folders for labels directly in them.
    """
    yield root
    yield from (folder.parent for folder, _ in _walk_up(root, root))


def iter_upwards(root: Path) -> Iterator[Path]:
    """`root`, and its parents as long as the folder is a part of a data set, such as `images` or a split."""
    yield root
    folder = Path(os.path.abspath(root))  # noqa: PTH100 - links stay as they are named
    while is_data_set_part(folder.name):
        folder = folder.parent
        yield folder


def may_have_labels(root: Path, suffixes: Iterable[str], labels: Path | None = None) -> bool:
    """Whether there is any file with one of these suffixes where labels of the images in `root` are searched.

    Args:
        root: The folder of the data set, or a file in it.
        suffixes: Of the files of a format.
        labels: Where the labels are, when a person has said so.
    """
    folder = root.parent if root.is_file() else root
    places = dict.fromkeys([
        *([labels] if labels is not None else []),
        *iter_upwards(folder),
        locate_label_folder(folder),
        *find_label_folders(folder, folder, labels),
    ])  # fmt: skip
    return any(has_files(place, suffix) for place in places for suffix in suffixes)


def _list_given_folders(images: Path, root: Path, labels: Path) -> Iterator[Path]:
    """Parallel to the folders of the images below `labels`, then `labels` itself."""
    inner = images.relative_to(root).parts
    ways = (labels.joinpath(*way) for way in dict.fromkeys((inner, _drop_image_folders(inner))) if way)
    yield from (folder for folder in ways if folder.is_dir())
    yield labels


def _search_around(images: Path, root: Path) -> Iterator[Path]:
    """Beside the images, in folders for labels among them, then beside and parallel to ever higher folders."""
    top = Path(os.path.abspath(root))  # noqa: PTH100
    within = [images / name for name in _list_label_folders(images, "")]
    found = dict.fromkeys([images, *(one for folder in within for one in (folder, *_list_nested_folders(folder)))])
    for folder, inner in _walk_up(images, root):
        is_named = is_data_set_part(folder.name) or (folder != top and folder.is_relative_to(top))
        for name in _list_label_folders(folder.parent, folder.name):
            if not is_named and not _is_unmistakable(name, folder.name):
                continue
            for labels in (folder.parent / name, *_list_nested_folders(folder.parent / name)):
                found |= dict.fromkeys(_list_parallel_folders(labels, folder.name, inner))
    yield from found


def _list_nested_folders(labels: Path) -> list[Path]:
    """Folders for labels in one for labels, such as `annotations/xmls`."""
    return [labels / name for name in _list_label_folders(labels, "")]


def _is_unmistakable(name: str, beside: str) -> bool:
    """Whether a folder is for the labels of the one beside it, which has any name: `labels`, `cats_labels`.

    One called `14 xml` may be a data set of its own.
    """
    return (
        name.lower() in _LABEL_WORDS
        or _split_words(name) - _LABEL_WORDS == _split_words(beside) - _IMAGE_WORDS != frozenset()
    )


def _walk_up(images: Path, root: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """`images` and the folders above it that belong to the set; with each, the names that lead down to `images`.

    Folders up to `root` do, and above it up to the last that is named as a part of a data set.
    """
    folder, top = Path(os.path.abspath(images)), Path(os.path.abspath(root))  # noqa: PTH100
    way = [folder, *folder.parents][:-1]  # the last is the root of the disk, which has nothing beside it
    inside = len(folder.parts) - len(top.parts) if folder.is_relative_to(top) else 0
    above = [
        step for step in range(inside, inside + _MAX_STEPS_UP) if step < len(way) and is_data_set_part(way[step].name)
    ]
    for step in range(max([inside - 1, 0, *above]) + 1):
        if step < len(way):
            yield way[step], folder.parts[len(folder.parts) - step :]


def _list_parallel_folders(labels: Path, beside: str, inner: tuple[str, ...]) -> Iterator[Path]:
    """Folders in `labels` that are laid out as the images are, which are in `beside/inner`; then `labels` itself."""
    ways = [(beside, *inner), inner, (beside, *_drop_image_folders(inner)), _drop_image_folders(inner)]
    folders = (labels.joinpath(*way) for way in dict.fromkeys(ways) if way)
    yield from (folder for folder in folders if folder.is_dir())
    yield labels


def _drop_image_folders(inner: tuple[str, ...]) -> tuple[str, ...]:
    """Without folders named for images, which have no counterpart among the labels."""
    return tuple(part for part in inner if not is_image_folder(part))


def _list_label_folders(folder: Path, beside: str) -> list[str]:
    """Names of folders for labels in `folder`: those named like `beside` first, none named for another split."""
    candidates = find_once(("named for labels", str(folder)), lambda: _list_candidates(folder))
    names = [name for name in candidates if name != beside and is_label_folder(name, beside)]
    own = _split_words(beside) - _IMAGE_WORDS
    split = _find_splits(beside)
    fitting = [name for name in names if not _find_splits(name) or not split or _find_splits(name) == split]
    return sorted(fitting, key=lambda name: (len((_split_words(name) - _LABEL_WORDS) ^ own), name.lower(), name))


def _list_candidates(folder: Path) -> list[str]:
    """The folders in `folder` that can be for labels: few, while each of many folders is asked for those beside it."""
    try:
        return [name for name in list_contents(folder).folders if _is_named_for_labels(name)]
    except OSError:
        return []  # a folder above that may not be listed has nothing to offer


@lru_cache(maxsize=4096)
def _split_words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD_PATTERN.findall(name))


def _find_splits(name: str) -> frozenset[str]:
    return frozenset(_SPLIT_WORDS[word] for word in _split_words(name) & _SPLIT_WORDS.keys())
