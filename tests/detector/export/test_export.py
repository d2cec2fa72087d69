"""An exported file finds what the network finds, in images of any size, and says so only where it does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from detector.cli import main
from detector.config import (
    PRESETS,
    DetectionConfig,
    DetectorConfig,
    HeadConfig,
    get_preset,
)
from detector.data.image_io import read_size
from detector.errors import UserFacingError
from detector.faster_rcnn import FasterRCNN
from detector.predictor import PredictedBoxes, Predictor
from detector.training.checkpoints.checkpoint import save_checkpoint
from tests.detector.demo.test_demo_network import NETWORK
from tests.detector.lively import lively, smooth_images
from tests.detector.small import CLASSES, SMALL, SMALL_PYRAMID

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from detector.export.difference import MAX_EDGE_DIFFERENCE_PX, MAX_SCORE_DIFFERENCE, measure_difference  # noqa: E402
from detector.export.export import ExportFiles, check_exported_file, export_network  # noqa: E402
from detector.export.model import build_onnx  # noqa: E402
from detector.export.proof import ComparisonImage, describe_proof, prove_equivalence  # noqa: E402
from detector.export.runtime import OnnxDetector  # noqa: E402
from tests.benchmarks.export_checks import build_network, choose_images, read_images  # noqa: E402

MAX_POOL = replace(
    SMALL,
    rpn=replace(SMALL.rpn, objectness_channels=2),
    head=HeadConfig(roi_operation="adaptive_max_pool", hidden=16),
    proposals=replace(SMALL.proposals, filter_small_before_topk=True),
)
MANY = replace(SMALL_PYRAMID, proposals=replace(SMALL.proposals, pre_nms_test=500, post_nms_test=200))
ALIGNED = replace(SMALL, input=replace(SMALL.input, antialias=False, rounding="down"))
DEEP_HEADS = replace(
    SMALL_PYRAMID,
    backbone=replace(SMALL_PYRAMID.backbone, fpn_norm="learned"),
    rpn=replace(SMALL.rpn, convolutions=2),
    proposals=replace(MANY.proposals, min_score=0.3),
    head=replace(SMALL.head, convolutions=2, norm="learned"),
)
ALL = DetectionConfig(score=0.0, nms_iou=0.7, max_detections=100)
DEEPEST = ("resnet50_fpn_v2", "resnet101_fpn")
MAX_CHANGED_BY_A_PROPOSAL = 4
"""Of 100 detections"""
NONE = DetectionConfig(score=1.0, nms_iou=0.5, max_detections=100)


def comparison_images(count: int = 20) -> Iterator[ComparisonImage]:
    """Images of ten sizes."""
    for number, pixels in enumerate(smooth_images(count)):
        yield ComparisonImage(f"{number}.png", pixels)


def assert_same(model: FasterRCNN, detection: DetectionConfig, count: int = 20) -> int:
    """In 20 images of ten sizes; returns the most detections that there are in one."""
    detector = OnnxDetector(build_onnx(model, detection).SerializeToString(), 1)
    proof = prove_equivalence(Predictor(model, "cpu", "float32"), detector, comparison_images(count), count, detection)
    assert not proof.faulty_images
    assert len(proof.differences) == count
    assert proof.max_edge_difference <= MAX_EDGE_DIFFERENCE_PX
    assert proof.max_score_difference <= MAX_SCORE_DIFFERENCE
    return max(one.detection_count for _, one in proof.differences)


@pytest.mark.parametrize(
    "config",
    [SMALL, MANY, MAX_POOL, ALIGNED, DEEP_HEADS],
    ids=["one level", "pyramid", "max pool", "not antialiased", "deep heads"],
)
def test_that_the_file_finds_what_the_network_finds_in_images_of_any_size(config: DetectorConfig) -> None:
    model = lively(config)
    found_count = assert_same(model, ALL)
    assert found_count == 100 if config is MANY else found_count > 5
    assert assert_same(model, NONE, 3) == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "name",
    [
        name
        for name, config in PRESETS.items()
        # That of resnet50_c4 is in test_torchvision_c4.py, as its head takes long with 300 RoIs.
        if name not in (*DEEPEST, "resnet50_c4") and not name.startswith("mask_rcnn_") and config.proposals.has_rpn
    ],
)
def test_that_the_file_of_every_preset_finds_what_it_finds(name: str) -> None:
    assert assert_same(lively(with_small_input(get_preset(name))), ALL, 3) == 100


def with_small_input(config: DetectorConfig) -> DetectorConfig:
    """With a short side of 320 pixels for large networks: a sixth of the time; the file is the same for any size."""
    if config.input.short_side <= 400:
        return config
    return replace(config, input=replace(config.input, short_side=320, long_side=533))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", DEEPEST)
def test_that_the_file_of_the_deepest_presets_finds_as_much_with_the_same_scores(name: str) -> None:
    """With random weights, boxes that are a rounding apart in score change places in so deep a network.

    A proposal that overlaps another by the limit of the RPN's NMS, to the last digit, is kept on one processor and not
    on another, and changes which of the detections around it are suppressed.
    """
    model = lively(with_small_input(get_preset(name)))
    detector = OnnxDetector(build_onnx(model, ALL).SerializeToString(), 1)
    proof = prove_equivalence(Predictor(model, "cpu", "float32"), detector, comparison_images(3), 3, ALL)
    assert [one.detection_count for _, one in proof.differences] == [100] * 3
    assert all(one.missing + one.extra <= MAX_CHANGED_BY_A_PROPOSAL for _, one in proof.differences)
    assert proof.max_score_difference <= MAX_SCORE_DIFFERENCE


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["mobilenet_fpn", str(NETWORK)], ids=["from ImageNet", "trained"])
def test_that_the_file_of_a_light_network_finds_what_it_finds_in_photographs(shared: Path, name: str) -> None:
    images = choose_images(shared / "data", 20)
    assert len({read_size(image) for image in images}) == 10
    model = build_network(name, shared / "weights")
    predictor = Predictor(model, "cpu", "float32")
    for detection, count in ((ALL, 100), (NONE, 0)):
        detector = OnnxDetector(build_onnx(model, detection).SerializeToString(), 1)
        proof = prove_equivalence(predictor, detector, read_images(images), len(images), detection)
        assert not proof.faulty_images
        assert {one.detection_count for _, one in proof.differences} == {count}


@pytest.mark.parametrize("sides", [1, 7, 57])
def test_that_pooling_divides_whole_cells_as_the_tutorial_does(sides: int) -> None:
    import onnxruntime
    from onnx import TensorProto, helper

    from detector.export.graph import IR_VERSION, OPSET, GraphBuilder
    from detector.export.roi_pool import add_pooling
    from detector.stages.roi_pool import pool_rois

    config = HeadConfig(roi_operation="adaptive_max_pool", roi_size=7)
    g = GraphBuilder()
    pooled, _ = add_pooling(g, ["map"], "rois", [16], config)
    floats = helper.make_tensor_value_info
    graph = helper.make_graph(
        g.nodes,
        "pooling",
        [floats("map", TensorProto.FLOAT, [1, 2, 60, 80]), floats("rois", TensorProto.FLOAT, [None, 4])],
        [floats(pooled, TensorProto.FLOAT, None)],
        g.initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    feature_map = torch.rand(2, 60, 80, generator=torch.Generator().manual_seed(0))
    rois = torch.tensor([[2.0, 1.0, 1.0 + sides, sides], [0.0, 0.0, sides - 1, 0.0]]) * 16 + 3
    expected = pool_rois([feature_map], rois, [16], config)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"map": feature_map[None].numpy(), "rois": rois.numpy()})
    np.testing.assert_array_equal(found, expected.numpy())


def test_that_a_changed_weight_makes_the_check_fail(tmp_path: Path) -> None:
    model = lively(SMALL_PYRAMID)
    proto = build_onnx(model, ALL)
    file = tmp_path / "model.onnx"
    file.write_bytes(proto.SerializeToString())
    assert check_exported_file(model, file, comparison_images(2), 2, ALL).detection_count > 0
    weight = next(one for one in proto.graph.initializer if one.name.startswith("head/box_head/weight"))
    values = onnx.numpy_helper.to_array(weight).copy()
    values[0] += 0.5
    weight.CopyFrom(onnx.numpy_helper.from_array(values, weight.name))
    file.write_bytes(proto.SerializeToString())
    with pytest.raises(UserFacingError, match=r"detects different boxes than the network in \d of 2 images"):
        check_exported_file(model, file, comparison_images(2), 2, ALL)


def test_that_a_file_that_finds_something_else_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = build_onnx(lively(SMALL), replace(ALL, score=0.5))
    monkeypatch.setattr("detector.export.export.build_onnx", lambda *_arguments: other)
    with pytest.raises(UserFacingError, match="was not written"):
        export_network(lively(SMALL_PYRAMID), ExportFiles(tmp_path / "m.onnx"), comparison_images(2), 2, ALL)
    assert list(tmp_path.iterdir()) == []


def test_that_the_script_runs_where_there_is_no_torch(tmp_path: Path) -> None:
    model, files = lively(SMALL), ExportFiles(tmp_path / "it's a model.onnx")
    (image,) = comparison_images(1)
    proof = export_network(model, files, [image], 1, ALL)
    assert "same boxes" in describe_proof(proof)
    np.save(tmp_path / "image.npy", image.pixels)
    blocked = tmp_path / "blocked"
    for name in ("torch", "torchvision", "detector"):
        (blocked / name).mkdir(parents=True)
        (blocked / name / "__init__.py").write_text("raise ImportError('blocked')")

    def run_script(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(files.script), *arguments]
        environment = {**os.environ, "PYTHONPATH": str(blocked)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    ran, unnamed = run_script(str(tmp_path / "image.npy"), "0"), run_script()
    assert (ran.returncode, unnamed.returncode) == (0, 1)
    assert "IMAGE [SCORE]" in unnamed.stderr
    assert "Traceback" not in unnamed.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == proof.detection_count
    assert lines[0].split()[0] in CLASSES
    assert len(files.script.read_text().splitlines()) <= 20


def test_that_the_metadata_have_classes_and_thresholds() -> None:
    proto = build_onnx(lively(SMALL), DetectionConfig(0.25, 0.4, 7))
    metadata = {one.key: one.value for one in proto.metadata_props}
    assert json.loads(metadata["classes"]) == list(CLASSES)
    assert (metadata["score"], metadata["nms_iou"], metadata["max_detections"]) == ("0.25", "0.4", "7")
    onnx.checker.check_model(proto)


def boxes(*rows: tuple[float, float, float, float], scores: tuple[float, ...], label: str = "disc") -> PredictedBoxes:
    array = np.array(rows, dtype=np.float32).reshape(-1, 4)
    return PredictedBoxes(array, (label,) * len(rows), np.array(scores, dtype=np.float32), 100, 100)


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (boxes((0, 0, 10, 10), (50, 50, 90, 90), scores=(0.9, 0.5)), (0, 0, 0)),
        (boxes((0, 0, 10, 10), scores=(0.9,)), (1, 0, 0)),
        (boxes((0, 0, 10, 10), (50, 50, 90, 90), scores=(0.9, 0.5), label="square"), (2, 2, 0)),
        (boxes((0, 0, 10, 10), (50, 50, 90, 90), scores=(0.9, 0.45)), (1, 1, 0)),
        (boxes((0, 0, 10, 10), (50, 50, 90, 90), (0, 0, 5, 5), scores=(0.9, 0.5, 0.0501)), (0, 0, 1)),
    ],
    ids=["same", "one missing", "another class", "another score", "at the threshold"],
)
def test_that_differences_are_reported_from_the_edge_of_a_threshold(
    found: PredictedBoxes, fault: tuple[int, int, int]
) -> None:
    expected = boxes((0, 0, 10, 10), (50, 50, 90, 90), scores=(0.9, 0.5))
    difference = measure_difference(expected, found, DetectionConfig())
    assert (difference.missing, difference.extra, difference.on_edge) == fault


def test_that_boxes_of_equal_scores_may_swap_places_and_are_counted() -> None:
    rows, scores = ((0, 0, 10, 10), (50, 50, 90, 90), (20, 20, 30, 30)), (0.9, 0.5, 0.4999)
    expected = boxes(*rows, scores=scores)
    swapped = measure_difference(expected, boxes(rows[0], rows[2], rows[1], scores=scores), DetectionConfig())
    assert (swapped.swapped, swapped.is_small) == (1, True)
    assert measure_difference(expected, expected, DetectionConfig()).swapped == 0


def test_that_a_moved_box_is_a_fault() -> None:
    moved = measure_difference(
        boxes((0, 0, 10, 10), scores=(0.9,)), boxes((0, 0, 10.06, 10), scores=(0.9,)), DetectionConfig()
    )
    assert not moved.is_small
    assert moved.max_edge_difference == pytest.approx(0.06, abs=1e-5)


def test_that_the_command_writes_a_file_proved_on_a_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    save_checkpoint(run / "best.safetensors", lively(SMALL), 1)
    assert main(["export", str(run), str(folder), "--to", "onnx"]) == 0
    assert "same boxes, largest difference" in capsys.readouterr().out
    assert {path.name for path in run.iterdir()} == {"best.safetensors", "model.onnx", "detect_model.py"}
    assert main(["export", str(run), str(folder)]) == 2
    assert "already exists" in capsys.readouterr().err
    assert main(["export", str(run), str(folder), "--check", str(run / "model.onnx")]) == 0


def test_that_an_image_that_cannot_be_read_is_left_out_and_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = tmp_path / "net.safetensors"
    save_checkpoint(checkpoint, lively(SMALL), 1)
    (folder / "image_1.png").write_bytes(b"no image")
    assert main(["export", str(checkpoint), str(folder)]) == 1
    assert "image_1.png" in capsys.readouterr().err


def test_that_eight_bits_say_what_they_cost(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkpoint = tmp_path / "net.safetensors"
    save_checkpoint(checkpoint, lively(SMALL_PYRAMID), 1)
    assert main(["export", str(checkpoint), str(folder), "--int8", "--json"]) == 0
    messages = json.loads(capsys.readouterr().out)
    assert messages["int8"]["images"] == 2
    assert messages["int8"]["before"]["ap"] is not None
    assert messages["int8"]["after"]["ap"] is not None
    small, large = tmp_path / "model_int8.onnx", tmp_path / "model.onnx"
    assert small.stat().st_size < 0.6 * large.stat().st_size


def test_that_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("detector.export.requirements.find_spec", lambda _name: None)
    assert main(["export", str(tmp_path)]) == 2
    assert "pip install 'frcnn-studio[onnx]'" in capsys.readouterr().err


def test_that_an_unknown_layer_is_named() -> None:
    from detector.export.graph import GraphBuilder
    from detector.export.layers import add_layer

    with pytest.raises(UserFacingError, match="GELU"):
        add_layer(GraphBuilder(), torch.nn.GELU(), "x")
