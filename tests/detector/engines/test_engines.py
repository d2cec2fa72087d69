"""Onnxruntime takes a network's place in a folder only where it is faster and finds the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from detector.cli import main
from detector.compression import LowRankLinear
from detector.config import DetectionConfig, DetectorConfig, HeadConfig, get_preset
from detector.folder_detection import detect_folder
from detector.frame import ModelFrame
from detector.predictor import EngineError, NetworkOutput, PredictedBoxes, Predictor
from detector.training.checkpoints.checkpoint import save_checkpoint
from tests.detector.drawn import drawn_folder
from tests.detector.lively import lively, smooth_images
from tests.detector.small import SMALL, SMALL_PYRAMID

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from detector.engines import choice, kept, trial
from detector.engines.choice import machine_choices, prepare_engine
from detector.engines.kept import compute_fingerprint, describe_architecture
from detector.engines.session import OnnxEngine
from detector.engines.trial import COMPARED_IMAGES, EngineTrial
from detector.export.difference import measure_difference
from detector.export.model import build_onnx_without_selection
from detector.kept_files import KeptFiles

MAX_POOL = replace(SMALL, head=HeadConfig(roi_operation="adaptive_max_pool", hidden=16))
TRIAL_IMAGES = COMPARED_IMAGES + 1
MANY_IMAGES = choice.MIN_IMAGES_FOR_TRIAL


def shrink(name: str) -> DetectorConfig:
    """A preset at a size at which a test is quick."""
    config = get_preset(name)
    return replace(
        config,
        input=replace(config.input, short_side=64, long_side=128),
        proposals=replace(config.proposals, post_nms_test=50),
        head=replace(config.head, hidden=16),
    )


class Clock:
    """A clock that advances only by the given durations."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """A machine of which nothing is known yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    monkeypatch.setattr("detector.data.own_folder.Path.home", lambda: tmp_path / "home")
    own = Clock()
    monkeypatch.setattr(trial, "working_clock", lambda: own)
    machine_choices.cache_clear()
    yield own
    machine_choices.cache_clear()


def let_take(monkeypatch: pytest.MonkeyPatch, clock: Clock, network_s: float, engine_s: float) -> list[str]:
    """Make an image take so long in either way; returns who computes, image by image."""
    calls: list[str] = []
    run_network, run_engine = Predictor.run_network, OnnxEngine.run_image

    def run_network_slowly(self: Predictor, pixels: NDArray[np.uint8], *proposals: None) -> object:
        calls.append("torch")
        clock.now += network_s
        return run_network(self, pixels, *proposals)

    def run_engine_slowly(self: OnnxEngine, pixels: NDArray[np.uint8], frame: ModelFrame) -> NetworkOutput:
        calls.append("onnxruntime")
        clock.now += engine_s
        return run_engine(self, pixels, frame)

    monkeypatch.setattr(Predictor, "run_network", run_network_slowly)
    monkeypatch.setattr(OnnxEngine, "run_image", run_engine_slowly)
    return calls


def float32_predictor(config: DetectorConfig = SMALL_PYRAMID) -> Predictor:
    return Predictor(lively(config), "cpu", "float32")


def detect_in(predictor: Predictor, count: int) -> list[PredictedBoxes]:
    """In the first images of a folder of many."""
    prepare_engine(predictor, MANY_IMAGES)
    found = []
    for pixels in smooth_images(count):
        predictor.set_image(pixels)
        found.append(predictor.detect(0.05))
    return found


def kept_files(tmp_path: Path) -> list[Path]:
    return list(tmp_path.rglob("*.onnx"))


@pytest.mark.parametrize(
    "config",
    [
        *(SMALL, SMALL_PYRAMID, MAX_POOL, shrink("mobilenet_v3_fpn")),
        *(pytest.param(shrink(name), marks=pytest.mark.slow) for name in ("vgg16", "resnet50_fpn")),
    ],
    ids=["one level", "pyramid", "max pool", "mobilenet_v3_fpn", "vgg16", "resnet50_fpn"],
)
def test_that_the_engine_computes_what_the_rewritten_network_computes(config: DetectorConfig) -> None:
    predictor = float32_predictor(config)
    engine = OnnxEngine(build_onnx_without_selection(predictor.model).SerializeToString())
    detection = DetectionConfig(score=0.05, nms_iou=0.5, max_detections=100)
    count = 0
    for pixels in smooth_images(5):
        frame = ModelFrame.from_image_size(pixels.shape[1], pixels.shape[0], config.input)
        outputs = predictor.run_network(pixels)[1], engine.run_image(pixels, frame)
        expected, found = (predictor.select_detections(one, frame, detection) for one in outputs)
        assert measure_difference(expected, found, detection).is_small
        # Convolutions by Winograd round more than direct ones, and which are used is measured on each machine.
        scale = float(np.abs(outputs[0].features).max())
        np.testing.assert_allclose(outputs[1].features, outputs[0].features, rtol=0, atol=1e-3 * scale)
        count += len(expected)
    assert count > 10


