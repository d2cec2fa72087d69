from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest

from detector.proposal_sources.folder import propose_in_images
from detector.proposal_sources.kept_proposals import KeptProposals
from detector.proposal_sources.proposed_boxes import ProposedBoxes, SourceImage
from detector.proposal_sources.sliding_windows import SlidingWindows
from tests.detector.proposal_sources.scenes import save_scene


@dataclass(frozen=True)
class Reader:
    """A source that decodes the image: its only proposal is the dark pixels."""

    key: str = "reader"
    needs_pixels_only: bool = True

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        rows, columns = np.nonzero(image.decode_pixels()[:, :, 1] < 100)
        box = np.array([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]], np.float32)
        return ProposedBoxes(box, np.ones(1, np.float32), 0.0, 1)


@pytest.fixture
def images(tmp_path: Path) -> list[SourceImage]:
    return [save_scene(tmp_path / f"{number}.png", ((number, 5, 20 + number, 30),)) for number in range(5)]


@pytest.mark.parametrize("processes", [1, 2])
def test_that_outcomes_come_in_the_order_of_the_images(images: list[SourceImage], processes: int) -> None:
    images[2].path.write_bytes(b"no image")
    outcomes = list(propose_in_images(Reader(), images, processes=processes))
    assert len(outcomes) == 5
    for number, outcome in enumerate(outcomes):
        if number == 2:
            assert isinstance(outcome, str)
            assert "2.png" in outcome
        else:
            assert isinstance(outcome, ProposedBoxes)
            assert outcome.boxes.tolist() == [[number, 5, 20 + number, 30]]


def test_that_kept_proposals_follow_content_and_settings(tmp_path: Path, images: list[SourceImage]) -> None:
    kept = KeptProposals.in_folder(tmp_path / "kept")
    source = SlidingWindows()
    [first] = propose_in_images(source, images[:1], kept, processes=1)
    assert isinstance(first, ProposedBoxes)
    again = kept.find_proposals(images[0].path, source)
    assert again is not None
    assert np.array_equal(again.boxes, first.boxes)
    assert np.array_equal(again.scores, first.scores)
    assert (again.found, again.seconds) == (first.found, first.seconds)
    assert kept.find_proposals(images[0].path, SlidingWindows(limit=3)) is None
    assert kept.find_proposals(images[1].path, source) is None
    copy = tmp_path / "copy.png"
    copy.write_bytes(images[0].path.read_bytes())
    assert kept.find_proposals(copy, source) is not None


def test_that_kept_proposals_are_used_and_damaged_ones_replaced(tmp_path: Path, images: list[SourceImage]) -> None:
    kept, source = KeptProposals.in_folder(tmp_path / "kept"), SlidingWindows()
    stored = ProposedBoxes(np.array([[1, 2, 3, 4]], np.float32), np.ones(1, np.float32), 0.5, 9)
    kept.store_proposals(images[0].path, source, stored)
    outcomes = list(propose_in_images(source, images[:2], kept, processes=1))
    assert all(isinstance(one, ProposedBoxes) for one in outcomes)
    assert outcomes[0].boxes.tolist() == [[1, 2, 3, 4]]  # type: ignore[union-attr]
    assert len(outcomes[1].boxes) > 1  # type: ignore[union-attr]
    for path in (tmp_path / "kept").iterdir():
        path.write_bytes(b"damaged")
    assert kept.find_proposals(images[0].path, source) is None
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_that_canceling_ends_it(images: list[SourceImage]) -> None:
    answers = iter((False, False, True))
    assert len(list(propose_in_images(Reader(), images, is_canceled=lambda: next(answers, True), processes=2))) == 2


BEGUN = """
import sys, time
from pathlib import Path
from tests.detector.proposal_sources.test_folder import Sleeper
from tests.detector.proposal_sources.scenes import save_scene
from detector.proposal_sources.folder import propose_in_images

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    images = [save_scene(folder / f"{number}.png") for number in range(4)]
    list(propose_in_images(Sleeper(), images, processes=2))
"""


@dataclass(frozen=True)
class Sleeper:
    """Says which process it is in, and does not come back."""

    key: str = "sleeper"
    needs_pixels_only: bool = True

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        image.path.with_suffix(".pid").write_text(str(os.getpid()), encoding="ascii")
        time.sleep(300)
        raise AssertionError


@pytest.mark.skipif(sys.platform == "win32", reason="looks processes up by signals")
def test_that_processes_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    script = tmp_path / "begun.py"
    script.write_text(BEGUN, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    with subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=environment) as parent:
        workers = wait_until(lambda: [int(one.read_text()) for one in tmp_path.glob("*.pid") if one.read_text()], 2)
        parent.kill()
    assert len(workers) == 2
    wait_until(lambda: [worker for worker in workers if has_ended(worker)], 2)


def has_ended(pid: int) -> bool:
    """One that nobody has collected yet has ended, too."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def wait_until(find: Callable[[], list[int]], count: int) -> list[int]:
    deadline = time.monotonic() + 120
    while len(found := find()) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_that_what_needs_more_than_pixels_is_never_kept(tmp_path: Path, images: list[SourceImage]) -> None:
    kept = KeptProposals.in_folder(tmp_path / "kept")
    assert len(list(propose_in_images(Reader(needs_pixels_only=False), images, kept))) == 5
    assert not (tmp_path / "kept").exists()
