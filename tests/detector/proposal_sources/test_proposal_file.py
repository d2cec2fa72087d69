from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector.proposal_sources.proposal_file import ProposalFile, write_proposal_file
from detector.proposal_sources.proposed_boxes import ProposalSourceError, SourceImage
from detector.proposal_sources.sliding_windows import SlidingWindows
from tests.detector.proposal_sources.scenes import save_scene


@pytest.fixture
def scene(tmp_path: Path) -> SourceImage:
    return save_scene(tmp_path / "scene.png")


def write_json(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_that_written_proposals_come_back(tmp_path: Path, scene: SourceImage) -> None:
    found, other = SlidingWindows().find_proposals(scene), save_scene(tmp_path / "other.png", ())
    none = SlidingWindows(limit=0).find_proposals(other)
    write_proposal_file(tmp_path / "new" / "p.npz", {"scene.png": (scene, found), "other.png": (other, none)})
    again = ProposalFile(tmp_path / "new" / "p.npz")
    assert np.array_equal(again.find_proposals(scene).boxes, found.boxes)
    assert np.array_equal(again.find_proposals(scene).scores, found.scores)
    assert not len(again.find_proposals(other).boxes)


def test_that_coco_results_are_found_by_name_or_number(tmp_path: Path, scene: SourceImage) -> None:
    boxes = [{"image_id": 7, "bbox": [1, 2, 10, 20], "score": 0.1}, {"image_id": 7, "bbox": [5, 6, 7, 8], "score": 0.9}]
    results = write_json(tmp_path / "results.json", boxes)
    ids = write_json(tmp_path / "set.json", {"images": [{"id": 7, "file_name": "images/scene.png"}]})
    found = ProposalFile(results, ids).find_proposals(scene)
    assert found.boxes.tolist() == [[5, 6, 12, 14], [1, 2, 11, 22]]
    assert found.scores.tolist() == pytest.approx([0.9, 0.1])
    with pytest.raises(ProposalSourceError, match="--ids"):
        ProposalFile(results).find_proposals(scene)
    named = write_json(tmp_path / "named.json", [one | {"image_id": "scene"} for one in boxes])
    assert np.array_equal(ProposalFile(named).find_proposals(scene).boxes, found.boxes)


def test_that_the_published_mat_files_are_read(tmp_path: Path, scene: SourceImage) -> None:
    io = pytest.importorskip("scipy.io")
    images, cells = np.empty((1, 1), object), np.empty((1, 1), object)
    images[0, 0] = np.array(["scene"])
    cells[0, 0] = np.array([[3, 2, 22, 11], [1, 1, 72, 96]])  # top, left, bottom, right from 1
    io.savemat(tmp_path / "search.mat", {"images": images, "boxes": cells})
    found = ProposalFile(tmp_path / "search.mat").find_proposals(scene)
    assert found.boxes.tolist() == [[1, 2, 11, 22], [0, 0, 96, 72]]
    cells[0, 0] = np.array([[2, 3, 10, 20, 0.1], [6, 7, 7, 8, 0.9]])
    io.savemat(tmp_path / "edges.mat", {"images": images, "bbs": cells})
    found = ProposalFile(tmp_path / "edges.mat").find_proposals(scene)
    assert found.boxes.tolist() == [[5, 6, 12, 14], [1, 2, 11, 22]]


BOX = {"image_id": "scene.png", "bbox": [1, 2, 10, 20], "score": 0.5}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([], "has no proposals"),
        ({"images": []}, "it is not a list of results"),
        ([{"image_id": "scene.png"}], "cannot be read as proposals"),
        ([{"image_id": "scene.png", "bbox": [1, 2]}], "cannot be read as proposals"),
        ([BOX | {"bbox": [1, 2, "wide", 3]}], "cannot be read as proposals"),
        ([BOX | {"bbox": [1, 2, float("nan"), 3]}], "not finite"),
        ([BOX | {"image_id": "other.png"}], "has no proposals of scene.png; it has those of 1 other images"),
        ([BOX | {"bbox": [1, 2, 500, 3]}], r"outside of scene.png \(96 x 72 pixels\)"),
    ],
)
def test_that_a_file_that_does_not_fit_is_a_sentence(
    tmp_path: Path, scene: SourceImage, content: object, says: str
) -> None:
    path = write_json(tmp_path / "results.json", content)
    with pytest.raises(ProposalSourceError, match=says) as caught:
        ProposalFile(path).find_proposals(scene)
    assert "results.json" in str(caught.value)


def test_that_proposals_of_another_size_are_refused(tmp_path: Path, scene: SourceImage) -> None:
    small = SourceImage(scene.path, 48, 36, scene.objects)
    write_proposal_file(tmp_path / "p.npz", {"scene.png": (small, SlidingWindows().find_proposals(small))})
    with pytest.raises(ProposalSourceError, match="at 48 x 36, but the image is 96 x 72 pixels"):
        ProposalFile(tmp_path / "p.npz").find_proposals(scene)


@pytest.mark.parametrize("name", ["p.npz", "p.json", "p.mat"])
def test_that_a_damaged_file_is_a_sentence(tmp_path: Path, scene: SourceImage, name: str) -> None:
    if name.endswith(".mat"):
        pytest.importorskip("scipy.io")
    (tmp_path / name).write_bytes(b"\x00damaged")
    with pytest.raises(ProposalSourceError, match="cannot be read as proposals"):
        ProposalFile(tmp_path / name).find_proposals(scene)


def test_that_other_kinds_and_missing_files_are_sentences(tmp_path: Path, scene: SourceImage) -> None:
    with pytest.raises(ProposalSourceError, match="is not a file of proposals"):
        ProposalFile(tmp_path / "p.txt").find_proposals(scene)
    with pytest.raises(ProposalSourceError, match="No such file"):
        ProposalFile(tmp_path / "p.npz").find_proposals(scene)
