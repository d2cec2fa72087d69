"""How well anchors fit, and which would fit better: in words for people, and for JSON."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from detector.codes import BoxMatch
from detector.config import AnchorConfig
from detector.evaluation.anchor_fit import AnchorFit, Rows
from detector.evaluation.anchor_search import FEW_BOXES, AnchorSuggestion

WORST_TOLD = 5


def as_object(suggestion: AnchorSuggestion, warnings: Sequence[str] = ()) -> dict[str, Any]:
    """For JSON; sizes in pixels of the network's input, a bin without an upper edge has null there."""
    fit = suggestion.before
    lacking = (fit.match == BoxMatch.UNMATCHED).nonzero()[0]
    return {
        "preset": fit.config.preset,
        "images": len(fit.images),
        "boxes": len(fit),
        "warnings": list(warnings),
        "anchors": dataclasses.asdict(fit.config.anchors),
        "fit": _numbers(fit),
        "cells": [
            {
                "size": list(cell.size),
                "aspect": [edge if math.isfinite(edge) else None for edge in cell.aspect],
                "boxes": len(cell.rows),
                "median_iou": round(cell.median_iou, 4),
            }
            for cell in fit.cells()
        ],
        "unmatched": _places(fit, lacking),
        "worst": _places(fit, fit.worst(WORST_TOLD)),
        "suggestion": {
            "anchors": dataclasses.asdict(suggestion.anchors),
            "fit": _numbers(suggestion.after),
            "better": suggestion.is_better,
        },
    }


def _numbers(fit: AnchorFit) -> dict[str, float]:
    tenth, median = np.quantile(fit.best_iou, (0.1, 0.5)).tolist()
    iou = {"mean_iou": fit.mean_iou, "median_iou": median, "lowest_tenth_iou": tenth}
    counts = {match.name.lower(): fit.count(match) for match in BoxMatch}
    return {
        **{name: round(value, 4) for name, value in iou.items()},
        **counts,
        "positives_per_box": round(float(fit.positives.mean()), 2),
    }


def _places(fit: AnchorFit, rows: Rows) -> list[dict[str, Any]]:
    """Where boxes are, and how well they fit; `box` counts those of its image that train, from 1."""
    return [
        {
            "image": str(image),
            "box": number + 1,
            "iou": round(float(fit.best_iou[row]), 4),
            "size": [round(float(side), 1) for side in (fit.width[row], fit.height[row])],
        }
        for row, (image, number) in zip(rows.tolist(), fit.places(rows), strict=True)
    ]


def as_text(suggestion: AnchorSuggestion) -> str:
    """The fit there is, by size and aspect too, and what a search found."""
    fit = suggestion.before
    return "\n\n".join((_summary(fit), _table(fit), _worst(fit), _suggested(suggestion)))


def _summary(fit: AnchorFit) -> str:
    numbers, config = _numbers(fit), fit.config
    threshold = config.anchor_targets.positive_iou
    strides = _listed(config.backbone.level_strides)
    meaning = {
        "matched": f"an anchor has IoU {threshold:g} or more with it",
        "rescued": "its best anchors are positive, though under the threshold",
        "unmatched": "no anchor learns to find it: each fits another box better",
    }
    return "\n".join(
        (
            f"{len(fit):,} boxes in {len(fit.images):,} images, preset {config.preset}",
            f"anchors      {_named(config.anchors)}, strides {strides}",
            f"best IoU     mean {numbers['mean_iou']:.3f}, median {numbers['median_iou']:.3f}, "
            f"a tenth under {numbers['lowest_tenth_iou']:.3f}",
            *(f"{name:<11}{_share(numbers[name], len(fit))}  {text}" for name, text in meaning.items()),
            f"positives    {numbers['positives_per_box']:.1f} anchors a box on average",
        )
    )


def _table(fit: AnchorFit) -> str:
    """Sizes (root of the area in pixels) down, aspects across."""
    cells = {(cell.size, cell.aspect): f"{cell.median_iou:.2f} ({len(cell.rows)})" for cell in fit.cells()}
    sizes = sorted({size for size, _ in cells})
    aspects = sorted({aspect for _, aspect in cells})
    rows = [("", *(_range(*aspect) for aspect in aspects))]
    rows += [(_range(*size), *(cells.get((size, aspect), "") for aspect in aspects)) for size in sizes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(("Median best IoU (boxes), by size in the network's input down, height / width across:", *lines))


def _worst(fit: AnchorFit) -> str:
    rows = _places(fit, fit.worst(WORST_TOLD))
    lines = (
        f"  {row['iou']:.3f}  {Path(row['image']).name}, box {row['box']}: {row['size'][0]:g} x {row['size'][1]:g}"
        for row in rows
    )
    return "\n".join(("The boxes that fit worst, by IoU:", *lines))


def _suggested(suggestion: AnchorSuggestion) -> str:
    before, after = _numbers(suggestion.before), _numbers(suggestion.after)
    count = len(suggestion.before)
    found = "Suggested" if suggestion.is_better else "No better anchors were found; the best are"
    doubt = f"\nThese are fitted to {count} boxes only: do not trust them far." if count < FEW_BOXES else ""
    changes = (
        f"{name:<11}{_share(before[name], count)}  ->{_share(after[name], count)}"
        for name in ("matched", "rescued", "unmatched")
    )
    return "\n".join(
        (
            f"{found}: {_named(suggestion.anchors)}{doubt}",
            f"best IoU     mean {before['mean_iou']:.3f}  ->  {after['mean_iou']:.3f}",
            *changes,
            json.dumps(dataclasses.asdict(suggestion.anchors)),
        )
    )


def _share(part: float, whole: int) -> str:
    return f"{part:>8,} ({part / whole:6.1%})"


def _named(anchors: AnchorConfig) -> str:
    scales = "scales" if anchors.unit == "stride" else "sides in pixels"
    return f"{scales} {_listed(anchors.scales)}, ratios {_listed(anchors.ratios)}"


def _listed(values: Sequence[float]) -> str:
    return " ".join(f"{value:g}" for value in values)


def _range(low: float, high: float) -> str:
    if not math.isfinite(high):
        return f"over {_short(low)}"
    return f"under {_short(high)}" if low == 0 else f"{_short(low)} to {_short(high)}"


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 4 and value % 0.25 else f"{value:g}"
