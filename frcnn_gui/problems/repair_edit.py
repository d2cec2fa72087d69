"""Problems with an obvious remedy, repaired in many images as one edit of the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from detector.config import DetectorConfig
from detector.data.lint.problems import LabelProblem
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, FileStep, FolderEdit, save_labels
from frcnn_gui.images.label_index_job import IndexedImage, index_image_annotations
from frcnn_gui.problems.repairs import ProblemKey, apply_repairs, filter_repairable, find_problems

if TYPE_CHECKING:
    from detector.data.annotation import Annotation
    from detector.data.formats.base import Dataset
    from detector.data.formats.class_edits import FileChange

TOPIC = "problems"


class RepairEdit(FolderEdit):
    """Repairs the problems `keys_by_image` of their images, as far as they are still there."""

    topic = TOPIC

    def __init__(
        self,
        dataset: Dataset,
        config: DetectorConfig,
        keys_by_image: Mapping[Path, frozenset[ProblemKey]],
        *,
        watch_job: Callable[[Job], object],
        finish: Callable[[RepairEdit, EditOutcome], object],
    ) -> None:
        super().__init__(keys_by_image)
        self._dataset, self._config, self._keys_by_image = dataset, config, dict(keys_by_image)
        self._watch_job, self._finish = watch_job, finish
        self.problems: dict[Path, tuple[list[LabelProblem], list[LabelProblem]]] = {}
        """The problems of an image whose file was repaired, before and since."""
        self.indexed: dict[Path, tuple[IndexedImage, IndexedImage]] = {}
        """What the index is to have of such an image, before and since."""

    @property
    def name(self) -> str:
        return tr("Repair %Ln problem(s)", "", sum(map(len, self._keys_by_image.values())))

    @property
    def progress_text(self) -> str:
        return tr("Repairing labels")

    @property
    def undo_text(self) -> str:
        return tr("Undoing the repair")

    def edit_document(self, document: Document) -> tuple[str, tuple[Annotation, ...]] | None:
        keys = self._keys_by_image.get(document.image)
        if keys is None:
            return None
        try:
            found = find_problems(self._dataset, self._config, document.image, document.annotations)
        except UserFacingError:  # its image went away: nothing of it can be repaired, and the check lists it
            return None
        repairable = filter_repairable(found, keys)
        return tr("Repair %Ln problem(s)", "", len(repairable)), apply_repairs(
            document.image_annotations, repairable
        ).annotations

    def plan_files(self, dataset: Dataset, images: Sequence[Path]) -> Iterator[FileStep]:
        for image in images:
            yield FileStep(image, partial(self._repair_file, dataset, image))

    def _repair_file(self, dataset: Dataset, image: Path) -> FileChange | None:
        file = dataset.read_labels(image)
        before = file.image_annotations
        found = find_problems(dataset, self._config, image, before.annotations)
        after = apply_repairs(before, filter_repairable(found, self._keys_by_image[image]))
        if after == before:
            return None
        change = save_labels(image, file, after)
        self.problems[image] = found, find_problems(dataset, self._config, image, after.annotations)
        self.indexed[image] = index_image_annotations(before), index_image_annotations(after)
        return change

    def describe_done(self, stopped: bool) -> str:
        images = len(self.changes) + len(self.steps)
        text = tr("Repaired the labels of %Ln image(s).", "", images)
        return tr("Stopped. {done}").format(done=text) if stopped else text

    def watch_job(self, job: Job) -> None:
        self._watch_job(job)

    def finish(self, outcome: EditOutcome) -> None:
        self._finish(self, outcome)
