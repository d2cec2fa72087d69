"""Proposals for a network that has no RPN: found in the pixels that it gets, and kept by their content.

A network is given pixels, not a file, wherever it trains, detects or is traced. So the same pixels have the same
proposals everywhere, and they are found once. Only a file with proposals knows images by their names: whoever decodes
an image for such a network also says which it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.config import ProposalConfig
from detector.data.labeled_set import TrainingSet
from detector.matching.box_overlap import Floats
from detector.proposal_sources.kept_proposals import KeptProposals
from detector.proposal_sources.proposal_file import ProposalFile, check_names
from detector.proposal_sources.proposed_boxes import ProposalSourceError, ProposedBoxes, SourceImage
from detector.proposal_sources.registry import build_source
from detector.proposal_sources.requirements import require_opencv
from detector.translatable import translatable

_METHODS_OF_OPENCV = ("selective-search", "edge-boxes")
NO_FILE = translatable(
    "The network takes its proposals from the file {file}, which is not there. Put it back, or give another one with "
    "--proposals."
)
WHOLE_IMAGES_ONLY = translatable(
    "The network takes its proposals from {file}, which has them for whole images by name. Use it without tiles, on "
    "images in files."
)
NO_PROPOSALS = "{source} finds no proposals in {image}: nothing can be detected there."


@dataclass(frozen=True)
class ImageFile:
    """The file that pixels were decoded from, with the size of the upright original.

    Attributes:
        path: Its path.
        width: In pixels.
        height: In pixels.
    """

    path: Path
    width: int
    height: int


def require_source(config: ProposalConfig) -> None:
    """Raise an error with the command that installs what a source needs, or the name of a file, if it is missing.

    Raises:
        ProposalSourceError: It is.
    """
    if config.source.startswith(_METHODS_OF_OPENCV):
        require_opencv(f"This network takes its proposals from {config.source}, which")
    if config.source == "file" and not Path(config.file).is_file():
        raise ProposalSourceError(NO_FILE.format(file=config.file))


def find_network_proposals(
    config: ProposalConfig,
    pixels: NDArray[np.uint8],
    kept: KeptProposals | None = None,
    image: ImageFile | None = None,
) -> ProposedBoxes:
    """Find the proposals in `pixels` (h, w, 3) uint8 RGB, or take those that were found in the same pixels before.

    Args:
        config: Says where they come from, which is not the RPN.
        pixels: Of the image.
        kept: What was found before, which grows by this; by default that of this user.
        image: Which image it is, for proposals in a file.

    Raises:
        ProposalSourceError: The source needs a package that is not installed, or the file does not fit the image.
    """
    if config.source == "file":
        return _read_from_file(config, pixels.shape[1], pixels.shape[0], image)
    source, kept = build_source(config.source), kept or KeptProposals.of_user()
    found = kept.find_proposals(pixels, source)
    if found is None:
        height, width = pixels.shape[:2]
        found = source.find_proposals(SourceImage(Path(), width, height, np.zeros((0, 4), np.float32), pixels))
        kept.store_proposals(pixels, source, found)
    return found


def find_file_rows(config: ProposalConfig, width: int, height: int, image: ImageFile | None) -> Floats | None:
    """(P, 5) the proposals of a file in an image of this size; None if they come from elsewhere.

    Raises:
        ProposalSourceError: The file does not fit the image.
    """
    return to_rows(_read_from_file(config, width, height, image)) if config.source == "file" else None


def _read_from_file(config: ProposalConfig, width: int, height: int, image: ImageFile | None) -> ProposedBoxes:
    """Raises: ProposalSourceError."""
    if image is None:
        raise ProposalSourceError(WHOLE_IMAGES_ONLY.format(file=Path(config.file).name))
    found = open_proposal_file(config).find_proposals(
        SourceImage(image.path, image.width, image.height, np.zeros((0, 4), np.float32))
    )
    scale = np.array([width / image.width, height / image.height] * 2, np.float32)
    return replace(found, boxes=found.boxes * scale)


def open_proposal_file(config: ProposalConfig) -> ProposalFile:
    """The file of `config`, which is read again when it has changed.

    Raises:
        ProposalSourceError: It is not there.
    """
    path = Path(config.file)
    try:
        return _open_version(path, Path(config.file_ids) if config.file_ids else None, path.stat().st_mtime_ns)
    except OSError as error:
        raise ProposalSourceError(NO_FILE.format(file=path)) from error


def check_proposal_file(config: ProposalConfig, sets: Iterable[TrainingSet]) -> None:
    """Compare a file with proposals with the images that it is for; nothing happens for other sources.

    Raises:
        ProposalSourceError: It does not have proposals of an image, or does not fit it, or images have the same name.
    """
    if config.source != "file":
        return
    images = [image for labeled in sets for image in labeled.images]
    check_names(image.path for image in images)
    for image in images:
        find_file_rows(config, image.width, image.height, ImageFile(image.path, image.width, image.height))


def compute_file_digest(config: ProposalConfig) -> str:
    """What identifies the content of a file with proposals; empty for other sources.

    Raises:
        ProposalSourceError: It is not there.
    """
    if config.source != "file":
        return ""
    try:
        with Path(config.file).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ProposalSourceError(NO_FILE.format(file=config.file)) from error


@lru_cache(maxsize=2)
def _open_version(path: Path, ids: Path | None, _version: int) -> ProposalFile:
    return ProposalFile(path, ids)


def to_rows(found: ProposedBoxes) -> Floats:
    """(P, 5) boxes with their scores."""
    return np.column_stack([found.boxes, found.scores]).astype(np.float32)
