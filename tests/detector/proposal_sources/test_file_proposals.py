"""A file with proposals as the source of a network, for training and detecting."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from detector.cli import main
from detector.commands.exit_codes import DONE, FAILED, PARTLY
from detector.config import DetectorConfig
from detector.data.image_io import decode_image
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.errors import CheckpointError
from detector.folder_detection import detect_folder
from detector.predictor import Predictor
from detector.proposal_sources.choice import NO_SUCH_PROPOSALS
from detector.proposal_sources.network_proposals import NO_FILE, WHOLE_IMAGES_ONLY, check_proposal_file
from detector.proposal_sources.proposal_file import (
    EMPTY_FILE,
    NO_SUCH_IMAGE,
    OTHER_SIZE,
    OUTSIDE,
    SAME_NAMES,
    write_proposal_file,
)
from detector.proposal_sources.proposed_boxes import ProposalSourceError, ProposedBoxes, SourceImage
from detector.proposal_sources.registry import build_source
from detector.trace.live_stages import LiveStages
from detector.trace.stage_query import StageQuery
from detector.training.checkpoints.checkpoint import load_resume_state, save_checkpoint
from detector.training.runs.resume import PROPOSALS_CHANGED
from tests.detector.drawn import drawn_folder
from tests.detector.runs import RECIPE, new_model, new_trainer
from tests.detector.small import SMALL, SMALL_FAST
from tests.sentences import has_sentence

NO_BOXES = np.zeros((0, 4), np.float32)


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> TrainingSet:
    return load_training_set(drawn_folder(tmp_path_factory.mktemp("images"), 4))


@pytest.fixture
def file(images: TrainingSet, tmp_path: Path) -> Path:
    """The sliding windows of each image, as `frcnn propose` would write them."""
    source, found = build_source("sliding-windows"), {}
    for one in images.images:
        image = SourceImage(one.path, one.width, one.height, NO_BOXES)
        found[one.path.name] = image, source.find_proposals(image)
    write_proposal_file(tmp_path / "proposals.npz", found)
    return tmp_path / "proposals.npz"


def with_file(file: Path, config: DetectorConfig = SMALL_FAST) -> DetectorConfig:
    return replace(config, proposals=replace(config.proposals, source="file", file=str(file)))


def test_that_training_is_as_with_the_source_of_the_file(images: TrainingSet, file: Path, tmp_path: Path) -> None:
    weights = []
    for config in (SMALL_FAST, with_file(file)):
        trainer = new_trainer(images, tmp_path / "run", model=new_model(config=config), max_steps=2, validation=images)
        list(trainer.run())
        weights.append(trainer.model.state_dict())
    assert all(torch.equal(tensor, weights[1][name]) for name, tensor in weights[0].items())


@pytest.mark.parametrize("reduction", [1, 2])
def test_that_detection_and_trace_take_the_boxes_of_the_file(images: TrainingSet, file: Path, reduction: int) -> None:
    image = images.images[0]
    pixels = np.ascontiguousarray(decode_image(image.path).pixels[::reduction, ::reduction])
    model, size = new_model(config=with_file(file)).eval(), (image.width, image.height)
    predictor = Predictor(model)
    predictor.set_image(pixels, size, image.path)
    source = SourceImage(image.path, image.width, image.height, NO_BOXES)
    expected = build_source("sliding-windows").find_proposals(source).boxes[: SMALL_FAST.proposals.post_nms_test]
    shown = replace(predictor.stages.frame, image_width=image.width, image_height=image.height)
    np.testing.assert_allclose(shown.to_image(predictor.stages.proposals.boxes), expected, atol=1e-3)
    tensor = torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
    trace = LiveStages(model, tensor, size, image.path).compute_trace(StageQuery(model.config, training=False))
    assert len(trace.anchors) == len(build_source("sliding-windows").find_proposals(source).boxes)


def test_that_an_image_that_the_file_lacks_is_named_and_the_others_are_searched(
    images: TrainingSet, file: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(images.images[0].path, tmp_path / "other.png"))
    paths = [other, images.images[1].path]
    outcomes = [found for _, found in detect_folder(Predictor(new_model(config=with_file(file)).eval()), paths)]
    assert isinstance(outcomes[0], str)
    assert has_sentence(outcomes[0], NO_SUCH_IMAGE, image="other.png")
    assert not isinstance(outcomes[1], str)


def test_that_pixels_without_a_file_have_no_proposals(file: Path) -> None:
    predictor = Predictor(new_model(config=with_file(file)).eval())
    with pytest.raises(ProposalSourceError) as caught:
        predictor.set_image(np.zeros((20, 20, 3), np.uint8))
    assert str(caught.value) == WHOLE_IMAGES_ONLY.format(file=file.name)


def write_boxes(path: Path, name: str, size: tuple[int, int], *boxes: tuple[float, float, float, float]) -> None:
    found = ProposedBoxes(np.array(boxes, np.float32).reshape(-1, 4), np.ones(len(boxes), np.float32), 0.0, len(boxes))
    write_proposal_file(path, {name: (SourceImage(Path(name), *size, NO_BOXES), found)} if name else {})


@pytest.mark.parametrize(
    ("name", "grown", "boxes", "template"),
    [
        ("elsewhere.png", 0, [(0, 0, 9, 9)], NO_SUCH_IMAGE),
        ("image_0.png", 10, [(0, 0, 9, 9)], OTHER_SIZE),
        ("image_0.png", 0, [(0, 0, 999, 9)], OUTSIDE),
        ("", 0, [], EMPTY_FILE),
    ],
)
def test_that_a_file_that_does_not_fit_is_refused_before_the_first_step(
    images: TrainingSet, tmp_path: Path, name: str, grown: int, boxes: list[tuple[float, ...]], template: str
) -> None:
    first = images.images[0]
    assert first.path.name == "image_0.png"
    write_boxes(tmp_path / "own.npz", name, (first.width + grown, first.height), *boxes)  # type: ignore[arg-type]
    with pytest.raises(ProposalSourceError) as caught:
        check_proposal_file(with_file(tmp_path / "own.npz").proposals, [images])
    assert has_sentence(str(caught.value), template)


def test_that_images_with_the_same_name_are_refused(images: TrainingSet, file: Path, tmp_path: Path) -> None:
    other = load_training_set(drawn_folder(tmp_path / "other", 4))
    with pytest.raises(ProposalSourceError) as caught:
        check_proposal_file(with_file(file).proposals, [images, other])
    assert str(caught.value) == SAME_NAMES.format(first=images.images[0].path, second=other.images[0].path)


def test_that_a_run_is_resumed_with_the_same_proposals_wherever_the_file_is(
    images: TrainingSet, file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    list(new_trainer(images, out, model=new_model(config=with_file(file)), max_steps=1).run())
    checkpoint, state = load_resume_state(out / "last.safetensors")
    moved = file.rename(tmp_path / "moved.npz")
    checkpoint.model.config = with_file(moved)
    new_trainer(images, out, RECIPE, model=checkpoint.model, resume_state=state, max_steps=2)
    write_boxes(moved, "image_0.png", (9, 9), (0, 0, 9, 9))
    with pytest.raises(CheckpointError) as caught:
        new_trainer(images, out, RECIPE, model=checkpoint.model, resume_state=state, max_steps=2)
    assert str(caught.value) == PROPOSALS_CHANGED


def test_that_the_command_line_evaluates_and_detects_with_a_file(
    images: TrainingSet, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """COCO results with numbers for images, and a checkpoint that was trained with another source."""
    checkpoint, results, ids = tmp_path / "run.safetensors", tmp_path / "results.json", tmp_path / "ids.json"
    save_checkpoint(checkpoint, new_model(config=SMALL_FAST), 0)
    first = images.images[0].path
    results.write_text(json.dumps([{"image_id": 7, "bbox": [1, 2, 20, 30], "score": 0.5}]))
    ids.write_text(json.dumps({"images": [{"id": 7, "file_name": first.name}]}))
    network = ["--checkpoint", str(checkpoint), "--proposals"]
    out = ["--out", str(tmp_path / "found"), "--score", "0"]
    numbered = [str(results), "--proposal-ids", str(ids)]
    assert main(["detect", str(first), *network, *numbered, *out]) == DONE
    assert main(["evaluate", str(images.root), *network, str(file), "--json"]) == DONE
    assert main(["evaluate", str(images.root), *network, *numbered, "--json"]) == PARTLY
    capsys.readouterr()
    assert main(["detect", str(first), *network, "nowhere", *out, "--overwrite"]) == FAILED
    assert has_sentence(capsys.readouterr().err, NO_SUCH_PROPOSALS, name="nowhere")


def test_that_a_network_with_an_rpn_takes_no_others(images: TrainingSet, file: Path, tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "run.safetensors", new_model(config=SMALL), 0)
    arguments = ["evaluate", str(images.root), "--checkpoint", str(tmp_path / "run.safetensors")]
    assert main([*arguments, "--proposals", str(file)]) == FAILED


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProposalSourceError) as caught:
        Predictor(new_model(config=with_file(tmp_path / "gone.npz")))
    assert str(caught.value) == NO_FILE.format(file=tmp_path / "gone.npz")
