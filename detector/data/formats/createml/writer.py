"""Writing a new CreateML data set."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from detector.data.annotation import ImageAnnotations
from detector.data.formats.base import DatasetWriter, Split
from detector.data.formats.shared.json_scan import dump_json
from detector.data.formats.shared.single_file_writer import (
    check_files_absent,
    count_flags,
    describe_omissions,
    keep_finite,
    write_new_file,
)

from .grammar import CreateMlGrammar
from .reader import EMPTY_LIST

_FILE_NAME = "_annotations.createml.json"
_FLAGS = ("difficult", "truncated", "occluded")


class CreateMlWriter(DatasetWriter):
    """Writes CreateML files; see `detector.data.formats.base.DatasetWriter`.

    A file is beside its images, as CreateML requires; splits are folders, as in Roboflow's exports. Verified images
    have `verified`, as labelImg writes it.
    """

    def __init__(self, out: Path) -> None:
        """Raises: AnnotationWriteError (`out` already contains CreateML files)."""
        self._out_folder = out
        self._entries_by_split: dict[Split | None, list[str]] = {}
        self._omitted_counts: Counter[str] = Counter()
        check_files_absent(out, [self._build_path(split) for split in (None, "train", "val", "test")])

    def _build_path(self, split: Split | None) -> Path:
        return self._out_folder / (split or "") / _FILE_NAME

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out_folder / (split or "") / image_name

    def add_image(
        self,
        image_name: str,
        width: int,  # noqa: ARG002 - the file does not say how large images are
        height: int,  # noqa: ARG002
        image_annotations: ImageAnnotations,
        split: Split | None = None,
    ) -> None:
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts)
        self._omitted_counts["score"] += sum(annotation.score is not None for annotation in annotations)
        count_flags(annotations, _FLAGS, self._omitted_counts)
        self._omitted_counts["attribute"] += sum(len(annotation.attributes) for annotation in annotations)
        grammar = CreateMlGrammar()
        verified = dump_json(image_annotations.verified)
        entry = f'{{"image": {dump_json(image_name)}, "verified": {verified}, "annotations": []}}'
        pieces = grammar.split_entry(entry.encode())
        items = [grammar.build_item(annotation, pieces, None, b"") for annotation in annotations]
        self._entries_by_split.setdefault(split, []).append(pieces.edit_items({}, frozenset(), items).content.decode())

    def finish(self) -> tuple[str, ...]:
        """Write the files.

        Raises:
            AnnotationWriteError: A file cannot be written.
        """
        for split, entries in (self._entries_by_split or {None: []}).items():
            lines = ",\n".join(f"  {entry}" for entry in entries)
            write_new_file(self._build_path(split), f"[\n{lines}\n]\n".encode() if lines else EMPTY_LIST)
        return describe_omissions(self._omitted_counts)
