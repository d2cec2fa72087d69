from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from detector.cli import main
from detector.config import PRESETS
from detector.training.checkpoint import load_checkpoint
from detector.training.events import StepCompleted
from tests.detector.drawn import draw, drawn_folder, labelled
from tests.detector.small import SMALL


@pytest.fixture(autouse=True)
def small_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRESETS, "mobilenet", SMALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return drawn_folder(tmp_path / "images", 4)


def train(folder: Path, out: Path, *more: str) -> int:
    short = ("--steps", "2", "--batch-size", "1", "--weights", "none", "--device", "cpu")
    return main(["train", str(folder), "--out", str(out), *short, *more])


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_that_training_leaves_a_checkpoint_of_the_folders_classes(folder: Path, tmp_path: Path) -> None:
    assert train(folder, tmp_path / "out") == 0
    checkpoint = load_checkpoint(tmp_path / "out" / "last.safetensors")
    assert checkpoint.classes == ("disc", "square")
    assert checkpoint.step == 2


def test_that_settings_given_are_those_of_the_checkpoint(folder: Path, tmp_path: Path) -> None:
    assert train(folder, tmp_path / "out", "--lr", "0.002", "--seed", "5") == 0
    recipe = load_checkpoint(tmp_path / "out" / "last.safetensors").config.training
    assert (recipe.learning_rate, recipe.seed, recipe.batch_size) == (0.002, 5, 1)


def test_that_json_has_one_event_a_line(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(folder, tmp_path / "out", "--json") == 0
    told = events(capsys.readouterr().out)
    assert [event["event"] for event in told] == [
        *("TrainingStarted", "StepCompleted", "StepCompleted"),
        *("EpochCompleted", "CheckpointSaved", "Finished"),
    ]
    assert told[-1]["path"] == str(tmp_path / "out" / "last.safetensors")
    assert set(told[1]["losses"]) > {"total", "loss_objectness"}


def test_that_a_progress_bar_shows_losses(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(folder, tmp_path / "out") == 0
    shown = capsys.readouterr()
    assert "objectness" in shown.err
    assert "2 classes (disc, square)" in shown.out


def test_that_the_same_seed_gives_the_same_run(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = []
    for name in ("a", "b"):
        assert train(folder, tmp_path / name, "--json", "--seed", "3") == 0
        runs.append([event["losses"] for event in events(capsys.readouterr().out) if event["event"] == "StepCompleted"])
    assert runs[0] == runs[1]


def test_that_an_earlier_checkpoint_is_not_replaced_unasked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "last.safetensors").write_bytes(b"hours of work")
    assert train(folder, tmp_path) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert (tmp_path / "last.safetensors").read_bytes() == b"hours of work"
    assert train(folder, tmp_path, "--overwrite") == 0


def test_that_training_can_start_from_a_checkpoint_with_other_classes(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(folder, tmp_path / "first") == 0
    labelled(folder / "more.png", [("triangle", (10, 10, 50, 50))])
    start = tmp_path / "first" / "last.safetensors"
    assert train(folder, tmp_path / "second", "--weights", str(start)) == 0
    assert "Starts anew: class triangle." in capsys.readouterr().err
    assert load_checkpoint(tmp_path / "second" / "last.safetensors").classes == ("disc", "square", "triangle")


def test_that_a_checkpoint_that_is_not_there_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(folder, tmp_path / "out", "--weights", "nowhere.safetensors") == 2
    assert "nowhere.safetensors" in capsys.readouterr().err


@pytest.mark.parametrize("held_back", ["--val", "--val-fraction"])
def test_that_validation_gives_ap50_and_a_best_checkpoint(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], held_back: str
) -> None:
    value = str(drawn_folder(tmp_path / "more", 2, seed=1)) if held_back == "--val" else "0.25"
    assert train(folder, tmp_path / "out", "--json", held_back, value) == 0
    (epoch,) = [event for event in events(capsys.readouterr().out) if event["event"] == "EpochCompleted"]
    assert 0 <= epoch["average_precision"] <= 1
    assert (tmp_path / "out" / "best.safetensors").exists()


def test_that_ctrl_c_ends_with_a_checkpoint_and_130(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def press_after_a_step(event: object) -> dict[str, str]:
        if isinstance(event, StepCompleted):
            signal.raise_signal(signal.SIGINT)
        return {}

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("detector.commands.train.as_object", press_after_a_step)
    assert train(folder, tmp_path / "out", "--json") == 130
    assert signal.getsignal(signal.SIGINT) is before
    assert "Interrupted after step 1; the checkpoint is" in capsys.readouterr().err
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == 1


def test_that_a_folder_without_images_is_a_sentence_and_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert train(tmp_path / "empty", tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert "empty" in told
    assert "Traceback" not in told


def test_that_a_folder_without_labels_is_a_sentence_and_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bare").mkdir()
    draw(tmp_path / "bare" / "a.png", [])
    assert train(tmp_path / "bare", tmp_path / "out") == 2
    assert "no labelled image" in capsys.readouterr().err


def test_that_missing_weights_are_a_sentence_and_2(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def offline(*_args: object, **_options: object) -> None:
        raise OSError("no network")

    monkeypatch.delenv("FRCNN_WEIGHTS_DIR", raising=False)
    monkeypatch.setattr("torchvision.models._api.load_state_dict_from_url", offline)
    assert train(folder, tmp_path / "out", "--weights", "imagenet") == 2
    assert "--weights none" in capsys.readouterr().err


def test_that_a_device_that_is_not_there_is_a_sentence_and_2(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(folder, tmp_path / "out", "--device", "cuda:99") == 2
    assert "cuda:99" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong", [("--epochs", "0"), ("--lr", "-1"), ("--lr", "nan"), ("--val-fraction", "1"), ("--batch-size", "x")]
)
def test_that_numbers_out_of_range_are_refused_with_the_option(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", str(folder), "--out", str(tmp_path / "out"), *wrong])
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err
