"""Access to the COCO files of a data set, for callers that need more than boxes: ids, areas and crowd regions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detector.data.formats.base import Dataset
from detector.data.formats.shared.single_file_dataset import JointDataset

from .state import CocoState


def list_coco_states(dataset: Dataset) -> Sequence[CocoState]:
    """The states of the COCO files of a data set; empty for other formats."""
    if not isinstance(dataset, JointDataset):
        return ()
    return [state for state in dataset.states if isinstance(state, CocoState)]


def find_coco_image(dataset: Dataset, image: Path) -> tuple[CocoState, str] | None:
    """The state of the COCO file that has `image`, and the name of the image there; None for other formats."""
    if not isinstance(dataset, JointDataset):
        return None
    state, name = dataset.find_state(image)
    return (state, name) if isinstance(state, CocoState) else None
