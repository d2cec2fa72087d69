"""Draws how the stages follow each other: `python -m tests.stage_diagram` writes detector/stages/flow.svg.

The boxes and arrows are the tables below; a test holds the diagram, the files and the functions together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "detector" / "stages"
DIAGRAM = FOLDER / "flow.svg"
WIDTH, HEIGHT = 960, 1020
BOX_WIDTH, BOX_HEIGHT = 260, 66
COLUMN_X = (30, 350, 670)
ROW_STEP = 110
TOP = 20
FONT = "font-family='Helvetica, Arial, sans-serif'"


@dataclass(frozen=True)
class Stage:
    """One box of the diagram."""

    key: str
    title: str
    module: str
    """In detector/stages; empty where none belongs to it"""
    functions: tuple[str, ...]
    result: str
    """What comes out, with its shape"""
    column: int
    row: int
    is_training: bool = False
    """Whether it is there in training alone"""


STAGES = (
    Stage("image", "Image", "", (), "(3, h, w), resized and normalized", 0, 0),
    Stage("features", "Feature extraction", "features", ("build_backbone",), "maps (N, channels, h/s, w/s)", 0, 1),
    Stage("rpn", "Region proposal network", "rpn", ("RegionProposalNetwork",), "objectness (A,), deltas (A, 4)", 0, 2),
    Stage("proposals", "Proposal layer", "proposals", ("generate_proposals",), "proposals (P, 4), fates (A,)", 0, 3),
    Stage("pool", "RoI pooling", "roi_pool", ("pool_rois",), "(R, channels, 7, 7)", 0, 4),
    Stage("head", "Fast R-CNN head", "head", ("FastRcnnHead",), "logits (R, C + 1), deltas (R, C + 1, 4)", 0, 5),
    Stage(
        "detections", "Detections", "detections", ("postprocess_detections",), "boxes (D, 4), labels, scores (D,)", 0, 6
    ),
    Stage("mask_pool", "RoI pooling for masks", "roi_pool", ("pool_rois",), "(R, channels, 14, 14)", 0, 7),
    Stage("mask_head", "Mask head", "mask_head", ("MaskRcnnHead",), "logits (R, C + 1, 28, 28)", 0, 8),
    Stage("anchors", "Anchors", "anchors", ("generate_anchors",), "(A, 4), level by level", 1, 1),
    Stage(
        "anchor_targets", "Anchor targets", "anchor_targets", ("build_anchor_targets",),
        "labels, reasons, samples (A,)", 1, 2, True,
    ),
    Stage(
        "proposal_targets", "Proposal targets", "proposal_targets", ("build_proposal_targets",),
        "labels (S,), deltas (S, 4)", 1, 4, True,
    ),
    Stage("truth", "Ground truth", "", (), "boxes (G, 4), labels (G,)", 2, 3, True),
    Stage("rpn_losses", "RPN losses", "losses", ("rpn_losses",), "rpn_cls, rpn_reg", 2, 2, True),
    Stage("roi_losses", "RoI losses", "losses", ("roi_losses",), "roi_cls, roi_reg", 2, 5, True),
    Stage(
        "mask_targets", "Mask targets", "mask_targets", ("build_mask_targets",), "masks (M, 28, 28)", 1, 7, True,
    ),
    Stage("paste", "Pasted masks", "mask_paste", ("paste_masks",), "a bitmap for each detection", 1, 8),
    Stage("mask_loss", "Mask loss", "losses", ("mask_loss",), "mask", 2, 8, True),
)  # fmt: skip
ARROWS = (
    ("image", "features"),
    ("features", "rpn"),
    ("features", "anchors"),
    ("rpn", "proposals"),
    ("anchors", "anchor_targets"),
    ("anchors", "proposals"),
    ("proposals", "pool"),
    ("pool", "head"),
    ("head", "detections"),
    ("truth", "anchor_targets"),
    ("truth", "proposal_targets"),
    ("anchor_targets", "rpn_losses"),
    ("proposals", "proposal_targets"),
    ("proposal_targets", "pool"),
    ("proposal_targets", "roi_losses"),
    ("head", "roi_losses"),
    ("detections", "mask_pool"),
    ("mask_pool", "mask_head"),
    ("mask_head", "paste"),
    ("proposal_targets", "mask_targets"),
    ("mask_targets", "mask_pool"),
    ("mask_targets", "mask_loss"),
)


ROUTES = {
    ("features", "pool"): ((30, 173), (14, 173), (14, 493), (28, 493)),
    ("rpn", "rpn_losses"): ((290, 290), (320, 322), (650, 322), (670, 292)),
    ("mask_head", "mask_loss"): ((290, 955), (320, 985), (650, 985), (670, 955)),
}
"""Corners of the arrows that would cross other boxes"""


def draw_stages() -> str:
    """The diagram, as SVG."""
    places = {stage.key: stage for stage in STAGES}
    lines = [
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}' viewBox='0 0 {WIDTH} {HEIGHT}'>",
        "<!-- Written by python -m tests.stage_diagram; do not edit. -->",
        "<defs><marker id='tip' viewBox='0 0 10 10' refX='9' refY='5' markerWidth='8' markerHeight='8' "
        "orient='auto-start-reverse'><path d='M0 0 10 5 0 10z' fill='#555'/></marker></defs>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#fff'/>",
        *(_draw_arrow(places[start], places[end]) for start, end in ARROWS),
        *(_draw_route(corners) for corners in ROUTES.values()),
        *(_draw_stage(stage) for stage in STAGES),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _draw_stage(stage: Stage) -> str:
    x, y = _position(stage)
    fill, line = ("#fff4e0", "#b36b00") if stage.is_training else ("#e6f0fb", "#1f5f99")
    dashes = " stroke-dasharray='6 4'" if stage.is_training else ""
    source = f"{stage.module}.py: {', '.join(stage.functions)}" if stage.module else ""
    texts = [(stage.title, 15, "bold", "#111"), (source, 11, "normal", "#333"), (stage.result, 11, "normal", "#333")]
    shown = [one for one in texts if one[0]]
    step = BOX_HEIGHT / (len(shown) + 1)
    frame = f"x='{x}' y='{y}' width='{BOX_WIDTH}' height='{BOX_HEIGHT}' rx='6'"
    parts = [f"<rect {frame} fill='{fill}' stroke='{line}'{dashes}/>"]
    for row, (text, size, weight, color) in enumerate(shown, start=1):
        place = f"x='{x + BOX_WIDTH / 2:g}' y='{y + row * step + 4:g}' text-anchor='middle'"
        parts.append(
            f"<text {place} {FONT} font-size='{size}' font-weight='{weight}' fill='{color}'>{escape(text)}</text>"
        )
    return "\n".join(parts)


def _position(stage: Stage) -> tuple[int, int]:
    """Of its upper left corner."""
    return COLUMN_X[stage.column], TOP + stage.row * ROW_STEP


def _draw_arrow(start: Stage, end: Stage) -> str:
    """From side to side within a row, from the bottom to the top within a column, else from side to side, slanted."""
    (x1, y1), (x2, y2) = _position(start), _position(end)
    middle = BOX_HEIGHT / 2
    if start.column == end.column:
        down = start.row < end.row
        ends: tuple[float, float, float, float] = (
            x1 + BOX_WIDTH / 2,
            y1 + BOX_HEIGHT * down,
            x2 + BOX_WIDTH / 2,
            y2 + BOX_HEIGHT * (not down),
        )
    elif start.column < end.column:
        ends = (x1 + BOX_WIDTH, y1 + middle, x2, y2 + middle)
    else:
        ends = (x1, y1 + middle, x2 + BOX_WIDTH, y2 + middle)
    a, b, c, d = (f"{value:g}" for value in ends)
    return f"<line x1='{a}' y1='{b}' x2='{c}' y2='{d}' stroke='#555' stroke-width='1.5' marker-end='url(#tip)'/>"


def _draw_route(corners: Sequence[tuple[int, int]]) -> str:
    points = " ".join(f"{x},{y}" for x, y in corners)
    return f"<polyline points='{points}' fill='none' stroke='#555' stroke-width='1.5' marker-end='url(#tip)'/>"


if __name__ == "__main__":
    DIAGRAM.write_text(draw_stages(), encoding="utf-8")
