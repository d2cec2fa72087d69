"""Label files that images of several folders claim: in a flat folder of labels, `001.xml` may belong to two of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from detector.data.folder import list_label_files
from detector.data.unicode_forms import compose_unicode


def find_contested_labels(
    names: Mapping[Path, Sequence[str]], around: Mapping[Path, Sequence[Path]], suffix: str
) -> dict[Path, frozenset[str]]:
    """Label files whose image cannot be known.

    Args:
        names: The images in each folder of images.
        around: The folders that may hold the label files of each folder of images, the likeliest first.
        suffix: Of label files.

    Returns:
        Folder of labels -> stems that images in more than one folder have, and for which none of these has a label
        file of its own in a likelier place.
    """
    users: dict[Path, list[Path]] = {}
    for images, places in around.items():
        for place in places:
            users.setdefault(place, []).append(images)
    contested: dict[Path, frozenset[str]] = {}
    for place, folders in users.items():
        if len(folders) < 2 or not (labels := list_label_files(place, suffix, folders[0])):
            continue
        claimed: set[str] = set()
        twice: set[str] = set()
        for images in folders:
            claims = _find_claimed_stems(images, names[images], labels, around[images], place, suffix)
            twice |= claimed & claims
            claimed |= claims
        if twice:
            contested[place] = frozenset(twice)
    return contested


def _find_claimed_stems(
    images: Path, names: Sequence[str], labels: Collection[str], places: Sequence[Path], place: Path, suffix: str
) -> set[str]:
    """The stems of `labels`, which are in `place`, for which images have no label file in a likelier place."""
    of_form = {compose_unicode(stem): stem for stem in labels}
    forms = {compose_unicode(name[: name.rfind(".")]) for name in names} & of_form.keys()
    for likelier in places[: places.index(place)]:
        forms -= set(map(compose_unicode, list_label_files(likelier, suffix, images)))
    return {of_form[form] for form in forms}


def describe_contested_labels(contested: Mapping[Path, Collection[str]], suffix: str) -> Iterator[str]:
    """A sentence for each folder of labels with such files."""
    for place, stems in contested.items():
        files = "1 label file" if len(stems) == 1 else f"{len(stems)} label files"
        yield (
            f"{files} in {place.name} match images of several folders and are therefore not used "
            f"({min(stems)}{suffix}). Move the label files into folders named like those of the images."
        )
