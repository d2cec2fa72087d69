"""Gives damaged files to every reader: `python -m tests.reliability.fuzz --cases 20000`.

Each must end in labels or in a sentence for people, and soon. What was read and saved without an edit must have every
byte it had; where one box was moved, the others must be what they were.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Literal
from unittest import mock

from detector.data.annotation import Annotation
from detector.data.formats.base import FormatName, LabelFile
from detector.data.formats.registry import FORMATS, recognize_format
from detector.data.formats.voc.dataset import VocDataset, VocFormat
from detector.data.geometry import Box
from detector.data.image_io import decode_image, read_size
from detector.data.outlines.outlined_box import get_outline
from detector.errors import AnnotationWriteError, UserFacingError
from tests.annotation_edits import move_edges
from tests.reliability.mutations import mutated
from tests.reliability.samples import SAMPLES, Sample, sample_images, write

Target = FormatName | Literal["image"]
TARGETS: tuple[Target, ...] = ("voc", "yolo", "coco", "labelme", "csv", "cvat", "createml", "via", "masks", "image")
LONGEST = 5.0
"""Seconds of processor time that one case may take."""
_WAIT = 12
"""A case that waits for something is given up after this multiple of it: other programs may need the processor."""
_LARGEST = 4_000_000
"""Pixels. Larger images are not decoded here, as they take their time and memory rightly."""
_BY = 3.0


@dataclass(frozen=True)
class Fault:
    """A case that did not end as it should; `files` are what was read."""

    target: Target
    seed: int
    what: str
    files: Mapping[str, bytes]


class TookTooLongError(BaseException):
    """Not an Exception, so that no reader takes it for one of its own."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises TookTooLongError after so much processor time; on systems without alarms (Windows) nothing does."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLongError(f"it took more than {seconds:g} s")

    clocks = ((signal.SIGPROF, signal.ITIMER_PROF, seconds), (signal.SIGALRM, signal.ITIMER_REAL, seconds * _WAIT))
    before = [signal.signal(number, stop) for number, _, _ in clocks]
    for _, clock, limit in clocks:
        signal.setitimer(clock, limit)
    try:
        yield
    finally:
        for (number, clock, _), handler in zip(clocks, before, strict=True):
            signal.setitimer(clock, 0)
            signal.signal(number, handler)


def run_case(root: Path, target: Target, seed: int) -> str | Fault:
    """One case in the new folder `root`: `read_labels`, `refused` with a sentence, or what went wrong."""
    chance = random.Random(f"{target} {seed}")
    files: dict[str, bytes] = {}
    try:
        with time_limit(LONGEST):
            if target == "image":
                return _try_image(root, chance, files)
            return _try_labels(root, chance.choice([one for one in SAMPLES if one.format == target]), chance, files)
    except UserFacingError as error:
        sentence = str(error)
        if not sentence.rstrip().endswith((".", "…")) or "Traceback" in sentence:
            return Fault(target, seed, f"no sentence: {sentence!r}", files)
        return "refused"
    except (Exception, TookTooLongError) as error:  # noqa: BLE001 - what this is here to find
        return Fault(target, seed, f"{type(error).__name__}: {error}", files)


def _try_image(root: Path, chance: random.Random, files: dict[str, bytes]) -> str:
    name, content = chance.choice(sorted(sample_images().items()))
    files[name] = mutated(content, chance)
    root.mkdir(parents=True)
    (root / name).write_bytes(files[name])
    width, height = read_size(root / name)
    if width * height <= _LARGEST:
        decode_image(root / name)
        decode_image(root / name, max_pixels=20)
    return "read"


