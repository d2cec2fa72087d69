"""Which proposals a person chose for a network without an RPN: those of a method, or of a file. Free of numpy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from detector.config import DetectorConfig
from detector.config.settings import OUTSIDE_SOURCES
from detector.errors import UserFacingError
from detector.translatable import translatable

HAS_RPN = translatable(
    "{preset} finds its proposals itself, by its RPN. Choose a network without an RPN, such as fast_rcnn_mobilenet."
)
NO_SUCH_PROPOSALS = translatable(
    "There are no proposals called {name}, and no such file. Use one of {names}, or a file."
)


def choose_proposals(config: DetectorConfig, name: str, ids: Path | None = None) -> DetectorConfig:
    """`config` with other proposals.

    Args:
        config: Of a network without an RPN.
        name: One of `OUTSIDE_SOURCES`, or the path of a file; empty: those of `config`.
        ids: The COCO data set with the numbers of images in COCO results.

    Raises:
        UserFacingError: The network has an RPN, or there are no such proposals.
    """
    if not name:
        return config
    if config.proposals.has_rpn:
        raise UserFacingError(HAS_RPN.format(preset=config.preset))
    if name in OUTSIDE_SOURCES:
        proposals = replace(config.proposals, source=OUTSIDE_SOURCES[name], file="", file_ids="")
        return replace(config, proposals=proposals)
    path = Path(name)
    if not path.is_file():
        raise UserFacingError(NO_SUCH_PROPOSALS.format(name=name, names=", ".join(OUTSIDE_SOURCES)))
    file_ids = "" if ids is None else str(ids.resolve())
    proposals = replace(config.proposals, source="file", file=str(path.resolve()), file_ids=file_ids)
    return replace(config, proposals=proposals)
