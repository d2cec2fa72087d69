"""Where the proposals of a network without an RPN come from, as an argument of several subcommands."""

from __future__ import annotations

import argparse
from pathlib import Path

from detector.config import DetectorConfig
from detector.config.settings import OUTSIDE_SOURCES
from detector.errors import UserFacingError
from detector.proposal_sources.choice import choose_proposals

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
    if args.proposals is None and args.proposal_ids is not None:
        raise UserFacingError(IDS_WITHOUT_FILE)
    return choose_proposals(config, args.proposals or "", args.proposal_ids)
