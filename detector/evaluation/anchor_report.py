"""How well anchors fit, and which would fit better: in words for people, and for JSON."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from detector.config import AnchorConfig
from detector.evaluation.anchor_fit import AnchorFit, Rows
from detector.evaluation.anchor_search import MIN_RELIABLE_BOXES, AnchorSuggestion
from detector.outcomes import BoxMatch

MAX_WORST_SHOWN = 5


def anchor_fit_as_object(suggestion: AnchorSuggestion, warnings: Sequence[str] = ()) -> dict[str, Any]:
    """For JSON; sizes in pixels of the network's input, a bin without an upper edge has null there."""
    fit = suggestion.before
    lacking = (fit.match == BoxMatch.UNMATCHED).nonzero()[0]
    return {
        "preset": fit.config.preset,
        "images": len(fit.images),
        "boxes": len(fit),
        "warnings": list(warnings),
        "anchors": dataclasses.asdict(fit.config.anchors),
        "fit": _summarize_numbers(fit),
        "cells": [
            {
                "size": list(cell.size),
                "aspect": [edge if math.isfinite(edge) else None for edge in cell.aspect],
                "boxes": len(cell.rows),
                "median_iou": round(cell.median_iou, 4),
            }
            for cell in fit.bin_boxes()
        ],
        "unmatched": _describe_boxes(fit, lacking),
        "worst": _describe_boxes(fit, fit.find_worst(MAX_WORST_SHOWN)),
        "suggestion": {
            "anchors": dataclasses.asdict(suggestion.anchors),
            "fit": _summarize_numbers(suggestion.after),
            "better": suggestion.is_better,
        },
    }


def _summarize_numbers(fit: AnchorFit) -> dict[str, float]:
    tenth, median = np.quantile(fit.best_iou, (0.1, 0.5)).tolist()
    iou = {"mean_iou": fit.mean_iou, "median_iou": median, "lowest_tenth_iou": tenth}
    counts = {match.name.lower(): fit.count_matches(match) for match in BoxMatch}
    return {
        **{name: round(value, 4) for name, value in iou.items()},
        **counts,
        "positives_per_box": round(float(fit.positives.mean()), 2),
    }


def _describe_boxes(fit: AnchorFit, rows: Rows) -> list[dict[str, Any]]:
    """Where boxes are, and how well they fit; `box` counts those of its image that train, from 1."""
    return [
        {
            "image": str(image),
            "box": number + 1,
            "iou": round(float(fit.best_iou[row]), 4),
            "size": [round(float(side), 1) for side in (fit.width[row], fit.height[row])],
        }
        for row, (image, number) in zip(rows.tolist(), fit.locate_boxes(rows), strict=True)
    ]


def format_anchor_fit(suggestion: AnchorSuggestion) -> str:
    """The fit there is, by size and aspect too, and what a search found."""
    fit = suggestion.before
    return "\n\n".join((_format_summary(fit), _format_table(fit), _format_worst(fit), _format_suggestion(suggestion)))


def _format_summary(fit: AnchorFit) -> str:
    numbers, config = _summarize_numbers(fit), fit.config
    threshold = config.anchor_targets.positive_iou
    strides = _format_list(config.backbone.level_strides)
    meaning = {
        "matched": f"an anchor has IoU {threshold:g} or more with it",
        "rescued": "its best anchors are positive, although below the threshold",
        "unmatched": "without a positive anchor: each of its best anchors fits another box better",
    }
    return "\n".join(
        (
            f"{len(fit):,} boxes in {len(fit.images):,} images, preset {config.preset}",
            f"anchors      {_format_anchors(config.anchors)}, strides {strides}",
            f"best IoU     mean {numbers['mean_iou']:.3f}, median {numbers['median_iou']:.3f}, "
            f"a tenth under {numbers['lowest_tenth_iou']:.3f}",
            *(f"{name:<11}{_format_share(numbers[name], len(fit))}  {text}" for name, text in meaning.items()),
            f"positives    {numbers['positives_per_box']:.1f} anchors a box on average",
        )
    )


def _format_table(fit: AnchorFit) -> str:
    """Sizes (root of the area in pixels) down, aspects across."""
    cells = {(cell.size, cell.aspect): f"{cell.median_iou:.2f} ({len(cell.rows)})" for cell in fit.bin_boxes()}
    sizes = sorted({size for size, _ in cells})
    aspects = sorted({aspect for _, aspect in cells})
    rows = [("", *(_format_range(*aspect) for aspect in aspects))]
    rows += [(_format_range(*size), *(cells.get((size, aspect), "") for aspect in aspects)) for size in sizes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(("Median best IoU (boxes), by size in the network's input down, height / width across:", *lines))


def _format_worst(fit: AnchorFit) -> str:
    rows = _describe_boxes(fit, fit.find_worst(MAX_WORST_SHOWN))
    lines = (
        f"  {row['iou']:.3f}  {Path(row['image']).name}, box {row['box']}: {row['size'][0]:g} x {row['size'][1]:g}"
        for row in rows
    )
    return "\n".join(("The boxes that fit worst, by IoU:", *lines))


def _format_suggestion(suggestion: AnchorSuggestion) -> str:
    before, after = _summarize_numbers(suggestion.before), _summarize_numbers(suggestion.after)
    count = len(suggestion.before)
    found = "Suggested" if suggestion.is_better else "No better anchors were found; the best are"
    caution = f"\nThese are fitted to only {count} boxes; use them with caution." if count < MIN_RELIABLE_BOXES else ""
    changes = (
        f"{name:<11}{_format_share(before[name], count)}  ->{_format_share(after[name], count)}"
        for name in ("matched", "rescued", "unmatched")
    )
    return "\n".join(
        (
            f"{found}: {_format_anchors(suggestion.anchors)}{caution}",
            f"best IoU     mean {before['mean_iou']:.3f}  ->  {after['mean_iou']:.3f}",
            *changes,
            json.dumps(dataclasses.asdict(suggestion.anchors)),
        )
    )


def _format_share(part: float, whole: int) -> str:
    return f"{part:>8,} ({part / whole:6.1%})"


def _format_anchors(anchors: AnchorConfig) -> str:
    scales = "scales" if anchors.unit == "stride" else "sides in pixels"
    return f"{scales} {_format_list(anchors.scales)}, ratios {_format_list(anchors.ratios)}"


def _format_list(values: Sequence[float]) -> str:
    return " ".join(f"{value:g}" for value in values)


def _format_range(low: float, high: float) -> str:
    if not math.isfinite(high):
        return f"over {_format_edge(low)}"
    return f"under {_format_edge(high)}" if low == 0 else f"{_format_edge(low)} to {_format_edge(high)}"


def _format_edge(value: float) -> str:
    return f"{value:.2f}" if value < 4 and value % 0.25 else f"{value:g}"
