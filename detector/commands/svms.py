"""`frcnn svms`: the last stages of R-CNN and SPP-Net, after `frcnn train`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.arguments import add_device, add_format, add_labels, add_split, build_open_options
from detector.commands.exit_codes import DONE, EXIT_CODES_HELP, PARTLY
from detector.commands.output import print_stderr, print_stdout
from detector.errors import ImageUnreadableError, UserFacingError
from detector.training.runs.run_network import resolve_network

if TYPE_CHECKING:
    from torch import Tensor

    from detector.config import DetectorConfig
    from detector.data.labeled_set import TrainingSet
    from detector.targets import Target

DEFAULT_FILE_NAME = "svms.safetensors"
EXISTS = "{path} exists. Choose another file with --out, or replace it with --overwrite."
REPORT = "{label}: {count:,} negatives near the margin"
NO_SPACE = (
    "The features could not be kept in temporary files: {reason}. Free some space, or set TMPDIR to another folder."
)
WRITTEN = "Written: {path}"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "svms",
        help=summary,
        description="Replace the last layers of a fine-tuned R-CNN or SPP-Net by an SVM and a box regressor for each "
        "class, as in these papers, fitted to the regions of DATA. The result is a network like any other. Needs "
        "scikit-learn: pip install 'frcnn-studio[proposals]'.",
        epilog=EXIT_CODES_HELP,
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a run, or a checkpoint")
    parser.add_argument("data", type=Path, metavar="DATA", help="the labeled images that it was trained on")
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"file to write (default: RUN/{DEFAULT_FILE_NAME})")
    parser.add_argument("--overwrite", action="store_true", help="replace an existing file")
    add_format(parser)
    add_labels(parser)
    add_split(parser)
    add_device(parser)


def run(args: argparse.Namespace) -> int:
    checkpoint = resolve_network(args.run)
    out = args.out or checkpoint.with_name(DEFAULT_FILE_NAME)
    if out.exists() and not args.overwrite:
        raise UserFacingError(EXISTS.format(path=out))

    from detector.ancestors.svm_head import fit_svm_head
    from detector.compute.device import choose_device
    from detector.data.labeled_set import load_training_set
    from detector.proposal_sources.network_proposals import require_source
    from detector.proposal_sources.requirements import require_packages
    from detector.training.checkpoints.checkpoint import load_checkpoint, save_checkpoint

    require_packages("R-CNN's SVMs", ("sklearn",))
    network = load_checkpoint(checkpoint, choose_device(args.device))
    require_source(network.config.proposals)
    options = build_open_options(args, args.format)
    labeled = load_training_set(args.data, network.classes, split=args.split, options=options)
    samples = _Samples(labeled, network.config)
    try:
        fit_svm_head(network.model, samples, lambda label, count: print_stderr(REPORT.format(label=label, count=count)))
    except OSError as error:
        raise UserFacingError(NO_SPACE.format(reason=error.strerror or error)) from error
    save_checkpoint(out, network.model, network.step)
    print_stdout(WRITTEN.format(path=out))
    return PARTLY if labeled.left_out or samples.unreadable else DONE


class _Samples:
    """The images with their objects; those that cannot be read are named."""

    def __init__(self, labeled: TrainingSet, config: DetectorConfig) -> None:
        self._labeled, self._config = labeled, config
        self.unreadable = 0

    def __iter__(self) -> Iterator[tuple[Tensor, Target]]:
        import numpy as np

        from detector.predictor import max_decode_pixels
        from detector.training.batches import load_image
        from detector.training.validation import NO_AUGMENTATION

        limit, proposals = max_decode_pixels(self._config.input), self._config.proposals

        for image in self._labeled.images:
            try:
                yield load_image(image, limit, NO_AUGMENTATION, np.random.default_rng(0), proposals)
            except ImageUnreadableError as error:
                self.unreadable += 1
                print_stderr(f"{error} {image.path.name} is left out.")
