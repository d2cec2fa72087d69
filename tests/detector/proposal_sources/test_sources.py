from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detector.matching.box_overlap import pairwise_iou
from detector.proposal_sources import requirements
from detector.proposal_sources.edge_boxes import EdgeBoxes
from detector.proposal_sources.jittered_boxes import JitteredBoxes
from detector.proposal_sources.proposed_boxes import ProposalSource, ProposalSourceError, SourceImage
from detector.proposal_sources.registry import SOURCES, build_source
from detector.proposal_sources.selective_search import SelectiveSearch, reduce_pixels
from detector.proposal_sources.sliding_windows import SlidingWindows
from tests.detector.proposal_sources.scenes import are_valid, save_scene


@pytest.fixture
def scene(tmp_path: Path) -> SourceImage:
    return save_scene(tmp_path / "scene.png")


def need_opencv() -> None:
    pytest.importorskip("cv2")


@pytest.mark.parametrize("name", SOURCES)
def test_that_a_source_finds_the_same_valid_boxes_each_time(name: str, scene: SourceImage) -> None:
    need_opencv()
    source = build_source(name)
    found, again = source.find_proposals(scene), build_source(name).find_proposals(scene)
    assert len(found.boxes) == len(found.scores) <= found.found
    assert len(found.boxes) > 0
    assert are_valid(found.boxes, 96, 72)
    assert (np.diff(found.scores) <= 0).all()
    assert np.array_equal(found.boxes, again.boxes)
    assert source.key == build_source(name).key


def test_that_keys_differ_by_method_and_setting() -> None:
    sources: list[ProposalSource] = [make() for _, make in SOURCES.values()]
    sources += [SelectiveSearch(limit=5), EdgeBoxes(limit=5), JitteredBoxes(seed=1), SlidingWindows(overlap=0.7)]
    assert len({one.key for one in sources}) == len(sources)


@pytest.mark.parametrize("source", [SelectiveSearch(), SelectiveSearch(short_side=48), SelectiveSearch("quality")])
def test_that_selective_search_finds_even_rectangles(source: SelectiveSearch, scene: SourceImage) -> None:
    need_opencv()
    iou = pairwise_iou(scene.objects, source.find_proposals(scene).boxes).max(axis=1)
    assert (iou > 0.7).all()


def test_that_the_order_of_selective_search_mixes_sizes_and_begins_with_large_boxes(tmp_path: Path) -> None:
    need_opencv()
    pixels = np.random.default_rng(0).integers(0, 255, (24, 32, 3), np.uint8).repeat(6, axis=0).repeat(6, axis=1)
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    image = SourceImage(tmp_path / "noise.png", 192, 144, np.zeros((0, 4), np.float32))
    boxes = SelectiveSearch().find_proposals(image).boxes
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    fifth = len(areas) // 5
    assert fifth > 10
    assert np.median(areas[:fifth]) > 2 * np.median(areas[-fifth:])
    assert (np.diff(areas) > 0).any()


def test_that_an_image_of_one_color_or_one_pixel_has_the_whole_image_as_proposal(tmp_path: Path) -> None:
    need_opencv()
    for size in ((50, 40), (1, 1), (1, 60)):
        path = tmp_path / f"{size}.png"
        Image.new("RGB", size, "gray").save(path)
        found = SelectiveSearch().find_proposals(SourceImage(path, *size, np.zeros((0, 4), np.float32)))
        assert found.boxes.tolist() == [[0, 0, *size]]
        edges = EdgeBoxes().find_proposals(SourceImage(path, *size, np.zeros((0, 4), np.float32)))
        assert edges.boxes.shape == (0, 4)


def test_that_only_larger_images_are_reduced() -> None:
    need_opencv()
    pixels = np.zeros((40, 80, 3), np.uint8)
    assert reduce_pixels(pixels, 20).shape == (20, 40, 3)
    assert reduce_pixels(pixels, 40) is pixels
    assert reduce_pixels(pixels, 0) is pixels


def test_that_edge_boxes_find_a_rectangle_early(scene: SourceImage) -> None:
    need_opencv()
    found = EdgeBoxes().find_proposals(scene).boxes[:50]
    assert (pairwise_iou(scene.objects, found).max(axis=1) > 0.6).all()


def test_that_the_limit_keeps_the_best(scene: SourceImage) -> None:
    need_opencv()
    every, few = SelectiveSearch().find_proposals(scene), SelectiveSearch(limit=2).find_proposals(scene)
    assert np.array_equal(few.boxes, every.boxes[:2])
    assert few.found == every.found > 2


def test_that_windows_cover_the_image_evenly(scene: SourceImage) -> None:
    found = SlidingWindows(ratios=(1.0,), limit=60).find_proposals(scene).boxes
    sides = found[:, 2] - found[:, 0]
    assert np.allclose(sides, found[:, 3] - found[:, 1], atol=1e-3)
    assert (np.diff(sides) <= 1e-3).all()
    for side in np.unique(sides.round(2)):
        level = found[np.isclose(sides, side, atol=0.01)]
        covered = np.zeros((72, 96), dtype=bool)
        for x1, y1, x2, y2 in level:
            covered[int(y1) : int(np.ceil(y2)), int(x1) : int(np.ceil(x2))] = True
        assert covered.all()
    assert len(SlidingWindows(limit=0).find_proposals(scene).boxes) == 0


def test_that_jittered_boxes_stay_near_their_object_and_depend_on_the_name(tmp_path: Path, scene: SourceImage) -> None:
    found = JitteredBoxes(copies=50).find_proposals(scene)
    iou = pairwise_iou(found.boxes, scene.objects).max(axis=1)
    assert len(iou) == 100
    assert 0.6 < np.median(iou) < 0.95
    assert np.allclose(JitteredBoxes(amount=0).find_proposals(scene).boxes[0] % 1, 0, atol=1e-4)
    other = JitteredBoxes(copies=50).find_proposals(replace(scene, path=tmp_path / "other.png"))
    assert not np.array_equal(other.boxes, found.boxes)
    assert not len(JitteredBoxes().find_proposals(replace(scene, objects=np.zeros((0, 4), np.float32))).boxes)


# -- what is missing


def test_that_a_missing_extra_is_said_with_its_command(monkeypatch: pytest.MonkeyPatch, scene: SourceImage) -> None:
    monkeypatch.setattr(requirements, "find_spec", lambda name: None)
    for source in (SelectiveSearch(), EdgeBoxes()):
        with pytest.raises(ProposalSourceError, match=r"pip install 'frcnn-studio\[proposals\]'"):
            source.find_proposals(scene)


def test_that_another_package_of_opencv_is_named(monkeypatch: pytest.MonkeyPatch, scene: SourceImage) -> None:
    monkeypatch.setattr(requirements, "find_spec", lambda name: name)
    monkeypatch.setitem(sys.modules, "cv2", type(sys)("cv2"))
    with pytest.raises(ProposalSourceError, match="pip uninstall opencv-python"):
        SelectiveSearch().find_proposals(scene)


def test_that_an_unknown_source_is_a_sentence_with_those_there_are() -> None:
    with pytest.raises(ProposalSourceError, match=r"selective-search, .*, or a file"):
        build_source("selective")
