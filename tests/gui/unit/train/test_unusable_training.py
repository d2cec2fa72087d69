"""A training in the window does not begin on labels that must be repaired, unless a person does without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.errors import DatasetError
from detector.training.runs.data_selection import UNUSABLE_LABELS, choose_data
from frcnn_gui.common.job import JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.train import preflight_job as preflight
from frcnn_gui.train.train_job import REPAIR_FIRST_TEXT, TrainRequest, _load_sets
from tests.detector.image_files import labeled
from tests.sentences import sentence_pattern


class Context(JobContext):
    """Keeps what is reported."""

    def __init__(self) -> None:
        self.news: list[object] = []

    def report_event(self, value: object) -> None:
        self.news.append(value)

    def report_progress(self, done: int, total: int, text: str = "") -> None: ...

    def create_progress_callback(self, text: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        return lambda _done, _total: None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One picture with a box of 0.3 pixels, one with a box outside, and a good one."""
    labeled(tmp_path / "tiny.png", [("cup", (0, 10, 0.3, 50))])
    labeled(tmp_path / "outside.png", [("cup", (300, 300, 340, 350))])
    labeled(tmp_path / "good.png", [("cup", (0, 10, 60, 50))])
    return tmp_path


def test_that_the_look_before_a_training_names_both_kinds(folder: Path) -> None:
    context = Context()
    learned, images = preflight._count_labels(folder, choose_data(folder), context)
    assert [image.path.name for image in learned.images] == ["good.png"]
    assert images == 1
    (found,) = [one for one in context.news if isinstance(one, preflight.UnusableFound)]
    assert [problem.image.name for problem in found.stopping if problem.image] == ["tiny.png"]
    assert [problem.image.name for problem in found.left_out if problem.image] == ["outside.png"]


def test_that_a_training_that_was_asked_for_nevertheless_ends_with_a_sentence(folder: Path) -> None:
    request = TrainRequest(folder, folder / "run", "mobilenet_fpn", 1)
    sentences = f"{UNUSABLE_LABELS} {tr(REPAIR_FIRST_TEXT)}"
    with pytest.raises(DatasetError, match=sentence_pattern(sentences, names="tiny.png")):
        _load_sets(request, None, Context())


def test_that_a_person_can_do_without_these_images(folder: Path) -> None:
    request = TrainRequest(folder, folder / "run", "mobilenet_fpn", 1, skip_unusable=True)
    learned, measured, arguments = _load_sets(request, None, Context())
    assert [image.path.name for image in learned.images] == ["good.png"]
    assert measured is None
    assert arguments["skip_unusable"] == "yes"
