"""Problems with an obvious remedy, repaired in many images as one edit of the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from detector.config import DetectorConfig
from detector.data.lint import LabelProblem
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, FileChange, FileStep, FolderEdit, save_labels
from frcnn_gui.images.label_index_job import IndexedImage, index_annotation
from frcnn_gui.problems.repairs import ProblemKey, apply_repairs, filter_repairable, find_problems

if TYPE_CHECKING:
    from detector.data.annotation import Box
    from detector.data.formats.base import Dataset

TOPIC = "problems"


class RepairEdit(FolderEdit):
    """Repairs the problems `wanted` of their images, as far as they are still there."""

    topic = TOPIC

    def __init__(
        self,
        dataset: Dataset,
        config: DetectorConfig,
        wanted: Mapping[Path, frozenset[ProblemKey]],
        *,
        watch_job: Callable[[Job], object],
        finish: Callable[[RepairEdit, EditOutcome], object],
    ) -> None:
        super().__init__(wanted)
        self._dataset, self._config, self._wanted = dataset, config, dict(wanted)
        self._watch_job, self._finish = watch_job, finish
        self.problems: dict[Path, tuple[list[LabelProblem], list[LabelProblem]]] = {}
        """The problems of an image whose file was repaired, before and since."""
        self.indexed: dict[Path, tuple[IndexedImage, IndexedImage]] = {}
        """What the index is to have of such an image, before and since."""

    @property
    def name(self) -> str:
        return tr("Repair %Ln problem(s)", "", sum(map(len, self._wanted.values())))

    @property
    def progress_text(self) -> str:
        return tr("Repairing labels")

    @property
    def undo_text(self) -> str:
        return tr("Taking the repairs back")

    def edit_document(self, document: Document) -> tuple[str, tuple[Box, ...]] | None:
        wanted = self._wanted.get(document.image)
        if wanted is None:
            return None
        try:
            found = find_problems(self._dataset, self._config, document.image, document.boxes)
        except UserFacingError:  # its image went away: nothing of it can be repaired, and the check lists it
            return None
        meant = filter_repairable(found, wanted)
        return tr("Repair %Ln problem(s)", "", len(meant)), apply_repairs(document.annotation, meant).boxes

    def plan_files(self, dataset: Dataset, images: Sequence[Path]) -> Iterator[FileStep]:
        for image in images:
            yield FileStep(image, partial(self._repair_file, dataset, image))

    def _repair_file(self, dataset: Dataset, image: Path) -> FileChange | None:
        file = dataset.read_labels(image)
        before = file.annotation
        found = find_problems(dataset, self._config, image, before.boxes)
        after = apply_repairs(before, filter_repairable(found, self._wanted[image]))
        if after == before:
            return None
        change = save_labels(image, file, after)
        self.problems[image] = found, find_problems(dataset, self._config, image, after.boxes)
        self.indexed[image] = index_annotation(before), index_annotation(after)
        return change

    def describe_done(self, stopped: bool) -> str:
        images = len(self.changes) + len(self.steps)
        text = tr("The labels of %Ln image(s) were repaired.", "", images)
        return tr("Stopped. {done}").format(done=text) if stopped else text

    def watch_job(self, job: Job) -> None:
        self._watch_job(job)

    def finish(self, outcome: EditOutcome) -> None:
        self._finish(self, outcome)
