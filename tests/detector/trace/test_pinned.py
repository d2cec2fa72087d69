"""Traces of pinned images while a network trains: what they hold, and that training is what it was without them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from detector.data.labeled_set import TrainingSet, load_training_set
from detector.errors import ImageUnreadableError
from detector.trace.pinned import TRACES_FOLDER, PinnedTraces
from detector.trace.trace_file import load_trace
from detector.training.runs.events import StepCompleted
from tests.detector.drawn import drawn_folder
from tests.detector.runs import new_model, new_trainer


@pytest.fixture
def images(tmp_path: Path) -> TrainingSet:
    return load_training_set(drawn_folder(tmp_path / "images", 4))


def trained(images: TrainingSet, folder: Path, pinned: bool) -> dict[str, torch.Tensor]:
    model = new_model()
    trainer = new_trainer(images, folder, model=model)
    pins = PinnedTraces(model, images.images[:1], folder) if pinned else None
    for event in trainer.run():
        if pins is not None and isinstance(event, StepCompleted):
            pins.save_traces(event.step)
    return {name: values.clone() for name, values in model.state_dict().items()}


def test_that_training_is_the_same_with_pinned_images(images: TrainingSet, tmp_path: Path) -> None:
    without, with_pins = (trained(images, tmp_path / name, name == "b") for name in ("a", "b"))
    assert without.keys() == with_pins.keys()
    for name, values in without.items():
        assert torch.equal(values, with_pins[name]), name


def test_that_each_step_has_its_trace_and_they_differ_as_the_network_learns(
    images: TrainingSet, tmp_path: Path
) -> None:
    trained(images, tmp_path, pinned=True)
    (folder,) = (tmp_path / TRACES_FOLDER).iterdir()
    assert folder.name == f"00_{images.images[0].path.stem}"
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == [f"step_{step:07}.npz" for step in range(1, 5)]
    traces = [load_trace(file)[0] for file in files]
    for trace in traces:
        np.testing.assert_array_equal(trace.true_boxes, images.images[0].boxes)
        assert not trace.training
    assert not np.array_equal(traces[0].proposals.objectness, traces[-1].proposals.objectness)


def test_that_an_image_that_went_away_is_reported(images: TrainingSet, tmp_path: Path) -> None:
    images.images[0].path.unlink()
    with pytest.raises(ImageUnreadableError):
        PinnedTraces(new_model(), images.images[:1], tmp_path)
