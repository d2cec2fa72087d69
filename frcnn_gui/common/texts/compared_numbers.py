"""How a value is written beside a threshold: never rounded to the other side of it."""

from __future__ import annotations

MIN_DECIMALS = 2
MAX_DECIMALS = 7
SAME_VALUE_TOLERANCE = 5e-8
"""Values of the network are float32: 0.7 is 0.69999999 there, and reaches a threshold of 0.7."""


def format_compared(value: float, *thresholds: float, decimals: int = MIN_DECIMALS) -> str:
    """`value` with as few decimals, from `decimals` on, as show on which side of each threshold it is.

    For example, 0.82 is "0.82" beside 0.7, 0.704 is "0.704", 0.6998 is "0.6998", and 0.7 itself is "0.70".
    """
    for count in range(decimals, MAX_DECIMALS):
        if all(_is_on_same_side(value, round(value, count), threshold) for threshold in thresholds):
            return f"{value:.{count}f}"
    return f"{value:.{MAX_DECIMALS}f}"


def format_threshold(threshold: float) -> str:
    """`threshold` as it was set: 0.7, not 0.70."""
    return f"{threshold:g}"


def _is_on_same_side(value: float, rounded: float, threshold: float) -> bool:
    if abs(value - threshold) < SAME_VALUE_TOLERANCE:
        return True
    return (value > threshold) == (rounded > threshold) and (value < threshold) == (rounded < threshold)
