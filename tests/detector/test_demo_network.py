"""The network that comes with the program, on scenes that it never saw."""

from __future__ import annotations

from pathlib import Path

from detector.data.labelled_set import load_training_set
from detector.demo import write_demo_folder
from detector.evaluation.evaluate import evaluate
from detector.predictor import Predictor
from detector.training.checkpoint import load_checkpoint

NETWORK = Path(__file__).resolve().parents[2] / "resources" / "networks" / "demo.safetensors"
SEED = 3
"""Not one that tests/demo_network.py trains or measures with"""


def test_that_it_finds_what_fresh_scenes_show(tmp_path: Path) -> None:
    write_demo_folder(tmp_path, count=6, seed=SEED)
    model = load_checkpoint(NETWORK).model.eval()
    found = evaluate(Predictor(model), load_training_set(tmp_path, model.classes))
    assert found is not None
    assert found.average_precision.mean > 0.9


def test_that_it_stays_small() -> None:
    assert NETWORK.stat().st_size < 20e6
