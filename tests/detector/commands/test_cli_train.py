from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import torch

from detector.cli import main
from detector.commands import train_display, train_network
from detector.commands.train import INTERRUPTED
from detector.commands.train_output import LOG_STOPPED
from detector.commands.train_start import NETWORK_KEPT, NO_CHECKPOINT_YET, NOTHING_TO_RESUME
from detector.config import PRESETS
from detector.data.labeled_set import NO_USABLE_IMAGE
from detector.faster_rcnn import FasterRCNN
from detector.training import start_run
from detector.training.checkpoints.checkpoint import load_checkpoint, load_resume_state, save_checkpoint
from detector.training.runs.events import StepCompleted
from detector.training.runs.past_runs import PastRun
from detector.training.runs.past_runs import read_run as read_past_run
from detector.training.runs.resume import TRAINING_IMAGES_CHANGED
from detector.training.runs.run_folder import FOLDER_NOT_WRITABLE
from detector.training.start_run import LITTLE_SPACE, TOO_SHORT
from detector.training.time_budget import TimeEstimate
from tests.detector.drawn import draw, drawn_folder, labeled
from tests.detector.small import SMALL
from tests.sentences import has_sentence


@pytest.fixture(autouse=True)
def small_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRESETS, "mobilenet_fpn", SMALL)


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


def test_that_every_option_of_the_recipe_reaches_it(folder: Path, tmp_path: Path) -> None:
    options = ["--schedule", "cosine", "--warmup", "7", "--weight-decay", "0.001", "--clip", "5", "--no-flip"]
    options += ["--scale-jitter", "0.8,1.25", "--color-jitter", "0.2", "--precision", "float32", "--patience", "3"]
    assert train(folder, tmp_path / "out", *options, "--workers", "2", "--seed", "5") == 0
    recipe = load_checkpoint(tmp_path / "out" / "last.safetensors").config.training
    assert (recipe.schedule, recipe.warmup_steps, recipe.weight_decay, recipe.clip_norm) == ("cosine", 7, 0.001, 5.0)
    assert (recipe.flip, recipe.scale_jitter, recipe.color_jitter) == (False, (0.8, 1.25), 0.2)
    assert (recipe.precision, recipe.patience, recipe.workers, recipe.seed) == ("float32", 3, 2, 5)


