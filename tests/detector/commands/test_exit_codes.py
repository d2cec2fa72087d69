"""All commands use the same exit codes: 0 all done, 1 done except for a part, 2 nothing done."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.cli import COMMANDS, main
from detector.config import PRESETS
from detector.data.formats.csv_table.layout import NO_CLASS
from detector.training.runs.data_selection import UNUSABLE_LABELS
from tests.detector.drawn import drawn_folder
from tests.detector.image_files import write_image
from tests.detector.small import SMALL
from tests.sentences import has_sentence

ROW = "{name},128,96,{label},{x1},10,60,50"


@pytest.fixture(autouse=True)
def small_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRESETS, "mobilenet_fpn", SMALL)


def arguments(command: str, data: Path, checkpoint: Path, out: Path) -> list[str]:
    """A short run of a command."""
    return {
        "check": ["check", str(data)],
        "anchors": ["anchors", str(data)],
        "convert": ["convert", str(data), "--to", "yolo", "--out", str(out)],
        "detect": ["detect", str(data), "--checkpoint", str(checkpoint), "--out", str(out), "--device", "cpu"],
        "evaluate": ["evaluate", str(data), "--checkpoint", str(checkpoint), "--device", "cpu"],
        "train": ["train", str(data), "--out", str(out), "--steps", "1", "--batch-size", "1", "--weights", "none",
                  "--device", "cpu"],
    }[command]  # fmt: skip


def table(root: Path, *labels: str, x1: str = "10") -> Path:
    """Pictures with a row each, of these classes; an empty one is a fault."""
    root.mkdir()
    rows = ["filename,width,height,class,xmin,ymin,xmax,ymax"]
    for number, label in enumerate(labels):
        rows.append(ROW.format(name=write_image(root / f"p{number}.png").name, label=label, x1=x1))
    (root / "labels.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return root


ALL = ["convert", "detect", "evaluate", "train", "anchors"]


@pytest.mark.parametrize("command", ALL)
def test_that_work_done_whole_gives_0(command: str, tmp_path: Path, checkpoint: Path) -> None:
    data = drawn_folder(tmp_path / "data", 2)
    assert main(arguments(command, data, checkpoint, tmp_path / "out")) == 0


@pytest.mark.parametrize("command", [*ALL, "check"])
def test_that_an_image_that_cannot_be_read_gives_1(
    command: str, tmp_path: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = drawn_folder(tmp_path / "data", 3)
    (data / "image_1.png").write_bytes(b"no image")
    assert main(arguments(command, data, checkpoint, tmp_path / "out")) == 1
    message = capsys.readouterr()
    assert "image_1.png" in (message.out if command in ("check", "train") else message.err)


@pytest.mark.parametrize("command", ["check", "convert", "evaluate", "train", "anchors"])
def test_that_labels_that_cannot_be_used_give_1(
    command: str, tmp_path: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = table(tmp_path / "data", "square", "", "disc")
    assert main(arguments(command, data, checkpoint, tmp_path / "out")) == 1
    message = capsys.readouterr()
    assert f"p1.png {NO_CLASS}" in (message.out if command in ("check", "train") else message.err)


@pytest.mark.parametrize("command", ["convert", "detect", "evaluate", "train", "anchors"])
def test_that_nothing_done_gives_2(command: str, tmp_path: Path, checkpoint: Path) -> None:
    data = drawn_folder(tmp_path / "data", 2)
    for image in data.glob("*.png"):
        image.write_bytes(b"no image")
    assert main(arguments(command, data, checkpoint, tmp_path / "out")) == 2


@pytest.mark.parametrize("command", [*ALL, "check"])
def test_that_a_folder_that_is_not_there_gives_2(command: str, tmp_path: Path, checkpoint: Path) -> None:
    assert main(arguments(command, tmp_path / "gone", checkpoint, tmp_path / "out")) == 2


def test_that_training_on_fractions_of_a_pixel_table_ends_before_the_first_step_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = table(tmp_path / "data", "square", "disc")
    text = (data / "labels.csv").read_text(encoding="utf-8").replace("disc,10,10,60,50", "disc,0.1,0.1,0.6,0.5")
    (data / "labels.csv").write_text(text, encoding="utf-8")
    command = arguments("train", data, tmp_path, tmp_path / "out")
    assert main(command) == 2
    message = capsys.readouterr().err
    assert has_sentence(message, UNUSABLE_LABELS)
    assert "p1.png" in message
    assert "--skip-unusable" in message
    assert not (tmp_path / "out").exists()
    assert main([*command, "--skip-unusable"]) == 1
    assert (tmp_path / "out" / "last.safetensors").exists()
    assert "p1.png" in capsys.readouterr().out


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_that_help_explains_the_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    if command == "stages":
        pytest.skip("It looks at one image, which is done or not.")
    with pytest.raises(SystemExit):
        main([command, "--help"])
    message = " ".join(capsys.readouterr().out.split())
    assert "Exit codes: 0 " in message
    assert ", 2 " in message
