from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
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


def test_that_what_needs_more_than_pixels_is_never_kept(tmp_path: Path, images: list[SourceImage]) -> None:
    kept = KeptProposals.in_folder(tmp_path / "kept")
    assert len(list(propose_in_images(Reader(needs_pixels_only=False), images, kept))) == 5
    assert not (tmp_path / "kept").exists()
