"""Writing a new CreateML data set."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from detector.data.annotation import ImageAnnotation
from detector.data.formats.base import Split
from detector.data.formats.joint_writer import check_free, finite, left_out, write_new
from detector.data.formats.json_scan import dumped

from .grammar import CreateMlGrammar
from .read import EMPTY_LIST

_FILE = "_annotations.createml.json"
_FLAGS = ("difficult", "truncated", "occluded")


class CreateMlWriter:
    """See `detector.data.formats.base.DatasetWriter`.

    A file lies with the images it names, as CreateML wants it; splits are folders, as Roboflow has them. An image that
    was verified says so, as labelImg writes it.
    """

    def __init__(self, out: Path) -> None:
        """Prepare to write into `out`.

        Raises:
            AnnotationWriteError: There is such a file in `out` already.
        """
        self._out = out
        self._files: dict[Split | None, list[str]] = {}
        self._left_out: Counter[str] = Counter()
        check_free(out, [self._path(split) for split in (None, "train", "val", "test")])

    def _path(self, split: Split | None) -> Path:
        return self._out / (split or "") / _FILE

    def place_of(self, image_name: str, split: Split | None = None) -> Path:
        return self._out / (split or "") / image_name

    def add(
        self,
        image_name: str,
        width: int,  # noqa: ARG002 - the file does not say how large images are
        height: int,  # noqa: ARG002
        annotation: ImageAnnotation,
        split: Split | None = None,
    ) -> None:
        boxes = finite(annotation.boxes)
        self._left_out["box with a coordinate that is not a number"] += len(annotation.boxes) - len(boxes)
        self._left_out["score"] += sum(box.score is not None for box in boxes)
        for flag in _FLAGS:
            self._left_out[f"{flag} flag"] += sum(getattr(box, flag) for box in boxes)
        grammar = CreateMlGrammar()
        entry = f'{{"image": {dumped(image_name)}, "verified": {dumped(annotation.verified)}, "annotations": []}}'
        pieces = grammar.split(entry.encode())
        items = [grammar.new_item(box, pieces, None, b"") for box in boxes]
        self._files.setdefault(split, []).append(pieces.edited({}, frozenset(), items).content.decode())

    def finish(self) -> tuple[str, ...]:
        """Write the files.

        Raises:
            AnnotationWriteError: A file cannot be written.
        """
        for split, entries in (self._files or {None: []}).items():
            lines = ",\n".join(f"  {entry}" for entry in entries)
            write_new(self._path(split), f"[\n{lines}\n]\n".encode() if lines else EMPTY_LIST)
        return left_out(self._left_out)
