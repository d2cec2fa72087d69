from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from detector.cli import main
from detector.commands.evaluate_against import NO_NETWORK, NOTHING_THERE, OTHER_CLASSES
from detector.commands.held_out import NONE_HELD_OUT, TRAINED_ON_IMAGES
from detector.evaluation.external.label_files import NO_DETECTIONS
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import save_checkpoint
from detector.training.runs.event_log import LOG_NAME
from detector.training.runs.run_state import BEST_NAME
from detector.training.runs.split_file import SPLIT_NAME
from tests.detector.drawn import drawn_folder
from tests.detector.small import SMALL, small_model
from tests.sentences import has_sentence


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn_folder(tmp_path_factory.mktemp("drawn") / "images", 12)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A run whose network differs."""
    folder = tmp_path / "other"
    folder.mkdir()
    torch.manual_seed(7)
    save_checkpoint(folder / "best.safetensors", FasterRCNN(SMALL, small_model().classes).eval(), 1)
    (folder / LOG_NAME).write_text("")
    return folder


def run(folder: Path, *more: str) -> int:
    return main(["evaluate", str(folder), "--device", "cpu", *more])


def compared(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert run(folder, "--json", *more) == 0
    comparison: dict[str, Any] = json.loads(capsys.readouterr().out)["comparison"]
    return comparison


def test_that_a_network_against_itself_is_even(
    images: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(images, "--checkpoint", str(checkpoint), "--against", str(checkpoint)) == 0
    text = capsys.readouterr().out
    assert f"Compared with {checkpoint} on the same 12 images" in text
    assert text.count("0.000 (95 %: 0.000 to 0.000), equal in all resamplings\n") == 3  # the words matter
    assert "too few" not in text


def test_that_a_copy_of_a_network_is_even_too(
    images: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.safetensors"
    copy.write_bytes(checkpoint.read_bytes())
    messages = compared(images, capsys, "--checkpoint", str(checkpoint), "--against", str(copy))
    assert [messages[name]["difference"] for name in ("ap", "ap50", "ap75")] == [0.0] * 3
    assert messages["ap"]["low"] == messages["ap"]["high"] == 0.0
    assert messages["images"] == 12


def test_that_the_labels_are_far_better_than_a_network_that_learned_nothing(
    images: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    messages = compared(images, capsys, "--detections", str(images), "--against", str(other))
    assert messages["ap50"]["difference"] > 0.9
    assert messages["ap50"]["low"] > 0.8
    assert messages["ap50"]["better_share"] == 1.0
    assert not messages["ap50"]["too_few"]
    turned = compared(images, capsys, "--checkpoint", str(other / "best.safetensors"), "--against", str(images))
    assert turned["ap50"]["difference"] == -messages["ap50"]["difference"]


def test_that_results_that_were_written_can_be_compared_with(
    images: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, truth = tmp_path / "found.json", tmp_path / "truth.json"
    written = ("--checkpoint", str(checkpoint), "--write-detections", str(found), "--ground-truth", str(truth))
    assert run(images, *written) == 0
    capsys.readouterr()
    messages = compared(images, capsys, "--checkpoint", str(checkpoint), "--against", str(found), "--ids", str(truth))
    assert [messages[name]["difference"] for name in ("ap", "ap50", "ap75")] == pytest.approx([0.0] * 3, abs=1e-6)
    assert messages["skipped_images"] == 0


def test_that_a_run_that_learned_from_the_images_is_reported(
    images: Path, checkpoint: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = sorted(path.name for path in images.glob("*.png"))
    (other / SPLIT_NAME).write_text(json.dumps({"learned": names[:5], "measured": names[5:]}))
    assert run(images, "--checkpoint", str(checkpoint), "--against", str(other)) == 0
    assert has_sentence(capsys.readouterr().err, TRAINED_ON_IMAGES, name=other / BEST_NAME, learned=5)


def test_that_a_run_is_measured_on_images_that_it_did_not_learn_from(
    images: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = sorted(path.name for path in images.glob("*.png"))
    (other / SPLIT_NAME).write_text(json.dumps({"learned": names[:5], "measured": []}))
    assert run(images, "--checkpoint", str(other)) == 0  # the folder of a run stands for its best network
    assert has_sentence(capsys.readouterr().err, TRAINED_ON_IMAGES, name=other / BEST_NAME, learned=5, images=12)
    assert run(images, "--checkpoint", str(other), "--held-out", "--json") == 0
    shown = capsys.readouterr()
    assert "trained on" not in shown.err
    assert json.loads(shown.out)["images"] == 7
    (other / SPLIT_NAME).write_text(json.dumps({"learned": names, "measured": []}))
    assert run(images, "--checkpoint", str(other), "--held-out") == 2
    assert has_sentence(capsys.readouterr().err, NONE_HELD_OUT)


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere", NOTHING_THERE), ("empty", NO_NETWORK), ("text.json", NO_DETECTIONS)],
)
def test_that_what_cannot_be_compared_with_is_a_sentence_and_2(
    images: Path, checkpoint: Path, tmp_path: Path, name: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / LOG_NAME).write_text("")
    (tmp_path / "text.json").write_text("{}")
    assert run(images, "--checkpoint", str(checkpoint), "--against", str(tmp_path / name)) == 2
    shown = capsys.readouterr().err
    assert has_sentence(shown, message)
    assert "Traceback" not in shown


def test_that_a_network_of_other_classes_is_a_sentence_and_2(
    images: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cats.safetensors"
    save_checkpoint(path, FasterRCNN(SMALL, ("cat",)).eval(), 1)
    assert run(images, "--checkpoint", str(checkpoint), "--against", str(path)) == 2
    shown = capsys.readouterr().err
    assert "cats.safetensors cannot be compared" in shown
    assert has_sentence(shown, OTHER_CLASSES, classes="cat")
