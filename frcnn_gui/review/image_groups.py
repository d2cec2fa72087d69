"""Which of the measured images the network has learned from: its AP there says little about other images."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from detector.training.runs.split_file import read_split
from frcnn_gui.common.language import N_
from frcnn_gui.network.network_cache import NetworkSource
from frcnn_gui.network.run_folders import list_runs_folders

if TYPE_CHECKING:
    from frcnn_gui.review.evaluate_job import FolderEvaluation


class ImageGroup(Enum):
    """The images that Review measures. The order is that of the window."""

    HELD_OUT = N_("Held out ({count})")
    LEARNED = N_("Trained on ({count})")
    ALL = N_("All ({count})")


@dataclass(frozen=True)
class GroupCounts:
    """How many measured images the network has learned from, and how many not."""

    held_out: int
    learned: int

    @property
    def groups(self) -> dict[ImageGroup, int]:
        """The groups that differ, with their numbers of images; only `ALL` if one of the others is empty."""
        both = {ImageGroup.HELD_OUT: self.held_out, ImageGroup.LEARNED: self.learned}
        return (both if all(both.values()) else {}) | {ImageGroup.ALL: self.held_out + self.learned}


def find_learned_images(source: NetworkSource, root: Path, images: Iterable[Path]) -> frozenset[Path]:
    """Those of `images` of the folder `root` that the network was trained on; none if it is not of a run on `root`."""
    run = source.checkpoint.parent if source.checkpoint is not None else None
    if run is None or run.parent not in list_runs_folders(root):
        return frozenset()
    split = read_split(run)
    return split.select_learned(images, root) if split is not None else frozenset()


def count_groups(measured: FolderEvaluation) -> GroupCounts:
    """How many of the measured images are in each group."""
    learned = sum(result.path in measured.learned for result in measured.evaluation.results)
    return GroupCounts(measured.evaluation.images - learned, learned)


def select_group(measured: FolderEvaluation, group: ImageGroup) -> FolderEvaluation:
    """The evaluation on the images of `group` alone."""
    if group is ImageGroup.ALL:
        return measured
    from detector.evaluation.masks import compute_mask_metrics
    from detector.evaluation.measurement import score_results

    whole, classes = measured.evaluation, measured.classes
    of_learned = group is ImageGroup.LEARNED
    rows = [row for row, one in enumerate(whole.results) if (one.path in measured.learned) == of_learned]
    selected = [whole.results[row] for row in rows]
    evaluation = score_results(selected, classes, whole.warnings)
    if whole.mask_results:
        masks = tuple(whole.mask_results[row] for row in rows)
        metrics = compute_mask_metrics(selected, masks, classes)
        evaluation = replace(evaluation, masks=metrics, mask_results=masks)
    return replace(measured, evaluation=evaluation)
