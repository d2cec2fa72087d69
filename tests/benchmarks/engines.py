"""Detection in a folder with onnxruntime in place of the network, in float32, on one thread.

`python -m tests.benchmarks.engines NETWORK FOLDER` takes a checkpoint and a folder of JPEG images. Each round detects
with the network and with onnxruntime, first with predictors that are warm, then with new predictors, for onnxruntime
with a model from the cache (see `detector.engines`). The packages are already imported.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from tests.benchmarks.timing import print_table

MAX_IMAGES, SCORE = 40, 0.05
HEADER = ("way", "network, CPU s", "onnxruntime, CPU s", "ratio (lowest to highest)")


def run(checkpoint: Path, folder: Path, rounds: int) -> None:
    """Measure, and print one table."""
    import torch

    from detector.engines.choice import machine_choices, prepare_engine
    from detector.engines.kept import compute_fingerprint, kept_models_of_user
    from detector.engines.session import OnnxEngine
    from detector.export.model import build_onnx_without_selection
    from detector.predictor import Predictor
    from detector.training.checkpoints.checkpoint import load_checkpoint

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    images = sorted(folder.rglob("*.jpg"))[:MAX_IMAGES]
    model = load_checkpoint(checkpoint).model.eval()
    network, engine = Predictor(model, "cpu", "float32"), Predictor(model, "cpu", "float32")
    content = build_onnx_without_selection(engine.model).SerializeToString()
    engine.engine = OnnxEngine(content)

    def detect_with_new_predictor(with_engine: bool) -> None:
        predictor = Predictor(model, "cpu", "float32")
        if with_engine:
            machine_choices.cache_clear()
            prepare_engine(predictor, len(images))
            assert isinstance(predictor.engine, OnnxEngine)
        _detect(predictor, images)

    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        kept_models_of_user().store_file(compute_fingerprint(engine.model), content)
        _note_choice(engine)
        rows = [
            _measure("warm", partial(_detect, network, images), partial(_detect, engine, images), rounds),
            _measure(
                "from a new predictor",
                partial(detect_with_new_predictor, False),
                partial(detect_with_new_predictor, True),
                rounds,
            ),
        ]
    print_table(f"{checkpoint.name}, {len(images)} images of {folder}, {rounds} rounds", rows, HEADER)


def _note_choice(predictor: object) -> None:
    from detector.engines.choice import machine_choices, name_choice
    from detector.predictor import Predictor

    assert isinstance(predictor, Predictor)
    machine_choices.cache_clear()
    machine_choices().choose_or_measure(name_choice(predictor.model), lambda: "onnxruntime")


def _detect(predictor: object, images: Sequence[Path]) -> None:
    from detector.folder_detection import detect_folder
    from detector.predictor import Predictor

    assert isinstance(predictor, Predictor)
    for _ in detect_folder(predictor, images, SCORE):
        pass


def _measure(way: str, by_network: Callable[[], None], by_engine: Callable[[], None], rounds: int) -> tuple[str, ...]:
    seconds: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        spent = _time(by_network), _time(by_engine)
        if number:  # the first round warms up
            seconds.append(spent)
    ratios = [engine / network for network, engine in seconds]
    network, engine = (statistics.median(column) for column in zip(*seconds, strict=True))
    ratio = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    return way, f"{network:.2f}", f"{engine:.2f}", ratio


def _time(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.engines", description=__doc__)
    parser.add_argument("network", type=Path, help="checkpoint")
    parser.add_argument("folder", type=Path, help="folder with JPEG images")
    parser.add_argument("--rounds", type=int, default=3, help="number of rounds (default: %(default)s)")
    options = parser.parse_args()
    run(options.network, options.folder, options.rounds)


if __name__ == "__main__":
    main()
