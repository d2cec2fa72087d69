"""An exported file with a mask head finds the masks that the network finds, and says so only where it does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detector.config import DetectorConfig, MaskConfig
from detector.errors import UserFacingError
from detector.predictor import Predictor
from tests.detector.export.test_export import ALL, NONE, comparison_images
from tests.detector.lively import lively
from tests.detector.small import SMALL, SMALL_PYRAMID
from tests.sentences import sentence_pattern

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from detector.export.difference import MAX_PROBABILITY_DIFFERENCE  # noqa: E402
from detector.export.export import MASKS_DIFFER, ExportFiles, check_exported_file, export_network  # noqa: E402
from detector.export.model import build_onnx  # noqa: E402
from detector.export.proof import describe_proof, prove_equivalence  # noqa: E402
from detector.export.runtime import OnnxDetector  # noqa: E402

PYRAMID = replace(SMALL_PYRAMID, mask=MaskConfig(channels=8, convolutions=2))
ONE_LEVEL = replace(SMALL, mask=MaskConfig(channels=8, convolutions=1, norm="learned", threshold=0.6))


@pytest.mark.parametrize("config", [PYRAMID, ONE_LEVEL], ids=["pyramid", "one level, with norms"])
def test_that_the_file_finds_the_masks_that_the_network_finds(config: DetectorConfig) -> None:
    model = lively(config)
    detector = OnnxDetector(build_onnx(model, ALL).SerializeToString(), 1)
    proof = prove_equivalence(Predictor(model, "cpu", "float32"), detector, comparison_images(4), 4, ALL)
    assert not proof.faulty_images
    assert proof.detection_count > 20
    assert proof.masks is not None
    assert proof.masks.max_probability_difference < MAX_PROBABILITY_DIFFERENCE / 20
    assert proof.masks.min_iou > 0.9
    [image] = comparison_images(1)
    output = detector.run_image(image.pixels)
    assert output.grids is not None
    assert output.grids.shape == (len(output.found), 28, 28)
    assert output.grids.std() > 0.05
    nothing = OnnxDetector(build_onnx(model, NONE).SerializeToString(), 1).run_image(image.pixels)
    assert nothing.grids is not None
    assert nothing.grids.shape == (0, 28, 28)


def test_that_a_changed_weight_of_the_mask_head_makes_the_check_fail(tmp_path: Path) -> None:
    model = lively(PYRAMID)
    proto = build_onnx(model, ALL)
    file = tmp_path / "model.onnx"
    file.write_bytes(proto.SerializeToString())
    proof = check_exported_file(model, file, comparison_images(2), 2, ALL)
    assert "Masks: " in describe_proof(proof)  # the words matter
    weight = next(one for one in proto.graph.initializer if one.name == "mask_head/own_class/weight")
    values = onnx.numpy_helper.to_array(weight).copy()
    values[1:] += 0.5
    weight.CopyFrom(onnx.numpy_helper.from_array(values, weight.name))
    file.write_bytes(proto.SerializeToString())
    with pytest.raises(UserFacingError, match=r"detects different masks than the network in \d of 2 images"):
        check_exported_file(model, file, comparison_images(2), 2, ALL)


def test_that_a_file_without_masks_is_not_that_of_a_mask_network(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(build_onnx(lively(SMALL_PYRAMID), ALL).SerializeToString())
    with pytest.raises(UserFacingError, match=sentence_pattern(MASKS_DIFFER, file=str(file))):
        check_exported_file(lively(PYRAMID), file, comparison_images(1), 1, ALL)


def test_that_the_script_pastes_masks_where_there_is_no_torch(tmp_path: Path) -> None:
    model, files = lively(ONE_LEVEL), ExportFiles(tmp_path / "model.onnx")
    [image] = comparison_images(1)
    proof = export_network(model, files, [image], 1, ALL)
    np.save(tmp_path / "image.npy", image.pixels)
    blocked = tmp_path / "blocked"
    for name in ("torch", "torchvision", "detector"):
        (blocked / name).mkdir(parents=True)
        (blocked / name / "__init__.py").write_text("raise ImportError('blocked')")
    ran = subprocess.run(
        [sys.executable, str(files.script), str(tmp_path / "image.npy"), "0", str(tmp_path / "masks.npy")],
        env={**os.environ, "PYTHONPATH": str(blocked)},
        capture_output=True,
        text=True,
        check=True,
    )
    masks = np.load(tmp_path / "masks.npy")
    assert masks.shape == (proof.detection_count, *image.pixels.shape[:2])
    assert [int(line.split()[-2]) for line in ran.stdout.splitlines()] == masks.sum(axis=(1, 2)).tolist()
    predictor = Predictor(model, "cpu", "float32")
    predictor.set_image(image.pixels)
    found = OnnxDetector(files.model, 1).detect(image.pixels)
    for mask, bitmap in zip(masks, predictor.predict_masks(found.boxes, found.labels), strict=True):
        expected = np.zeros(mask.shape, bool)
        x, y = bitmap.left, bitmap.top
        expected[y : y + bitmap.height, x : x + bitmap.width] = bitmap.to_mask()
        assert (mask != expected).sum() <= 2
    assert masks.any()


def test_that_the_metadata_say_what_masks_are() -> None:
    proto = build_onnx(lively(ONE_LEVEL), ALL)
    metadata = {one.key: one.value for one in proto.metadata_props}
    assert metadata["mask_threshold"] == "0.6"
    assert "masks: " in metadata["output"]
    assert json.loads(metadata["classes"])
    onnx.checker.check_model(proto)