def test_that_json_has_one_event_a_line(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(folder, tmp_path / "out", "--json") == 0
    messages = events(capsys.readouterr().out)
    assert [event["event"] for event in messages] == [
        *("TrainingStarted", "StepCompleted", "StepCompleted"),
        *("EpochCompleted", "CheckpointSaved", "Finished"),
    ]
    assert messages[-1]["path"] == str(tmp_path / "out" / "last.safetensors")
    assert set(messages[1]["losses"]) > {"total", "loss_objectness"}


def test_that_a_progress_bar_shows_losses_on_a_terminal_alone(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert train(folder, tmp_path / "log") == 0
    shown = capsys.readouterr()
    assert "objectness" not in shown.err  # a log would be full of bars
    assert "2 classes (disc, square)" in shown.out
    assert "epoch 1: mean loss" in shown.out
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert train(folder, tmp_path / "out") == 0
    assert "objectness" in capsys.readouterr().err


def test_that_too_little_space_for_checkpoints_is_reported_before_the_training(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(start_run.shutil, "disk_usage", lambda _folder: full)
    assert train(folder, tmp_path / "out") == 0  # the drive may have more by then
    assert has_sentence(capsys.readouterr().err, LITTLE_SPACE, folder=tmp_path, free=1)


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
    labeled(folder / "more.png", [("triangle", (10, 10, 50, 50))])
    start = tmp_path / "first" / "last.safetensors"
    assert train(folder, tmp_path / "second", "--weights", str(start)) == 0
    assert "Initialized: class triangle." in capsys.readouterr().err
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


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_that_ctrl_c_and_a_polite_kill_end_with_a_checkpoint(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sent: signal.Signals,
    code: int,
) -> None:
    def press_after_a_step(event: object) -> dict[str, str]:
        if isinstance(event, StepCompleted):
            signal.raise_signal(sent)
        return {}

    before = signal.getsignal(sent)
    monkeypatch.setattr("detector.commands.train_display.event_as_object", press_after_a_step)
    assert train(folder, tmp_path / "out", "--json") == code
    assert signal.getsignal(sent) is before
    assert has_sentence(capsys.readouterr().err, INTERRUPTED, step=1)
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == 1


def test_that_a_folder_without_images_is_a_sentence_and_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert train(tmp_path / "empty", tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "empty" in message
    assert "Traceback" not in message


def test_that_a_folder_without_labels_is_a_sentence_and_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bare").mkdir()
    draw(tmp_path / "bare" / "a.png", [])
    assert train(tmp_path / "bare", tmp_path / "out") == 2
    assert has_sentence(capsys.readouterr().err, NO_USABLE_IMAGE)


def test_that_missing_weights_are_a_sentence_and_2(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def offline(*_args: object, **_options: object) -> None:
        raise OSError("no network")

    monkeypatch.delenv("FRCNN_WEIGHTS_DIR", raising=False)
    monkeypatch.setattr("detector.weights.download.urlopen", offline)
    assert train(folder, tmp_path / "out", "--weights", "imagenet") == 2
    assert "--weights none" in capsys.readouterr().err


def test_that_a_device_that_is_not_there_is_a_sentence_and_2(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(folder, tmp_path / "out", "--device", "cuda:99") == 2
    assert "cuda:99" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--epochs", "0"),
        ("--lr", "-1"),
        ("--lr", "nan"),
        ("--val-fraction", "1"),
        ("--batch-size", "x"),
        ("--scale-jitter", "1.2,0.8"),
        ("--seed", "-1"),
    ],
)
def test_that_numbers_out_of_range_are_refused_with_the_option(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", str(folder), "--out", str(tmp_path / "out"), *wrong])
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_that_a_run_is_resumed_with_its_settings(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = ["--val-fraction", "0.25", "--seed", "3", "--batch-size", "1", "--weights", "none", "--device", "cpu"]
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert main(["train", str(folder), "--out", str(whole), *begin, "--epochs", "2", "--no-flip"]) == 0
    interrupt_after(2, ["train", str(folder), "--out", str(parts), *begin, "--epochs", "2", "--no-flip"])
    assert main(["train", str(folder), "--out", str(parts), "--resume", "--device", "cpu"]) == 0
    assert (parts / "last.safetensors").read_bytes() == (whole / "last.safetensors").read_bytes()
    assert has_sentence(capsys.readouterr().out, train_display.RESUMED, step=2)


def interrupt_after(step: int, arguments: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("detector.commands.train_display._format_losses", lambda event: press_at(event, step))
        assert main(arguments) == 130


def press_at(event: StepCompleted, step: int) -> str:
    if event.step == step:
        signal.raise_signal(signal.SIGINT)
    return ""


def test_that_one_command_begins_resumes_and_finds_the_run_done(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["train", str(folder), "--out", str(tmp_path / "out"), "--weights", "none", "--batch-size", "1"]
    command += ["--device", "cpu", "--steps", "4", "--resume"]
    interrupt_after(1, command)
    assert has_sentence(capsys.readouterr().err, NO_CHECKPOINT_YET)
    interrupt_after(3, command)
    message = capsys.readouterr().err
    assert has_sentence(message, train_network.RESUMED, folder=tmp_path / "out", step=1)
    assert "--weights none is ignored" in message
    assert main(command) == 0
    assert main(command) == 0
    assert has_sentence(capsys.readouterr().err, train_network.RESUMED, step=4)
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == 4


def test_that_a_run_killed_before_its_first_checkpoint_begins_again_in_its_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert train(folder, out, "--resume") == 0
    (out / "last.safetensors").rename(out / "best.safetensors")  # killed between the best and the last checkpoint
    best = (out / "best.safetensors").read_bytes()
    capsys.readouterr()
    assert train(folder, out, "--resume") == 0
    message = capsys.readouterr().err
    assert has_sentence(message, NOTHING_TO_RESUME, name="last.safetensors")
    assert has_sentence(message, NETWORK_KEPT, name="best-1.safetensors")
    assert (out / "best-1.safetensors").read_bytes() == best
    (out / "last.safetensors").unlink()
    assert train(folder, out, "--resume") == 0
    assert has_sentence(capsys.readouterr().err, NO_CHECKPOINT_YET)


def test_that_weights_that_a_run_began_with_need_not_be_there_any_more(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start, out = tmp_path / "start.safetensors", tmp_path / "out"
    assert train(folder, tmp_path / "first") == 0
    (tmp_path / "first" / "last.safetensors").rename(start)
    command = ["train", str(folder), "--out", str(out), "--weights", str(start), "--steps", "2", "--device", "cpu"]
    assert main([*command, "--resume"]) == 0
    start.unlink()
    assert main([*command, "--resume"]) == 0


def test_that_anchors_of_another_file_cannot_come_in_later(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anchors = tmp_path / "anchors.json"
    anchors.write_text('{"scales": [1.0, 2.0], "ratios": [0.5, 1.0, 2.0]}', encoding="utf-8")
    assert train(folder, tmp_path / "out", "--resume", "--anchors", str(anchors)) == 0
    assert train(folder, tmp_path / "out", "--resume", "--anchors", str(anchors)) == 0
    anchors.write_text('{"scales": [1.0, 3.0], "ratios": [0.5, 1.0, 2.0]}', encoding="utf-8")
    capsys.readouterr()
    assert train(folder, tmp_path / "out", "--resume", "--anchors", str(anchors)) == 2
    assert "anchors.scales" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no terminals that hang up there")
def test_that_a_closed_terminal_saves_and_may_say_so_twice(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang_up(_event: StepCompleted) -> str:
        for _ in range(2):
            signal.raise_signal(signal.SIGHUP)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("detector.commands.train_display._format_losses", hang_up)
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # ignored where the tests run under nohup
    try:
        assert train(folder, tmp_path / "out") == 128 + signal.SIGHUP
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == 1


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no terminals that hang up there")
def test_that_nohup_is_respected(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang_up(_event: StepCompleted) -> str:
        signal.raise_signal(signal.SIGHUP)
        return ""

    monkeypatch.setattr("detector.commands.train_display._format_losses", hang_up)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert train(folder, tmp_path / "out") == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.slow
def test_that_output_that_nothing_takes_does_not_end_a_training(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from detector.config import PRESETS; from tests.detector.small import SMALL; "
        "PRESETS['mobilenet_fpn'] = SMALL; from detector.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "train", str(folder), "--out", str(tmp_path / "out"), "--steps", "2"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*command, "--weights", "none", "--device", "cpu", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr.count(b"can no longer be written: No space left on device")) == (0, 1)
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == 2


def test_that_a_full_disk_at_tensorboards_log_does_not_end_a_training(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("tensorboard")

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("detector.training.runs.tensorboard.TensorBoard.write", full)
    monkeypatch.setattr("detector.training.runs.tensorboard.TensorBoard.close", full)
    assert train(folder, tmp_path / "out", "--tensorboard", str(tmp_path / "board")) == 0
    lines = capsys.readouterr().err.splitlines()
    assert sum(has_sentence(line, LOG_STOPPED, what="The log for TensorBoard") for line in lines) == 1


def test_that_a_folder_for_tensorboard_that_cannot_be_made_is_a_sentence(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("tensorboard")
    (tmp_path / "board").write_text("a file")
    assert train(folder, tmp_path / "out", "--tensorboard", str(tmp_path / "board")) == 2
    assert has_sentence(capsys.readouterr().err, FOLDER_NOT_WRITABLE)


def test_that_a_run_without_a_checkpoint_yet_begins(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(folder, tmp_path / "out", "--resume") == 0
    assert has_sentence(capsys.readouterr().err, NO_CHECKPOINT_YET)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (("--lr", "0.5"), "--lr 0.01, not 0.5"),
        (("--batch-size", "3"), "--batch-size 1, not 3"),
        (("--seed", "9"), "seed 0, not 9"),
        (("--preset", "vgg16"), "--preset mobilenet_fpn"),
        (("--val-fraction", "0.5"), TRAINING_IMAGES_CHANGED),
    ],
)
def test_that_a_run_is_not_resumed_with_other_settings(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: tuple[str, str], message: str
) -> None:
    assert train(folder, tmp_path / "out") == 0
    assert main(["train", str(folder), "--out", str(tmp_path / "out"), "--resume", *changed]) == 2
    assert message in capsys.readouterr().err


def test_that_a_run_can_be_made_longer(folder: Path, tmp_path: Path) -> None:
    assert train(folder, tmp_path / "out") == 0
    assert main(["train", str(folder), "--out", str(tmp_path / "out"), "--resume", "--steps", "3"]) == 0
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == 3


def voc_layout(folder: Path, root: Path) -> Path:
    """The images of `folder` as Pascal VOC's own data sets are laid out, with its own parts."""
    for name, pattern in (("JPEGImages", "*.png"), ("Annotations", "*.xml")):
        (root / name).mkdir(parents=True)
        for path in folder.glob(pattern):
            shutil.copy(path, root / name)
    sets = root / "ImageSets" / "Main"
    sets.mkdir(parents=True)
    (sets / "train.txt").write_text("image_0\nimage_1\nimage_2\n", encoding="utf-8")
    (sets / "val.txt").write_text("image_3\n", encoding="utf-8")
    return root


def test_that_the_parts_that_a_data_set_names_are_used(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = voc_layout(folder, tmp_path / "voc")
    assert train(root, tmp_path / "out", "--json") == 0
    started = events(capsys.readouterr().out)[0]
    assert (started["images"], started["validation_images"]) == (3, 1)
    assert train(root, tmp_path / "out2", "--json", "--split", "val") == 0
    started = events(capsys.readouterr().out)[0]
    assert (started["images"], started["validation_images"]) == (1, 0)


def test_that_any_format_can_be_learned_from(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ["filename,width,height,class,xmin,ymin,xmax,ymax", "image_0.png,128,96,ring,10,10,50,50"]
    for label in folder.glob("*.xml"):
        label.unlink()
    (folder / "labels.csv").write_text("\n".join([*rows, "image_1.png,128,96,ring,20,10,60,50", ""]), encoding="utf-8")
    assert train(folder, tmp_path / "out", "--format", "csv") == 0
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").classes == ("ring",)


def test_that_training_can_start_from_torchvisions_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(FasterRCNN(SMALL, ("a", "b", "c"), pretrained=True).state_dict(), tmp_path / "known.pth")
    more = ("--weights", str(tmp_path / "known.pth"), "--preset", "mobilenet_fpn")
    assert train(folder, tmp_path / "out", *more) == 0
    assert "Kept: the backbone, the RPN" in capsys.readouterr().err


def test_that_training_can_start_from_coco(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "detector.training.start_run.build_coco_detector",
        lambda *_args: FasterRCNN(SMALL, ("disc", "person"), True),
    )
    assert train(folder, tmp_path / "out", "--weights", "coco") == 0
    assert "class disc. Initialized: class square." in capsys.readouterr().err


def test_that_tensorboard_is_written(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    assert train(folder, tmp_path / "out", "--tensorboard", str(tmp_path / "board")) == 0
    assert list((tmp_path / "board").iterdir())


def test_that_help_explains_presets_and_several_gpus(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    shown = capsys.readouterr().out
    assert all(name in shown for name in PRESETS)
    assert "torchrun --nproc-per-node" in shown


def test_that_anchors_can_be_those_that_were_suggested(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anchors, out = tmp_path / "anchors.json", tmp_path / "run"
    assert main(["anchors", str(folder), "--write", str(anchors), "--ratios", "2"]) == 0
    arguments = ["train", str(folder), "--out", str(out), "--weights", "none", "--steps", "1", "--anchors"]
    assert main([*arguments, str(anchors)]) == 0
    config = load_checkpoint(out / "last.safetensors").config
    assert json.loads(json.dumps(asdict(config.anchors))) == json.loads(anchors.read_text(encoding="utf-8"))
    anchors.write_text('{"scales": "large"}', encoding="utf-8")
    assert main([*arguments, str(anchors), "--overwrite"]) == 2
    assert "anchors.json does not contain anchors" in capsys.readouterr().err


def read_run(folder: Path) -> PastRun:
    run = read_past_run(folder)
    assert run is not None
    return run


def timed(folder: Path, out: Path, *more: str) -> int:
    return main(["train", str(folder), "--out", str(out), "--weights", "none", "--device", "cpu", *more])


@pytest.fixture
def slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of the preset takes 40 s, according to the measurement."""

    def measure(model: FasterRCNN, *_: object) -> TimeEstimate:
        return TimeEstimate(40.0, 0.0).scale_to(SMALL, model.config)

    monkeypatch.setattr("detector.training.estimate.measure_speed", measure)


@pytest.mark.usefixtures("slow_machine")
def test_that_a_time_becomes_a_plan_that_is_said_and_kept(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert timed(folder, out, "--minutes", "1") == 0
    message = capsys.readouterr().err
    started = read_run(out).started
    # A few steps of half the batch and of the smallest images.
    steps, side = started.total_steps, round(96 * 0.64 / 32) * 32
    assert 1 < steps < 20
    assert f"About 1 min: {steps} steps of 2 images at {side} pixels" in message
    assert has_sentence(message, TOO_SHORT)
    assert (started.minutes, started.batch_size, started.short_side) == (1, 2, side)
    assert started.epochs == load_checkpoint(out / "last.safetensors").config.training.epochs == -(-steps // 2)


@pytest.mark.usefixtures("slow_machine")
def test_that_a_resumed_run_keeps_the_steps_that_fitted_into_its_time(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert timed(folder, out, "--minutes", "1") == 0
    steps = read_run(out).steps
    checkpoint, resume_state = load_resume_state(out / "last.safetensors")
    assert (resume_state.state.max_steps, resume_state.state.minutes) == (steps, 1)
    interrupted = replace(resume_state, state=replace(resume_state.state, step=1))
    save_checkpoint(out / "last.safetensors", checkpoint.model, 1, resume_state=interrupted)
    assert timed(folder, out, "--resume") == 0  # with the same time or none: the plan holds
    assert read_run(out).started.total_steps == read_run(out).steps == steps
    assert timed(folder, out, "--resume", "--minutes", "1") == 0
    assert read_run(out).started.minutes == 1
    capsys.readouterr()
    assert timed(folder, out, "--resume", "--minutes", "5") == 2
    assert "The run was begun with --minutes 1 and keeps its number of steps." in capsys.readouterr().err
    assert timed(folder, out, "--resume", "--steps", str(steps + 1)) == 0
    assert load_resume_state(out / "last.safetensors")[1].state.minutes == 0


@pytest.mark.usefixtures("slow_machine")
def test_that_a_batch_size_that_is_given_is_kept_in_a_plan(folder: Path, tmp_path: Path) -> None:
    assert timed(folder, tmp_path / "out", "--minutes", "1", "--batch-size", "3") == 0
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").config.training.batch_size == 3


@pytest.mark.parametrize("other", ["--epochs", "--steps"])
def test_that_a_time_and_another_length_are_refused(
    other: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        timed(folder, tmp_path / "out", "--minutes", "5", other, "3")
    assert ended.value.code == 2
    assert f"argument {other}: not allowed with argument --minutes" in capsys.readouterr().err


def test_that_a_run_of_a_few_steps_is_not_resumed_for_a_time(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(folder, tmp_path / "out") == 0
    assert timed(folder, tmp_path / "out", "--resume", "--minutes", "5") == 2
    assert "The run was begun without --minutes" in capsys.readouterr().err


def test_that_the_speed_is_measured_with_the_network_itself(folder: Path, tmp_path: Path) -> None:
    assert timed(folder, tmp_path / "out", "--minutes", "0.02") == 0
    assert read_run(tmp_path / "out").started.minutes == 0.02
