"""Make the network that comes with the program: `python -m tests.demo_network WORK --weights-dir DIR`.

Draws scenes as the demo's, trains the light preset on them with `frcnn train`, measures it on scenes that it never saw
with `frcnn evaluate`, and writes it in half precision to resources/networks. Half an hour on two cores; `--resume`
continues on. It has no mask head then: `python -m tests.demo_masks WORK` adds one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from detector.demo import write_demo_folder
from detector.training.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from detector.training.runs.run_state import LAST_NAME

OUT = Path(__file__).resolve().parent.parent / "resources" / "networks" / "demo.safetensors"
DEMO_SEED, TRAINING_SEED, FRESH_SEED = 0, 1, 2
"""The demo that people see is seed 0; the network learns from other scenes, and is measured on others again."""
TRAINING_IMAGES, FRESH_IMAGES = 576, 120
"""Drawn; the last sixth of each stays without labels, as in the demo."""
EPOCHS = 10


def _frcnn(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "detector", *map(str, arguments)]
    print("+", *command, flush=True)
    subprocess.run(command, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path, help="where scenes and the run go")
    parser.add_argument("--weights-dir", type=Path, required=True, help="folder with the ImageNet weights")
    parser.add_argument("--resume", action="store_true", help="resume the run in WORK")
    args = parser.parse_args()
    write_demo_folder(args.work / "training", TRAINING_IMAGES, TRAINING_SEED)
    write_demo_folder(args.work / "fresh", FRESH_IMAGES, FRESH_SEED)
    start = ("--resume",) if args.resume else ("--epochs", str(EPOCHS), "--weights-dir", args.weights_dir)
    run = args.work / "run"
    _frcnn("train", args.work / "training", "--out", run, *start)
    checkpoint = load_checkpoint(run / LAST_NAME)
    save_checkpoint(OUT, checkpoint.model, checkpoint.step, half=True)
    print(f"{OUT}: {OUT.stat().st_size / 1e6:.1f} MB")
    _frcnn("evaluate", args.work / "fresh", "--checkpoint", OUT)


if __name__ == "__main__":
    main()
