"""How much better one network is than another, as text for people, and as plain values for JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from detector.evaluation.bootstrap import MeasureDifference
from detector.evaluation.pairing import PairedComparison

MAX_CLASSES_NAMED = 10
OTHER_OBJECTS = "  Not compared: masks, because the labels of the two differ."


def format_comparison(compared: PairedComparison, other: str) -> str:
    """Lines for AP, AP50 and AP75, and for those of masks and boundaries where both have them.

    Args:
        compared: the network that was measured less the other.
        other: the name of the other.
    """
    comparison = compared.comparison
    lines = [f"Compared with {other} on the same {comparison.images} images, by resampling:"]
    rows = [("AP", comparison.ap), ("AP50", comparison.ap50), ("AP75", comparison.ap75)]
    if compared.masks is not None:
        rows += [("mask AP", compared.masks.ap), ("mask AP50", compared.masks.ap50), ("mask AP75", compared.masks.ap75)]
    if compared.boundaries is not None:
        rows.append(("boundary AP", compared.boundaries.ap))
    width = max(len(name) for name, _ in rows)
    lines += [f"  {name:<{width}}  {format_difference(difference)}" for name, difference in rows]
    if compared.have_masks_other_objects:
        lines.append(OTHER_OBJECTS)
    if compared.skipped_images:
        lines.append(
            f"  Not compared: {compared.skipped_images} images that were measured in only one of the two runs."
        )
    if names := compared.skipped_classes:
        more = f" and {len(names) - MAX_CLASSES_NAMED} more" if len(names) > MAX_CLASSES_NAMED else ""
        named = ", ".join(names[:MAX_CLASSES_NAMED])
        lines.append(f"  Not compared: classes that only one of the two runs has ({named}{more}).")
    return "\n".join(lines)


def format_difference(one: MeasureDifference) -> str:
    """One line, such as "+0.050 (95 %: +0.010 to +0.090), better in 97 of 100 resamplings"."""
    numbers = f"{format_signed(one.difference)} (95 %: {format_signed(one.low)} to {format_signed(one.high)})"
    if one.is_even:
        text = f"{numbers}, equal in all resamplings"
    else:
        word = "worse" if one.difference < 0 else "better"
        text = f"{numbers}, {word} in {one.better_of_hundred} of 100 resamplings"
    return f"{text}: too few images to decide" if one.too_few else text


def comparison_as_object(compared: PairedComparison, other: str) -> dict[str, Any]:
    """Everything, for JSON."""
    return {
        "against": other,
        **dataclasses.asdict(compared.comparison),
        **({} if compared.masks is None else {"masks": dataclasses.asdict(compared.masks)}),
        **({} if compared.boundaries is None else {"boundaries": dataclasses.asdict(compared.boundaries)}),
        "classes": list(compared.classes),
        "skipped_classes": list(compared.skipped_classes),
        "skipped_images": compared.skipped_images,
    }


def format_signed(value: float) -> str:
    """Three decimals with their sign; 0 has none."""
    text = f"{value:+.3f}"
    return text[1:] if text[1:] == "0.000" else text
