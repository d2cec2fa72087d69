"""Where the proposals of a network without an RPN come from, as an argument of several subcommands."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from detector.config import DetectorConfig
from detector.config.settings import OUTSIDE_SOURCES
from detector.errors import UserFacingError

HAS_RPN = (
    "{preset} finds its proposals itself, by its RPN. Omit --proposals, or choose a network without an RPN, such as "
    "fast_rcnn_mobilenet."
)
NO_SUCH_PROPOSALS = "There are no proposals called {name}, and no such file. Use one of {names}, or a file."
IDS_WITHOUT_FILE = "--proposal-ids has the image numbers of COCO results. Also give the file with --proposals."


def add_proposals(group: argparse._ActionsContainer) -> None:
    """Add `--proposals` and `--proposal-ids`."""
    group.add_argument(
        "--proposals",
        metavar="SOURCE|FILE",
        help=f"proposals of a network without an RPN: {', '.join(OUTSIDE_SOURCES)}, or a file with those of each "
        "image: .npz (from `frcnn propose`, which can also use the RPN of a trained network), .json (COCO results) or "
        ".mat (default: the network's own source)",
    )
    group.add_argument(
        "--proposal-ids", type=Path, metavar="FILE", help="the COCO data set with the image numbers of COCO results"
    )


def apply_proposals(args: argparse.Namespace, config: DetectorConfig) -> DetectorConfig:
    """`config` with the proposals of `--proposals`, where it is given.

    Raises:
        UserFacingError: The network has an RPN, or there are no such proposals.
    """
    name: str | None = args.proposals
    if name is None:
        if args.proposal_ids is not None:
            raise UserFacingError(IDS_WITHOUT_FILE)
        return config
    if not config.proposals.has_rpn and name in OUTSIDE_SOURCES:
        return replace(config, proposals=replace(config.proposals, source=OUTSIDE_SOURCES[name], file="", file_ids=""))
    if config.proposals.has_rpn:
        raise UserFacingError(HAS_RPN.format(preset=config.preset))
    path = Path(name)
    if not path.is_file():
        raise UserFacingError(NO_SUCH_PROPOSALS.format(name=name, names=", ".join(OUTSIDE_SOURCES)))
    ids = str(args.proposal_ids.resolve()) if args.proposal_ids else ""
    return replace(config, proposals=replace(config.proposals, source="file", file=str(path.resolve()), file_ids=ids))
