from __future__ import annotations

import sys
from pathlib import Path

import pytest

from detector.errors import UserFacingError
from detector.training.runs.events import EpochCompleted, Resumed, StepCompleted
from detector.training.runs.tensorboard import TensorBoard


def step(number: int, loss: float) -> StepCompleted:
    return StepCompleted(number, 9, 1, {"total": loss}, 0.01, 4.0, 12.5)


def scalars(folder: Path, name: str) -> list[tuple[int, float]]:
    """As TensorBoard itself reads them."""
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    events = accumulator.EventAccumulator(str(folder))
    events.Reload()
    return [(event.step, pytest.approx(event.value)) for event in events.Scalars(name)]


def test_that_tensorboard_reads_losses_and_measures(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    board = TensorBoard(tmp_path)
    for number in (1, 2):
        board.write(step(number, 1.0 / number))
    board.write(
        EpochCompleted(1, {"total": 0.75}, 0.5, 2, 1.0, 0.25, {"disc": 0.5, "ring": None}, {"total": 2.0}, True)
    )
    board.close()
    assert scalars(tmp_path, "training/total") == [(1, 1.0), (2, 0.5)]
    assert scalars(tmp_path, "run/learning_rate") == [(1, 0.01), (2, 0.01)]
    assert scalars(tmp_path, "validation/total") == [(2, 2.0)]
    assert scalars(tmp_path, "measures/AP") == [(2, 0.25)]
    assert scalars(tmp_path, "measures/AP50 disc") == [(2, 0.5)]


def test_that_steps_that_are_taken_again_are_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = pytest.importorskip("tensorboard.summary.writer.event_file_writer")
    # TensorBoard reads files by their names, which end in this number: within one second 10 sorts before 9.
    monkeypatch.setattr(writer, "_global_uid", writer.AtomicCounter(0))
    board = TensorBoard(tmp_path)
    for number in (1, 2, 3):
        board.write(step(number, 1.0))
    board.close()
    board = TensorBoard(tmp_path)
    board.write(Resumed(2, Path("last.safetensors")))
    board.write(step(3, 0.5))
    board.close()
    assert scalars(tmp_path, "training/total") == [(1, 1.0), (2, 1.0), (3, 0.5)]


def test_that_missing_tensorboard_is_a_sentence_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(UserFacingError, match=r"pip install 'frcnn-studio\[tensorboard\]'"):
        TensorBoard(tmp_path)
