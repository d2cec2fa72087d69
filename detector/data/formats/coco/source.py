"""The COCO files that a data set was read from, for what asks for more than boxes: ids, areas and crowd regions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detector.data.formats.base import Dataset
from detector.data.formats.shared.single_file_dataset import JointDataset

from .state import CocoState


def list_coco_states(dataset: Dataset) -> Sequence[CocoState]:
    """The COCO files of a data set as they were read; empty for other formats."""
    if not isinstance(dataset, JointDataset):
        return ()
    return [state for state in dataset.states if isinstance(state, CocoState)]


def find_coco_image(dataset: Dataset, image: Path) -> tuple[CocoState, str] | None:
    """The COCO file that has one of the images of a data set, and what it calls it; None for other formats."""
    if not isinstance(dataset, JointDataset):
        return None
    state, name = dataset.find_state(image)
    return (state, name) if isinstance(state, CocoState) else None
