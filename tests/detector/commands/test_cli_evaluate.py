from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from detector.cli import COMMANDS, main
from detector.commands.evaluate import NO_TARGET_FOLDER
from detector.data.labeled_set import load_training_set
from detector.evaluation.evaluate import evaluate_network
from detector.evaluation.report import evaluation_as_object
from detector.predictor import Predictor
from detector.tiles.tiling import Tiling
from detector.training.checkpoints.checkpoint import load_checkpoint
from tests.detector.drawn import draw
from tests.sentences import has_sentence


def run(folder: Path, checkpoint: Path, *more: str) -> int:
    return main(["evaluate", str(folder), "--checkpoint", str(checkpoint), "--device", "cpu", *more])


def test_that_json_has_everything_that_the_engine_measures(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, checkpoint, "--json") == 0
    messages = json.loads(capsys.readouterr().out)
    model = load_checkpoint(checkpoint).model
    expected = evaluate_network(Predictor(model), load_training_set(folder, model.classes), with_diagnostics=True)
    assert expected is not None
    assert messages == json.loads(json.dumps(evaluation_as_object(expected)))
    assert messages["images"] == 2
    assert set(messages["coco"]["per_class"]) == set(messages["voc2007"]["per_class"]) == {"square", "disc"}
    assert len(messages["proposals"]["recall"]) == len(messages["proposals"]["counts"])
    assert sum(messages["miss_causes"].values()) == len(messages["missed"])
    # An untrained network finds next to nothing, so there is something to list.
    assert {Path(one["image"]).name for one in messages["missed"]} <= {"image_0.png", "image_1.png"}
    assert all(set(one) == {"image", "box", "label", "cause", "verdict"} for one in messages["missed"])


def test_that_pycocotools_reads_what_is_written_and_gives_the_same_numbers(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    found, truth = tmp_path / "found.json", tmp_path / "truth.json"
    assert run(folder, checkpoint, "--json", "--write-detections", str(found), "--ground-truth", str(truth)) == 0
    message = json.loads(capsys.readouterr().out)["coco"]
    with contextlib.redirect_stdout(io.StringIO()):
        objects = COCO(str(truth))
        measured = COCOeval(objects, objects.loadRes(str(found)), "bbox")
        measured.evaluate()
        measured.accumulate()
        measured.summarize()
    assert [image["file_name"] for image in objects.loadImgs(objects.getImgIds())] == ["image_0.png", "image_1.png"]
    ours = [-1 if value is None else value for value in list(message.values())[:12]]
    assert ours == pytest.approx(measured.stats.tolist(), abs=1e-12)


def test_that_text_has_a_table_for_each_question(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, checkpoint) == 0
    shown = capsys.readouterr()
    titles = [line for line in shown.out.splitlines() if line and not line.startswith(" ")]
    assert titles[0].startswith("2 images, 4 objects.")
    assert [title.split()[0] for title in titles[1:]] == ["By", "Fraction", "Errors,", "The"]
    first_words = {line.split()[0] for line in shown.out.splitlines() if line.startswith("  ")}
    assert first_words >= {"AP", "recall,", "square", "disc", "mean", "10", "location", "background", "rpn", "roi"}
    assert "2/2" not in shown.err  # bars are for terminals


def test_that_an_unreadable_image_is_reported_and_left_out(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "image_0.png").write_bytes(b"not an image")
    assert run(folder, checkpoint, "--json") == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["images"] == 1
    assert "image_0.png" in shown.err


def test_that_tiles_are_measured_as_the_engine_measures_them(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, checkpoint, "--json", "--tile", "64", "--overlap", "0.5") == 0
    messages = json.loads(capsys.readouterr().out)
    model = load_checkpoint(checkpoint).model
    labeled = load_training_set(folder, model.classes)
    in_tiles = evaluate_network(Predictor(model), labeled, with_diagnostics=True, tiling=Tiling(64, 0.5))
    whole = evaluate_network(Predictor(model), labeled, with_diagnostics=True)
    assert in_tiles is not None
    assert whole is not None
    assert messages == json.loads(json.dumps(evaluation_as_object(in_tiles)))
    assert messages != json.loads(json.dumps(evaluation_as_object(whole)))
    assert (
        messages["proposals"] == json.loads(json.dumps(evaluation_as_object(whole)))["proposals"]
    )  # the stages: of the whole image


def test_that_detections_of_another_program_are_not_cut_into_tiles(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(folder), "--detections", str(tmp_path), "--tile"]) == 2
    assert "--tile" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--write-detections", "--ground-truth"])
def test_that_no_file_is_written_over(
    folder: Path, checkpoint: Path, tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "instances.json"
    labels.write_text("years of work", encoding="utf-8")
    assert run(folder, checkpoint, option, str(labels)) == 2
    assert "instances.json already exists" in capsys.readouterr().err
    assert labels.read_text(encoding="utf-8") == "years of work"


def test_that_a_folder_to_write_to_that_is_not_there_is_reported_before_the_work(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, checkpoint, "--write-detections", str(tmp_path / "nowhere" / "found.json")) == 2
    assert has_sentence(capsys.readouterr().err, NO_TARGET_FOLDER)


def test_that_labels_of_other_classes_alone_are_nothing_to_measure(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for labels in folder.glob("*.xml"):
        text = labels.read_text(encoding="utf-8")
        labels.write_text(text.replace("square", "cat").replace("disc", "dog"), encoding="utf-8")
    assert run(folder, checkpoint) == 2
    assert "no object of the network's classes (square, disc)" in capsys.readouterr().err


def test_that_a_folder_without_labels_is_a_sentence_and_2(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bare").mkdir()
    draw(tmp_path / "bare" / "a.png", [])
    assert run(tmp_path / "bare", checkpoint) == 2
    message = capsys.readouterr().err
    assert "bare" in message
    assert "Traceback" not in message


def test_that_a_checkpoint_that_is_not_there_is_a_sentence_and_2(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, tmp_path / "nowhere.safetensors") == 2
    assert "nowhere.safetensors" in capsys.readouterr().err


@pytest.mark.parametrize("command", list(COMMANDS))
def test_that_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "usage: frcnn" in capsys.readouterr().out


def test_that_the_package_can_be_run_as_a_module() -> None:
    shown = subprocess.run([sys.executable, "-m", "detector", "--help"], capture_output=True, text=True, check=True)
    assert all(command in shown.stdout for command in COMMANDS)