def test_that_a_compressed_head_can_be_exported() -> None:
    model = lively(SMALL)
    head = model.roi_heads.box_head
    head.fc6, head.fc7 = LowRankLinear(head.fc6, 8), LowRankLinear(head.fc7, 8)
    predictor = Predictor(model, "cpu", "float32")
    engine = OnnxEngine(build_onnx_without_selection(predictor.model).SerializeToString())
    (pixels,) = smooth_images(1)
    frame = ModelFrame.from_image_size(pixels.shape[1], pixels.shape[0], SMALL.input)
    expected, found = predictor.run_network(pixels)[1], engine.run_image(pixels, frame)
    np.testing.assert_allclose(found.class_logits, expected.class_logits, atol=1e-3)


def test_that_the_faster_engine_takes_over_after_the_trial_and_finds_the_same(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = list(_detect_by_network(TRIAL_IMAGES + 4))
    calls = let_take(monkeypatch, clock, 1.0, 0.9)
    predictor = float32_predictor()
    found = detect_in(predictor, TRIAL_IMAGES + 4)
    assert calls == ["torch"] + ["torch", "onnxruntime"] * COMPARED_IMAGES + ["onnxruntime"] * 4
    assert isinstance(predictor.engine, OnnxEngine)
    assert len(kept_files(tmp_path)) == 1
    detection = replace(predictor.model.config.detection, score=0.05)
    assert sum(map(len, expected)) > 10
    assert all(measure_difference(*pair, detection).is_small for pair in zip(expected, found, strict=True))


def _detect_by_network(count: int) -> Iterator[PredictedBoxes]:
    predictor = float32_predictor()
    for pixels in smooth_images(count):
        predictor.set_image(pixels)
        yield predictor.detect(0.05)


def test_that_a_model_that_is_kept_is_used_from_the_first_image(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = let_take(monkeypatch, clock, 1.0, 0.5)
    detect_in(float32_predictor(), TRIAL_IMAGES)
    machine_choices.cache_clear()  # as in another start of the program
    calls.clear()
    predictor = float32_predictor()
    prepare_engine(predictor, choice.MIN_IMAGES_FOR_KEPT)
    predictor.set_image(next(smooth_images(1)))
    assert calls == ["onnxruntime"]


@pytest.mark.parametrize(("engine_s", "compared"), [(0.96, COMPARED_IMAGES), (1.5, 2)], ids=["about", "much slower"])
def test_that_the_network_stays_where_it_is_as_fast_and_nothing_is_measured_again(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, engine_s: float, compared: int
) -> None:
    calls = let_take(monkeypatch, clock, 1.0, engine_s)
    predictor = float32_predictor()
    detect_in(predictor, TRIAL_IMAGES)
    assert calls.count("onnxruntime") == compared
    assert predictor.engine is None
    assert kept_files(tmp_path) == []
    prepare_engine(predictor, 100 * MANY_IMAGES)
    assert predictor.engine is None


def test_that_few_images_are_not_made_to_wait(clock: Clock) -> None:
    predictor = float32_predictor()
    prepare_engine(predictor, MANY_IMAGES - 1)
    assert predictor.engine is None


def test_that_nothing_is_exported_before_the_first_image_is_done(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_network: object) -> None:
        raise AssertionError("too early")

    monkeypatch.setattr(trial, "build_onnx_without_selection", fail)
    assert len(detect_in(float32_predictor(), 1)) == 1


def test_that_changed_weights_never_meet_the_file_of_others(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    let_take(monkeypatch, clock, 1.0, 0.5)
    model = lively(SMALL_PYRAMID)
    detect_in(Predictor(model, "cpu", "float32"), TRIAL_IMAGES)
    with torch.no_grad():
        model.roi_heads.box_predictor.cls_score.bias[1] += 1e-3
    changed = Predictor(model, "cpu", "float32")
    prepare_engine(changed, MANY_IMAGES - 1)
    assert changed.engine is None
    prepare_engine(changed, MANY_IMAGES)
    assert isinstance(changed.engine, EngineTrial)
    detect_in(changed, TRIAL_IMAGES)
    assert isinstance(changed.engine, OnnxEngine)


def test_that_the_fingerprint_distinguishes_weights_and_settings() -> None:
    model = lively(SMALL_PYRAMID)
    first = compute_fingerprint(model)
    assert compute_fingerprint(lively(SMALL_PYRAMID)) == first
    with torch.no_grad():
        next(model.parameters()).view(-1)[0] += 1e-6
    assert compute_fingerprint(model) != first
    fewer = replace(SMALL_PYRAMID, proposals=replace(SMALL_PYRAMID.proposals, post_nms_test=10))
    assert compute_fingerprint(lively(fewer)) != first


def test_that_the_choice_is_for_an_architecture_and_not_for_its_training() -> None:
    longer = replace(SMALL, training=replace(SMALL.training, epochs=99), detection=DetectionConfig(0.3, 0.4, 5))
    larger = replace(SMALL, input=replace(SMALL.input, short_side=128))
    assert describe_architecture(longer, 2) == describe_architecture(SMALL, 2)
    assert describe_architecture(larger, 2) != describe_architecture(SMALL, 2)
    assert describe_architecture(SMALL, 3) != describe_architecture(SMALL, 2)


def test_that_an_engine_that_finds_something_else_is_not_used(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_take(monkeypatch, clock, 1.0, 0.5)
    model = lively(SMALL_PYRAMID)
    with torch.no_grad():
        model.roi_heads.box_predictor.cls_score.bias[1] += 0.1
    other = build_onnx_without_selection(Predictor(model, "cpu", "float32").model)
    monkeypatch.setattr(trial, "build_onnx_without_selection", lambda _network: other)
    predictor = float32_predictor()
    detect_in(predictor, TRIAL_IMAGES)
    assert predictor.engine is None
    assert kept_files(tmp_path) == []
    assert not list(tmp_path.rglob(choice.CHOICES_FILE_NAME))  # how fast it is was not asked


def test_that_a_broken_file_is_made_again(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    let_take(monkeypatch, clock, 1.0, 0.5)
    detect_in(float32_predictor(), TRIAL_IMAGES)
    (file,) = kept_files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])
    predictor = float32_predictor()
    detect_in(predictor, TRIAL_IMAGES)
    assert isinstance(predictor.engine, OnnxEngine)
    assert file.read_bytes() == whole


def test_that_the_network_continues_where_the_engine_fails() -> None:
    class Failing:
        def run_image(self, _pixels: object, _frame: object) -> NetworkOutput:
            raise EngineError("no memory")

    predictor = float32_predictor()
    (pixels,) = smooth_images(1)
    predictor.set_image(pixels)
    expected = predictor.detect(0.05)
    predictor.engine = Failing()
    predictor.set_image(pixels)
    np.testing.assert_array_equal(predictor.detect(0.05).boxes, expected.boxes)
    assert predictor.engine is None


def test_that_stages_are_the_networks_whoever_detects() -> None:
    predictor = float32_predictor()
    (pixels,) = smooth_images(1)
    predictor.set_image(pixels)
    expected, features = predictor.stages, predictor.features
    predictor.engine = OnnxEngine(build_onnx_without_selection(predictor.model).SerializeToString())
    predictor.set_image(pixels, (2 * pixels.shape[1], 2 * pixels.shape[0]))
    torch.testing.assert_close(predictor.stages.anchors, expected.anchors)
    torch.testing.assert_close(predictor.stages.proposals.fate, expected.proposals.fate)
    assert predictor.stages is predictor.stages
    np.testing.assert_allclose(predictor.features, features, rtol=1e-3, atol=1e-4)
    assert predictor.detect().image_width == 2 * pixels.shape[1]


@pytest.mark.parametrize("fault", ["precision", "packages", "size", "import"])
def test_that_the_network_stays_where_there_can_be_no_engine(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    predictor = Predictor(lively(SMALL_PYRAMID), "cpu", "bfloat16" if fault == "precision" else "float32")
    if fault == "packages":
        monkeypatch.setattr("detector.export.requirements.find_spec", lambda _name: None)
    elif fault == "size":
        monkeypatch.setattr(choice, "MAX_WEIGHT_BYTES", 1000)
    elif fault == "import":
        monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    prepare_engine(predictor, 10 * MANY_IMAGES)
    assert predictor.engine is None


def test_that_a_trial_that_was_canceled_does_not_slow_the_next_image(clock: Clock) -> None:
    predictor = float32_predictor()
    detect_in(predictor, 2)
    assert isinstance(predictor.engine, EngineTrial)
    prepare_engine(predictor, 1)
    assert predictor.engine is None


def test_that_an_engine_stays_for_the_next_job(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = let_take(monkeypatch, clock, 1.0, 0.5)
    predictor = float32_predictor()
    detect_in(predictor, TRIAL_IMAGES)
    calls.clear()
    prepare_engine(predictor, 1)
    predictor.set_image(next(smooth_images(1)))
    assert calls == ["onnxruntime"]


def test_that_the_oldest_files_make_room(tmp_path: Path) -> None:
    models = KeptFiles(tmp_path / "kept", ".onnx", max_bytes=300)
    for age, name in enumerate("abc"):
        models.store_file(name, bytes(100))
        os.utime(models.folder / f"{name}.onnx", (1000 + age, 1000 + age))
    assert models.find_file("a") is not None  # used just now
    models.store_file("d", bytes(150))
    assert {path.stem for path in models.folder.iterdir()} == {"a", "d"}
    assert models.find_file("b") is None


def test_that_a_folder_that_takes_no_file_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    models = KeptFiles(tmp_path / "file" / "kept", ".onnx", max_bytes=300)
    models.store_file("a", b"content")
    models.remove_file("a")
    assert models.find_file("a") is None


def test_that_the_command_detects_the_same_with_an_engine(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drawn_folder(tmp_path / "images", TRIAL_IMAGES + 2)
    checkpoint = tmp_path / "net.safetensors"
    save_checkpoint(checkpoint, lively(SMALL_PYRAMID), 1)
    monkeypatch.setattr("detector.predictor.choose_precision", lambda _name, _device: torch.float32)
    command = ["detect", str(folder), "--checkpoint", str(checkpoint), "--score", "0.05", "--device", "cpu", "--out"]
    assert main([*command, str(tmp_path / "without")]) == 0
    calls = let_take(monkeypatch, clock, 1.0, 0.5)
    for name in ("MIN_IMAGES_FOR_TRIAL", "MIN_IMAGES_FOR_KEPT"):
        monkeypatch.setattr(choice, name, TRIAL_IMAGES + 2)
    assert main([*command, str(tmp_path / "with")]) == 0
    assert calls[-2:] == ["onnxruntime"] * 2
    assert read_boxes(tmp_path / "with") == pytest.approx(read_boxes(tmp_path / "without"), abs=0.05)


def read_boxes(folder: Path) -> list[float]:
    """All numbers of a summary, image by image."""
    import json

    from detector.data.results_folder import SUMMARY_NAME

    summary = json.loads((folder / SUMMARY_NAME).read_bytes())
    return [number for image in summary for box in image["boxes"] for number in (box["score"], *box["box"])]


def test_that_tiles_are_detected_in_by_the_engine_too(tmp_path: Path, clock: Clock) -> None:
    from detector.tiles.tiling import Tiling
    from tests.detector.drawn import draw

    path = draw(tmp_path / "image.png", [("square", (100, 100, 300, 300))], 600, 500)
    predictor = float32_predictor()
    results = []
    for _ in range(2):
        ((_, found),) = detect_folder(predictor, [path], 0.05, Tiling(256, 0.25))
        assert isinstance(found, PredictedBoxes)
        results.append(found)
        predictor.engine = OnnxEngine(build_onnx_without_selection(predictor.model).SerializeToString())
    detection = replace(predictor.model.config.detection, score=0.05)
    assert len(results[0])
    assert measure_difference(results[0], results[1], detection).is_small


def test_that_the_version_of_the_program_is_part_of_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    model = lively(SMALL)
    before = compute_fingerprint(model)
    monkeypatch.setattr(kept, "__version__", "another")
    assert compute_fingerprint(model) != before
