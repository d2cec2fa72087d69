"""Shared parts of the writers of shared label files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from pathlib import Path

from detector.data.annotation import Annotation
from detector.data.atomic import write_atomically
from detector.errors import AnnotationWriteError

NON_FINITE_BOX = "box with a coordinate that is not a number"
EXISTS_ALREADY = "{name} is in {folder} already. Choose another folder."


def check_files_absent(out: Path, files: Iterable[Path]) -> None:
    """Check that none of `files`, which are below `out`, exists.

    Raises:
        AnnotationWriteError: One of `files` exists already.
    """
    for path in files:
        if path.exists():
            raise AnnotationWriteError(EXISTS_ALREADY.format(name=path.relative_to(out), folder=out))


def write_new_file(path: Path, content: bytes) -> None:
    """Write a file, and create its folder if missing.

    Raises:
        AnnotationWriteError: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        text = f"{path} could not be written: {error.strerror or error}. Free some space or choose another folder."
        raise AnnotationWriteError(text) from error


def keep_finite(
    annotations: Sequence[Annotation], omitted_counts: MutableMapping[str, int], noun: str = NON_FINITE_BOX
) -> list[Annotation]:
    """The boxes whose coordinates are all finite; the others are counted under `noun`, see `describe_omissions`."""
    finite = [annotation for annotation in annotations if all(map(math.isfinite, annotation.bounds.xyxy))]
    omitted_counts[noun] = omitted_counts.get(noun, 0) + len(annotations) - len(finite)
    return finite


def count_flags(
    annotations: Sequence[Annotation], flags: Iterable[str], omitted_counts: MutableMapping[str, int]
) -> None:
    """Count each of these flags, which a format cannot hold, for `describe_omissions`."""
    for flag in flags:
        noun = f"{flag} flag"
        count = sum(getattr(annotation, flag) for annotation in annotations)
        omitted_counts[noun] = omitted_counts.get(noun, 0) + count


def describe_omissions(counts: Mapping[str, int]) -> tuple[str, ...]:
    """A sentence for each kind of item that was left out.

    Args:
        counts: The number of omitted items by the singular noun that names one.
    """
    return tuple(
        f"{count} {what if count == 1 else _format_plural(what)} left out." for what, count in counts.items() if count
    )


def _format_plural(what: str) -> str:
    return what.replace("box", "boxes", 1) if what.startswith("box") else f"{what}s"
