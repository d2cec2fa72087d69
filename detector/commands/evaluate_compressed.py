"""`frcnn evaluate --compress-head`: what compressing the head of a network costs in accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detector.evaluation.comparison_report import comparison_as_object, format_comparison
from detector.evaluation.pairing import MeasuredSet, PairedComparison, compare_sets

if TYPE_CHECKING:
    from detector.data.labeled_set import TrainingSet
    from detector.evaluation.measurement import Evaluation
    from detector.predictor import Predictor
    from detector.tiles.tiling import Tiling

WHOLE_HEAD = "the whole head"


@dataclass(frozen=True)
class CompressionCost:
    """The network with its compressed head, and the network itself, on the same images."""

    ap: float | None
    """None where no object counts"""
    whole_ap: float | None
    comparison: PairedComparison | None
    """The compressed one less the whole one"""


def measure_compression_cost(
    predictor: Predictor, labeled: TrainingSet, compressed: Evaluation, quiet: bool, tiling: Tiling | None
) -> CompressionCost:
    """Measure the whole network too. Processes that work together all call this.

    Args:
        predictor: with the whole head.
        labeled: what `compressed` was measured on.
        compressed: the network with its compressed head.
        quiet: no progress is shown.
        tiling: how large images are cut, if they are.
    """
    from detector.commands.measure_bar import measure_with_bar

    whole = measure_with_bar(predictor, labeled, quiet, with_diagnostics=False, tiling=tiling)
    pair = [MeasuredSet(labeled.classes, one.results) for one in (compressed, whole)]
    return CompressionCost(compressed.coco.ap, whole.coco.ap, compare_sets(*pair))


def format_cost(cost: CompressionCost) -> str:
    """AP with and without compression, and whether the difference could be chance."""
    aps = (_format_ap(cost.ap), _format_ap(cost.whole_ap))
    line = f"AP is {aps[0]} with the compressed head and {aps[1]} with {WHOLE_HEAD}."
    return line if cost.comparison is None else f"{line}\n{format_comparison(cost.comparison, WHOLE_HEAD)}"


def cost_as_object(cost: CompressionCost) -> dict[str, Any]:
    """Everything, for JSON."""
    compared = None if cost.comparison is None else comparison_as_object(cost.comparison, WHOLE_HEAD)
    return {"ap": cost.ap, "whole_ap": cost.whole_ap, "comparison": compared}


def _format_ap(ap: float | None) -> str:
    return "unknown" if ap is None else f"{ap:.4f}"
