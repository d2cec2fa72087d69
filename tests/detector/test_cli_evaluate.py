from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from detector.cli import COMMANDS, main
from detector.data.labelled_set import load_training_set
from detector.evaluation.evaluate import evaluate
from detector.predictor import Predictor
from detector.training.checkpoint import load_checkpoint
from tests.detector.small import small_model


def run(folder: Path, checkpoint: Path, *more: str) -> int:
    return main(["evaluate", str(folder), "--checkpoint", str(checkpoint), "--device", "cpu", *more])


def test_that_json_has_ap50_of_each_class_and_their_mean(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, checkpoint, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    model = load_checkpoint(checkpoint).model
    expected = evaluate(Predictor(model), load_training_set(folder, model.classes))
    assert expected is not None
    assert told["images"] == 2
    assert told["ap50"]["per_class"] == expected.average_precision.per_class
    assert told["ap50"]["mean"] == pytest.approx(sum(told["ap50"]["per_class"].values()) / 2)


def test_that_a_perfect_detector_scores_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labelled = load_training_set(folder, ("square", "disc"))
    predictor = Predictor(small_model())
    truth = iter(labelled.images)

    def know_it_all() -> object:
        from detector.predictor import PredictedBoxes

        image = next(truth)
        names = tuple(labelled.classes[label - 1] for label in image.labels.tolist())
        return PredictedBoxes(image.boxes, names, (image.labels * 0 + 1.0).astype("float32"), image.width, image.height)

    monkeypatch.setattr(predictor, "detect", know_it_all)
    measured = evaluate(predictor, labelled)
    assert measured is not None
    assert measured.average_precision.per_class == {"square": 1.0, "disc": 1.0}


def test_that_text_names_classes_and_mean(folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, checkpoint) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "AP50 on 2 images"
    assert [line.split()[0] for line in lines[1:]] == ["square", "disc", "mean"]


def test_that_an_unreadable_image_is_told_and_left_out(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "image_0.png").write_bytes(b"not an image")
    assert run(folder, checkpoint, "--json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["images"] == 1
    assert "image_0.png" in shown.err


def test_that_cancelling_measures_nothing(folder: Path) -> None:
    labelled = load_training_set(folder, ("square", "disc"))
    assert evaluate(Predictor(small_model()), labelled, cancelled=lambda: True) is None


@pytest.mark.parametrize("command", list(COMMANDS))
def test_that_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "usage: frcnn" in capsys.readouterr().out


def test_that_the_package_can_be_run_as_a_module() -> None:
    shown = subprocess.run([sys.executable, "-m", "detector", "--help"], capture_output=True, text=True, check=True)
    assert all(command in shown.stdout for command in COMMANDS)


def test_that_help_needs_no_torch() -> None:
    script = "import sys\nfrom detector.cli import parser\nparser()\nprint('torch' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