def _try_labels(root: Path, sample: Sample, chance: random.Random, files: dict[str, bytes]) -> str:
    """Try labels.

    Raises:
        UserFacingError: The reason, as a sentence for the user.
        AssertionError: The reader raised what it should not.
    """
    files |= sample.files
    damaged = chance.choice(sample.damaged)
    files[damaged] = mutated(files[damaged], chance)
    write(root, sample, files)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with contextlib.suppress(UserFacingError):
        recognize_format(root)
    data = FORMATS[sample.format].open_dataset(root)
    assert all(isinstance(notice, str) for notice in data.notices)
    labels = {}
    refusal: UserFacingError | None = None
    for image in data.images:
        try:
            labels[image] = data.read_labels(image)
        except UserFacingError as error:
            refusal = error
    for file in labels.values():
        assert all(sentence.rstrip().endswith((".", "…")) for sentence in file.problems), file.problems
        file.save(file.image_annotations)
    now = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert now == before, "saving without an edit changed the folder"
    if refusal is not None:
        raise refusal
    with_boxes = [image for image, file in labels.items() if file.image_annotations.annotations]
    if with_boxes:
        image = chance.choice(with_boxes)
        _edit_one(labels[image])
        again = FORMATS[sample.format].open_dataset(root)
        if isinstance(data, VocDataset):  # the window remembers how files count, as their zeros may be edited away
            again = VocFormat().open_dataset(root, options=data.options_to_reopen)
        _check_others(labels[image], again.read_labels(image))
    return "read"


def _edit_one(file: LabelFile) -> None:
    """Move its first box and give it an attribute in the place of its first one, which is an edit like another.

    Raises:
        UserFacingError: The reason, as a sentence for the user.
    """
    annotation, *others = file.image_annotations.annotations
    moved = move_edges(annotation, x1=annotation.bounds.x1 + _BY, x2=annotation.bounds.x2 + _BY)
    attributes = annotation.attributes
    if file.holds_attributes:
        attributes = attributes.without_key(next(iter(attributes), "")).with_value("fuzz", "<&\"'")
    moved = replace(moved, attributes=attributes)
    with contextlib.suppress(
        AnnotationWriteError
    ):  # such as a label that is empty: it is reported, and nothing is written
        file.save(file.image_annotations.with_annotations((moved, *others)))


def _check_others(before: LabelFile, after: LabelFile) -> None:
    was, now = (Counter(map(_meaning, file.image_annotations.annotations[1:])) for file in (before, after))
    assert len(before.image_annotations.annotations) == len(after.image_annotations.annotations), (
        "editing a box changed how many there are"
    )
    assert was == now, "editing a box changed others"


def _meaning(annotation: Annotation) -> Annotation:
    """Without the uid, and without an outline that cannot be used, which is another each time a file is read."""
    is_box = get_outline(annotation.geometry) is None
    return replace(annotation, uid=0, geometry=Box(*annotation.bounds.xyxy) if is_box else annotation.geometry)


def run(target: Target, cases: int, seed: int, folder: Path) -> tuple[Counter[str], list[Fault]]:
    """That many cases in folders below `folder`; how they ended, and the faults."""
    endings: Counter[str] = Counter()
    faults = []
    with mock.patch("os.fsync"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, of damaged EXIF blocks
        for case in range(seed, seed + cases):
            root = folder / f"{target}-{case}"
            ended = run_case(root, target, case)
            shutil.rmtree(root, ignore_errors=True)
            if isinstance(ended, Fault):
                faults.append(ended)
            endings["fault" if isinstance(ended, Fault) else ended] += 1
    return endings, faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=20_000, help="for each format (default: 20000)")
    parser.add_argument("--seed", type=int, default=0, help="of the first case (default: 0)")
    parser.add_argument("--only", choices=TARGETS, help="one format, or images")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the files of cases that went wrong there")
    args = parser.parse_args()
    failed = 0
    for target in [args.only] if args.only else TARGETS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            endings, faults = run(target, args.cases, args.seed, Path(folder))
        failed += len(faults)
        counts = ", ".join(f"{count} {ending}" for ending, count in sorted(endings.items()))
        print(f"{target:8} {args.cases} cases in {time.monotonic() - began:.0f} s: {counts}", flush=True)
        for fault in faults[:20]:
            print(f"  case {fault.seed}: {ascii(fault.what)[:200]}")
        if args.keep is not None:
            _keep(args.keep, faults)
    return 1 if failed else 0


def _keep(folder: Path, faults: list[Fault]) -> None:
    for fault in faults:
        for name, content in fault.files.items():
            path = folder / f"{fault.target}-{fault.seed}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
