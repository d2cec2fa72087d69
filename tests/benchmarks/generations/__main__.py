"""Train and measure the generations: `python -m tests.benchmarks.generations WORK --weights-dir DIR`.

What is measured already is not measured again, so the same command continues the table; the lines are in
`results/generations/runs.jsonl`, the checkpoints in WORK.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from detector.training.runs.run_state import LAST_NAME
from tests.benchmarks.generations.detectors import GENERATIONS, SETS
from tests.benchmarks.generations.kept_figures import RESULTS, KeptFigures
from tests.benchmarks.generations.measuring import train_and_measure, write_rpn_proposals
from tests.benchmarks.generations.table import format_tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path, help="where scenes and runs go")
    parser.add_argument("--weights-dir", type=Path, help="folder with the ImageNet weights")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of runs.jsonl")
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS))
    parser.add_argument("--only", nargs="+", choices=list(GENERATIONS), default=list(GENERATIONS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    args = parser.parse_args()
    torch.set_num_threads(1)
    kept = KeptFigures(args.results)
    for seed in args.seeds:
        for name in args.sets:
            _complete_set(args, kept, name, seed, args.only)
    print(format_tables(kept.read()))


def _complete_set(
    args: argparse.Namespace, kept: KeptFigures, set_name: str, seed: int, generations: Sequence[str]
) -> None:
    parts = SETS[set_name](args.work, seed)
    for key in generations:
        if kept.has(set_name, key, seed):
            continue
        runs, generation = args.work / "runs", GENERATIONS[key]
        files: tuple[Path | None, Path | None] = (None, None)
        seconds = 0.0
        if proposed_by := generation.proposed_by:
            # The images of both parts have the same names, by which a file knows them.
            source = runs / f"{set_name}-{proposed_by}-{seed}"
            training_file, test_file = files = source / "training.npz", source / "test.npz"
            write_rpn_proposals(source / LAST_NAME, parts.training, training_file)
            seconds = write_rpn_proposals(source / LAST_NAME, parts.test, test_file)
        config, test_config = (generation.build_config(seed, file) for file in files)
        out = runs / f"{set_name}-{key}-{seed}"
        figures = train_and_measure(config, test_config, parts, generation.steps, out, args.weights_dir)
        figures = replace(figures, proposal_seconds=figures.proposal_seconds + seconds)
        kept.add(set_name, key, seed, figures)
        print(set_name, key, seed, json.dumps(figures.as_json()), flush=True)


if __name__ == "__main__":
    main()
