"""The view as SVG: the picture as it is, and everything over it as lines that stay sharp at any size."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import count

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Annotation
from detector.data.outlines.conversions import convert_to_rings
from detector.data.outlines.outlined_box import Outline
from frcnn_gui.canvas.layers import (
    MAX_CAPTIONS,
    BoxGroup,
    HeatMap,
    LayerContent,
    LineGroup,
    OutlineGroup,
    PointGroup,
    Spotlight,
)
from frcnn_gui.canvas.painting.layer_shapes import SPOTLIGHT_SHADE, heat_colors
from frcnn_gui.common.canvas_colors import CASING_COLOR, LIGHT_CASING_COLOR, text_color

FONT_SIZE = 12.0
LETTER_WIDTH = 0.62
"""Width of a letter of the font in its size: enough for the ground under a caption."""
Area = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class SvgView:
    """What to write. `area` is the part of the image that is seen, x1 y1 x2 y2; `scale` its enlargement."""

    area: Area
    scale: float
    image: bytes
    """PNG of `area`"""
    layers: Sequence[tuple[LayerContent, float]]
    """With their opacity, the lowest first"""
    annotations: Sequence[tuple[Annotation, str]]
    """With their colors, #rrggbb"""
    numbers: Iterator[int] = field(default_factory=count, init=False)
    """Of the groups of shapes"""

    def format_svg(self) -> str:
        """The document. Lines are as wide as on the screen."""
        x1, y1, x2, y2 = self.area
        width, height = (x2 - x1) * self.scale, (y2 - y1) * self.scale
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="{x1:g} {y1:g} {x2 - x1:g} {y2 - y1:g}" font-family="sans-serif" fill="none">'
        )
        return "\n".join((head, self._format_image(self.image, self.area), *self._format_parts(), "</svg>\n"))

    def _format_parts(self) -> Iterator[str]:
        for content, opacity in self.layers:
            yield f'<g opacity="{opacity:g}">'
            if content.heat is not None:
                yield from self._format_heat(content.heat)
            if content.spotlight is not None:
                yield _format_spotlight(content.spotlight)
            for outlined in content.outlines:
                yield from self._format_object_outlines(outlined)
            for group in content.groups:
                yield from self._format_outlines(group)
            for lines in content.lines:
                yield from self._format_lines(lines)
            for points in content.points:
                yield from self._format_points(points)
            for group in content.groups:
                yield from self._format_captions(group)
            yield "</g>"
        for annotation, color in self.annotations:
            corners = np.asarray([annotation.bounds.xyxy], dtype=np.float32)
            yield from self._format_outlines(BoxGroup(corners, color, width=2))
            yield self._format_caption(annotation.label, color, corners[0].tolist())

    def _format_image(self, png: bytes, area: Area, sharp: bool = False) -> str:
        x1, y1, x2, y2 = area
        data = base64.b64encode(png).decode()
        style = ' style="image-rendering: pixelated"' if sharp else ""
        return (
            f'<image x="{x1:g}" y="{y1:g}" width="{x2 - x1:g}" height="{y2 - y1:g}" preserveAspectRatio="none"{style} '
            f'href="data:image/png;base64,{data}"/>'
        )

    def _format_heat(self, heat: HeatMap) -> Iterator[str]:
        yield self._format_image(encode_heat_png(heat.values), heat.box, sharp=True)

    def _format_stroke(self, color: str, width: int, dashed: bool = False) -> str:
        dash = f' stroke-dasharray="{4 / self.scale:g}"' if dashed else ""
        return f'stroke="{color}" stroke-width="{width / self.scale:g}"{dash}'

    def _format_outlines(self, group: BoxGroup) -> Iterator[str]:
        seen = group.boxes[self._find_visible(group.boxes)]
        fill = f' fill="{group.color}" fill-opacity="{group.fill:g}"' if group.fill > 0 else ""
        rects = (
            f'<rect x="{x1:.2f}" y="{y1:.2f}" width="{x2 - x1:.2f}" height="{y2 - y1:.2f}"/>'
            for x1, y1, x2, y2 in seen.tolist()
        )
        yield from self._format_cased(
            rects, group.width, self._format_stroke(group.color, group.width, group.dashed) + fill
        )

    def _format_object_outlines(self, group: OutlineGroup) -> Iterator[str]:
        for outline, color in zip(group.outlines, group.colors, strict=True):
            if self._find_visible(np.array([outline.bounds.xyxy], dtype=np.float32)).any():
                inside = f'fill="{color}" fill-rule="evenodd" fill-opacity="{group.fill:g}"'
                line = self._format_stroke(color, group.width, dashed=True)
                yield f'<path d="{_format_rings(outline)}" {inside} {line}/>'

    def _format_cased(self, shapes: Iterable[str], width: int, style: str) -> Iterator[str]:
        """Write shapes in `style` over a dark and a light casing, so that they are seen on any image."""
        name = f"shapes-{next(self.numbers)}"
        for color, around in ((LIGHT_CASING_COLOR, 4), (CASING_COLOR, 2)):
            yield f'<g {self._format_stroke(color, width + around)}><use href="#{name}"/></g>'
        yield f'<g {style}><g id="{name}">'
        yield from shapes
        yield "</g></g>"

    def _format_lines(self, group: LineGroup) -> Iterator[str]:
        mark = ""
        if group.arrows:
            name = f"tip-{group.color[1:]}"
            yield (
                f'<marker id="{name}" viewBox="0 0 7 6" refX="7" refY="3" markerWidth="7" markerHeight="6" '
                f'orient="auto"><path d="M0 0L7 3L0 6z" fill="{group.color}"/></marker>'
            )
            mark = f' marker-end="url(#{name})"'
        paths = (f'<path d="M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}"{mark}/>' for x1, y1, x2, y2 in group.lines.tolist())
        yield from self._format_cased(paths, group.width, self._format_stroke(group.color, group.width))

    def _format_points(self, group: PointGroup) -> Iterator[str]:
        side = group.side / self.scale
        yield f'<g fill="{group.color}">'
        for x, y in group.points.tolist():
            yield f'<rect x="{x - side / 2:.2f}" y="{y - side / 2:.2f}" width="{side:g}" height="{side:g}"/>'
        yield "</g>"

    def _format_captions(self, group: BoxGroup) -> Iterator[str]:
        if group.captions and len(group) <= MAX_CAPTIONS:
            for box, text in zip(group.boxes.tolist(), group.captions, strict=True):
                yield self._format_caption(text, group.color, box, group.below)

    def _format_caption(self, text: str, color: str, box: Sequence[float], below: bool = False) -> str:
        x1, y1, _, y2 = box
        size = FONT_SIZE / self.scale
        height, width = size * 1.4, (len(text) * LETTER_WIDTH + 0.6) * size
        top = y2 if below else y1 - height if y1 - height >= self.area[1] else y1
        return (
            f'<rect x="{x1:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{color}"/>'
            f'<text x="{x1 + 0.3 * size:.2f}" y="{top + size:.2f}" font-size="{size:g}" '
            f'fill="{text_color(color)}">{escape(text)}</text>'
        )

    def _find_visible(self, boxes: NDArray[np.float32]) -> NDArray[np.bool_]:
        """(N,) which boxes reach into the area."""
        x1, y1, x2, y2 = self.area
        seen: NDArray[np.bool_] = (boxes[:, 0] <= x2) & (boxes[:, 1] <= y2) & (boxes[:, 2] >= x1) & (boxes[:, 3] >= y1)
        return seen


def _format_rings(outline: Outline) -> str:
    """The rings of an outline as a path; those of a bitmap run along the edges of its pixels."""
    rings = ("L".join(f"{x:.2f} {y:.2f}" for x, y in ring.points.tolist()) for ring in convert_to_rings(outline).rings)
    return "".join(f"M{points}z" for points in rings)


def _format_spotlight(spotlight: Spotlight) -> str:
    """A shade over the image but for what is lit."""
    paths = "".join(f"M{x1:g} {y1:g}H{x2:g}V{y2:g}H{x1:g}z" for x1, y1, x2, y2 in (spotlight.image, spotlight.lit))
    return f'<path d="{paths}" fill="{CASING_COLOR}" fill-rule="evenodd" fill-opacity="{SPOTLIGHT_SHADE:g}"/>'


def encode_heat_png(values: NDArray[np.float32]) -> bytes:
    """`values` (h, w) in 0..1 in the colors of the screen."""
    import io

    from PIL import Image

    colors = heat_colors()[(np.clip(values, 0, 1) * 255).astype(np.uint8)]
    rgb = np.stack([(colors >> shift) & 0xFF for shift in (16, 8, 0)], axis=-1).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(rgb).save(stream, "PNG")
    return stream.getvalue()
