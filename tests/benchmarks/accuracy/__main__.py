"""Fine-tune our network and torchvision's of the same size on the same images, and compare their AP.

Runs are stored with their exact settings in `tests/benchmarks/results/accuracy`. A finished run is not repeated, so the
tables can be extended over several days. Both networks start from the same ImageNet file, use the same images in the
same order, size and number, and are measured by the same evaluator, in float32. The peer trains with torchvision's
reference recipe at three learning rates, of which the best one counts; ours has one recipe for all sets.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch

from detector.compute.device import choose_device
from tests.benchmarks.accuracy.kept_runs import RESULTS, KeptRuns
from tests.benchmarks.accuracy.sets import SETS, BenchmarkSet, Parts, load_part
from tests.benchmarks.accuracy.settings import PEER_RATES, RunSettings, our_settings, peer_settings
from tests.benchmarks.accuracy.tables import (
    COMPARISON_HEADER,
    MASK_HEADER,
    VARIATION_HEADER,
    comparison_rows,
    group_runs,
    mask_rows,
    variation_rows,
)
from tests.benchmarks.accuracy.training import train_and_measure
from tests.benchmarks.accuracy.trials import TRIALS
from tests.benchmarks.timing import print_table
from tests.machine import machine

DEFAULT_DATA = Path(os.environ.get("FRCNN_BENCHMARK_DATA", "../shared/data"))


def main() -> int:
    options = _parse_arguments()
    torch.set_num_threads(options.threads)
    kept, device = KeptRuns(options.keep), choose_device(options.device)
    sets = dict(SETS)
    if options.train is not None:
        own = _own_set(options.train, options.test)
        sets, options.set = {own.name: own}, [own.name]
    names = list(sets) if options.all else options.set
    for settings in _requested(options, sets, names):
        with kept.claim(settings) as is_ours:
            if is_ours:
                parts = sets[settings.set_name].load(options.data, settings.seed)
                measured = train_and_measure(settings, parts, options.weights_dir, device)
                run = kept.add(settings, measured, _describe_machine(options.threads))
                print(f"{settings.set_name} {settings.who} seed {settings.seed}: AP {run.ap:.3f}", file=sys.stderr)
    _print_tables(kept, options.preset, sets)
    return 0


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.accuracy", description=__doc__)
    parser.add_argument("--all", action="store_true", help="train all runs that are not stored yet, on every set")
    parser.add_argument("--set", action="append", default=[], choices=tuple(SETS), help="train on this set")
    parser.add_argument("--train", metavar="DIR[:SPLIT]", help="train on your own folder, with --test")
    parser.add_argument("--test", metavar="DIR[:SPLIT]", help="measure on this folder, with --train")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of the sets")
    parser.add_argument("--weights-dir", type=Path, help="folder with ImageNet weights")
    parser.add_argument("--keep", type=Path, default=RESULTS, help="folder of the stored runs")
    parser.add_argument(
        "--preset", choices=("mobilenet_fpn", "vgg16", "mask_mobilenet_fpn"), default="mobilenet_fpn",
        help="network to compare (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--steps", type=int, default=300, help="steps of each run (default: %(default)s)")
    parser.add_argument("--batch-size", type=int, default=4, help="images in each step (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=3, help="number of seeds (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="threads of torch (default: %(default)s)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda ... (default: %(default)s)")
    parser.add_argument("--only", choices=("ours", "torchvision"), help="train only this network")
    parser.add_argument(
        "--rate", action="append", type=float, default=[], metavar="RATE",
        help="train the peer at this learning rate only; can be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--vary", action="append", default=[], metavar="NAME=VALUE",
        help="a setting of ours to change, for example training.learning_rate=0.02; can be repeated",
    )  # fmt: skip
    parser.add_argument("--trial", choices=TRIALS, default="", help="a change of ours that is not a setting")
    options = parser.parse_args()
    if (options.train is None) != (options.test is None):
        parser.error("--train and --test must be given together")
    return options


def _requested(
    options: argparse.Namespace, sets: Mapping[str, BenchmarkSet], names: list[str]
) -> Iterator[RunSettings]:
    """The requested runs, seed by seed, so that tables after an early end include all sets."""
    for seed in range(options.seeds):
        for name in names:
            shared, images = (name, options.preset, options.steps, seed), sets[name].training_images
            if options.only != "torchvision":
                yield our_settings(*shared, options.vary, options.batch_size, images, options.trial)
            if options.only != "ours" and not options.vary and not options.trial:
                yield from (peer_settings(*shared, rate, options.batch_size) for rate in options.rate or PEER_RATES)


def _own_set(train: str, test: str) -> BenchmarkSet:
    """A set that is not in the list: two folders, each with an optional split."""

    def load(_data: Path, _seed: int) -> Parts:
        root, _, split = train.partition(":")
        training = load_part(Path(root), split=split or None)
        root, _, split = test.partition(":")
        return Parts(training, load_part(Path(root), training.classes, split or None))

    return BenchmarkSet(f"{train} -> {test}", len(load(Path(), 0).training.images), load)


def _describe_machine(threads: int) -> str:
    processor, plural = dict(machine())["processor"], "s" if threads > 1 else ""
    return f"{processor}, {threads} thread{plural}, torch {torch.__version__}"


def _print_tables(kept: KeptRuns, preset_name: str, sets: Mapping[str, BenchmarkSet]) -> None:
    groups = group_runs(kept.read().values(), preset_name, sets)
    against = comparison_rows(groups, kept)
    if against:
        print_table(f"{preset_name} against torchvision at its best rate", against, COMPARISON_HEADER)
    if with_masks := mask_rows(groups):
        print_table(f"Masks of {preset_name} and of torchvision's MaskRCNN", with_masks, MASK_HEADER)
    print_table(f"All recipes of {preset_name} that were tried", variation_rows(groups), VARIATION_HEADER)


if __name__ == "__main__":
    sys.exit(main())
