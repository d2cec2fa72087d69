"""Proposals that were found before, kept under the content of the image file, or its pixels, and the source."""

from __future__ import annotations

import hashlib
import io
import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.data.own_folder import user_cache_folder
from detector.kept_files import KeptFiles
from detector.proposal_sources.proposed_boxes import ProposalSource, ProposedBoxes

FOLDER_NAME = "proposals"
MAX_KEPT_BYTES = 512 << 20
"""2,000 boxes of an image take some 20 KB."""
_FORMAT_VERSION = 1
_log = logging.getLogger(__name__)

ImageContent = Path | NDArray[np.uint8]
"""The file of an image, or its pixels"""


@dataclass(frozen=True)
class KeptProposals:
    """A folder with a file for each image and source. Nothing in it is needed, so no fault of it is an error."""

    files: KeptFiles

    @classmethod
    def of_user(cls) -> KeptProposals:
        """Those that all programs of this user share."""
        return cls.in_folder(user_cache_folder() / FOLDER_NAME)

    @classmethod
    def in_folder(cls, folder: Path) -> KeptProposals:
        """Those in `folder`, such as that of a run."""
        return cls(KeptFiles(folder, ".npz", MAX_KEPT_BYTES))

    def find_proposals(self, image: ImageContent, source: ProposalSource) -> ProposedBoxes | None:
        """What the source found in the same image before; None if nothing is kept."""
        fingerprint = _compute_fingerprint(image, source)
        path = self.files.find_file(fingerprint)
        if path is None:
            return None
        try:
            with np.load(path, allow_pickle=False) as arrays:
                return ProposedBoxes(
                    arrays["boxes"].astype(np.float32).reshape(-1, 4),
                    arrays["scores"].astype(np.float32).reshape(-1),
                    float(arrays["seconds"]),
                    int(arrays["found"]),
                )
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            _log.info("%s cannot be read (%s): the proposals are computed again", path, error)
            self.files.remove_file(fingerprint)
            return None

    def store_proposals(self, image: ImageContent, source: ProposalSource, found: ProposedBoxes) -> None:
        """Keep what the source found in the image."""
        stream = io.BytesIO()
        np.savez_compressed(stream, boxes=found.boxes, scores=found.scores, seconds=found.seconds, found=found.found)
        self.files.store_file(_compute_fingerprint(image, source), stream.getvalue())


def _compute_fingerprint(image: ImageContent, source: ProposalSource) -> str:
    if isinstance(image, Path):
        with image.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
    else:
        content = f"{image.shape} {hashlib.sha256(np.ascontiguousarray(image).data).hexdigest()}"
    return hashlib.sha256(f"{_FORMAT_VERSION} {source.key} {content}".encode()).hexdigest()
