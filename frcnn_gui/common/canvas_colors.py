"""Colors of the window: those of the classes, which pictures on disk have too, and those of the detector's stages.

Colors are texts, #rrggbb. A test simulates protanopia and deuteranopia and holds the distances.
"""

from __future__ import annotations

from detector.colors import (
    CASING_COLOR,
    CLASS_COLORS,
    DARK_TEXT,
    LIGHT_TEXT,
    MORE_COLORS,
    class_color,
    contrast_ratio,
    free_color,
    text_color,
)

__all__ = [
    "CASING_COLOR",
    "CLASS_COLORS",
    "CURVE_COLORS",
    "DARK_TEXT",
    "HIGHLIGHT",
    "LIGHT_TEXT",
    "MORE_COLORS",
    "ROLE_COLORS",
    "STAGE_COLORS",
    "class_color",
    "contrast_ratio",
    "free_color",
    "text_color",
]

STAGE_COLORS: dict[str, str] = {
    "anchor": "#34C3FF",
    "positive_iou": "#2A7A55",
    "positive_best": "#FFF01F",
    "negative": "#AF3600",
    "between": "#756398",
    "outside": "#3D2B3F",
    "sampled_positive": "#63E39A",
    "sampled_negative": "#FFDF6E",
    "proposal": "#0966D1",
    "suppressed": "#AD9FAB",
    "kept": "#E47D00",
    "detection": "#FFFFFF",
}
"""What a stage of the detector paints its boxes in."""

ROLE_COLORS: dict[str, str] = {
    "center": STAGE_COLORS["anchor"],
    "cell": STAGE_COLORS["anchor"],
    "roi_positive": STAGE_COLORS["sampled_positive"],
    "roi_negative": STAGE_COLORS["negative"],
    "roi_injected": STAGE_COLORS["positive_best"],
    "bins": STAGE_COLORS["anchor"],
    "refined": STAGE_COLORS["detection"],
    "final": STAGE_COLORS["detection"],
    "error_true": STAGE_COLORS["positive_iou"],
    "error_false": STAGE_COLORS["negative"],
    "error_missed": STAGE_COLORS["positive_best"],
}
"""The same colors for what means the same at another stage."""

CURVE_COLORS: tuple[str, ...] = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00")
"""For curves on light and on dark."""

HIGHLIGHT = "#FFFFFF"
"""The light line inside the outline of what is selected or under the cursor."""
