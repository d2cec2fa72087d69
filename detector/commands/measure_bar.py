"""Measuring a network with a bar that shows how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detector.errors import DatasetError

if TYPE_CHECKING:
    from detector.data.labeled_set import TrainingSet
    from detector.evaluation.measurement import Evaluation
    from detector.predictor import Predictor
    from detector.tiles.tiling import Tiling


def measure_with_bar(
    predictor: Predictor,
    labeled: TrainingSet,
    quiet: bool,
    with_diagnostics: bool,
    tiling: Tiling | None = None,
    with_masks: bool = False,
) -> Evaluation:
    """Measure as `evaluate_network` does; `quiet` shows no bar. Raises: DatasetError, where no image can be read."""
    from tqdm import tqdm

    from detector.evaluation.evaluate import evaluate_network

    with tqdm(unit="image", disable=quiet or None, dynamic_ncols=True) as bar:

        def on_image_done(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        measured = evaluate_network(
            predictor,
            labeled,
            on_image_done,
            with_diagnostics=with_diagnostics,
            tiling=tiling,
            with_masks=with_masks,
        )
    assert measured is not None  # nothing cancels it
    if not measured.images:
        raise DatasetError(f"None of the {len(labeled.images)} labeled images can be measured. {measured.warnings[0]}")
    return measured
