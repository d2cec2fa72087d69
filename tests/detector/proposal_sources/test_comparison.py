from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from detector.cli import main as frcnn
from detector.demo.folder import write_demo_folder
from detector.evaluation.proposal_recall import IOUS, PROPOSAL_COUNTS
from detector.evaluation.source_comparison import find_exclusive_objects, measure_source
from detector.proposal_sources.proposed_boxes import ProposedBoxes, SourceImage


def random_boxes(random: np.random.Generator, count: int) -> np.ndarray:
    corners = random.uniform(0, 60, (count, 2))
    return np.concatenate([corners, corners + random.uniform(8, 40, (count, 2))], axis=1).astype(np.float32)


def iou_of(one: np.ndarray, other: np.ndarray) -> float:
    width, height = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    common = max(width, 0) * max(height, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return common / (sum(areas) - common)


def test_that_recall_is_that_of_a_loop() -> None:
    random = np.random.default_rng(0)
    images = [SourceImage(Path(f"{row}.png"), 100, 100, random_boxes(random, row)) for row in range(5)]
    found = [ProposedBoxes(random_boxes(random, 40), np.linspace(1, 0, 40, dtype=np.float32), 0.5, 40) for _ in images]
    result = measure_source(images, found)
    assert result.recall is not None
    for column, count in enumerate(PROPOSAL_COUNTS):
        for row, iou in enumerate(IOUS):
            covered = [
                any(iou_of(box, other) >= iou for other in one.boxes[:count])
                for image, one in zip(images, found, strict=True)
                for box in image.objects
            ]
            assert result.recall.recall[column, row] == pytest.approx(np.mean(covered))
    assert (result.mean_count, result.mean_seconds) == (40, 0.5)


def test_that_objects_of_one_source_alone_are_found() -> None:
    objects = np.array([[0, 0, 10, 10], [20, 20, 40, 40], [50, 50, 60, 60]], np.float32)
    image = SourceImage(Path("a.png"), 100, 100, objects)
    results = {
        name: measure_source([image], [ProposedBoxes(objects[rows], np.ones(len(rows), np.float32), 0.0, len(rows))])
        for name, rows in {"one": [0, 1], "two": [1], "three": []}.items()
    }
    assert find_exclusive_objects(results, "one", 0.5, 10).tolist() == [0]
    assert find_exclusive_objects(results, "two", 0.5, 10).tolist() == []
    assert find_exclusive_objects({"one": results["one"]}, "one", 0.5, 10).tolist() == [0, 1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("propose") / "demo"
    write_demo_folder(folder, 3)
    return folder


def test_that_the_command_reads_back_what_it_wrote(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "p.npz"
    assert frcnn(["propose", str(demo), "--from", "sliding-windows", "--out", str(out)]) == 0
    table = capsys.readouterr().out
    assert "sliding-windows" in table
    assert frcnn(["propose", str(demo), "--from", str(out), "--from", "sliding-windows", "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["p.npz"]["recall"] == read["sliding-windows"]["recall"]
    assert read["p.npz"]["objects"] > 3
    figures = table.splitlines()[1].split()
    assert float(figures[3]) == pytest.approx(read["p.npz"]["recall"][0][0], abs=5e-4)


def test_that_images_without_proposals_are_named_and_the_others_counted(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *_ = sorted(demo.rglob("*.jpg")) or sorted(demo.rglob("*.png"))
    path = tmp_path / "r.json"
    path.write_text(json.dumps([{"image_id": first.name, "bbox": [0, 0, 50, 50], "score": 1}]), encoding="utf-8")
    assert frcnn(["propose", str(demo), "--from", str(path), "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.err.count("r.json has no proposals of") == 2
    assert json.loads(captured.out)["r.json"]["proposals_per_image"] == 1


def test_that_one_file_holds_one_source(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = ["--from", "sliding-windows", "--from", "jittered"]
    assert frcnn(["propose", str(demo), *two, "--out", str(tmp_path / "p.npz")]) == 2
    assert "--out writes the proposals of one source" in capsys.readouterr().err
    assert frcnn(["propose", str(demo), "--from", "nothing"]) == 2
    assert "There are no proposals called nothing" in capsys.readouterr().err
