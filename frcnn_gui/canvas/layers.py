"""What can be laid over the image: groups of boxes in arrays, and the stack of layers that show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from detector.data.outlines.outlined_box import Outline
from frcnn_gui.common.language import N_

DETECTIONS = "detections"
"""Key of the layer whose boxes are the session's detections; while it is visible they can be clicked."""
PROPOSED_OUTLINES = "outlines"
"""Key of the layer of outlines proposed for the boxes of the image."""
_LABEL_LAYERS = frozenset({DETECTIONS, PROPOSED_OUTLINES})
"""What may become labels: these do not step back behind it."""
MAX_CAPTIONS = 300
COMPUTING_TEXT = N_("Computing…")
"""In place of what is not there yet: in cards, lists, chips and messages"""


@dataclass(frozen=True, eq=False)
class BoxGroup:
    """Boxes that are painted alike.

    boxes (N, 4) float32, x1 y1 x2 y2, pixels of the image; color #rrggbb; width of the outline in screen pixels;
    fill the opacity of the inside, 0..1; `captions` holds one text for each box,
    painted when there are at most MOST_CAPTIONS boxes.
    """

    boxes: NDArray[np.float32]
    color: str
    width: int = 1
    dashed: bool = False
    fill: float = 0.0
    captions: tuple[str, ...] = ()
    below: bool = False
    """Whether the captions stand under the boxes, where those above have a tag of their own already."""

    def __post_init__(self) -> None:
        if self.boxes.ndim != 2 or self.boxes.shape[1] != 4:
            raise ValueError(f"boxes must have the shape (N, 4), not {self.boxes.shape}")
        if self.captions and len(self.captions) != len(self.boxes):
            raise ValueError(f"{len(self.captions)} captions for {len(self.boxes)} boxes")

    def __len__(self) -> int:
        return len(self.boxes)


@dataclass(frozen=True, eq=False)
class LineGroup:
    """Straight lines that are painted alike: `lines` (N, 4) float32, x1 y1 to x2 y2, pixels of the image."""

    lines: NDArray[np.float32]
    color: str
    width: int = 1
    arrows: bool = False
    """Whether each ends in a tip."""

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, eq=False)
class PointGroup:
    """Small squares: `points` (N, 2) float32, x y, pixels of the image; `side` in screen pixels."""

    points: NDArray[np.float32]
    color: str
    side: int = 3

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, eq=False)
class OutlineGroup:
    """Outlines of objects, painted dashed with a translucent inside, each in its color, #rrggbb."""

    outlines: tuple[Outline, ...]
    colors: tuple[str, ...]
    width: int = 2
    fill: float = 0.3

    def __len__(self) -> int:
        return len(self.outlines)


@dataclass(frozen=True, eq=False)
class HeatMap:
    """`values` (h, w) in 0..1, in equal cells over `box` (x1 y1 x2 y2, pixels of the image)."""

    values: NDArray[np.float32]
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class LegendEntry:
    """One color of a layer and what it stands for, "18 matched"; without a color, only the text."""

    color: str
    text: str


@dataclass(frozen=True)
class Spotlight:
    """Everything of the image under a layer is dimmed but `lit`; both are x1 y1 x2 y2, pixels of the image."""

    lit: tuple[float, float, float, float]
    image: tuple[float, float, float, float]

    def covers(self, x1: float, y1: float, x2: float, y2: float) -> bool:
        """Whether this box is within what is lit, to a pixel."""
        left, top, right, bottom = self.lit
        return x1 >= left - 1 and y1 >= top - 1 and x2 <= right + 1 and y2 <= bottom + 1


@dataclass(frozen=True, eq=False)
class LayerContent:
    """What a layer shows: a heat map, outlines, and groups in painting order, and a text that counts: "256 of 22,500".

    Without such a text, the legend counts each kind.
    """

    groups: tuple[BoxGroup, ...] = ()
    count_text: str = ""
    lines: tuple[LineGroup, ...] = ()
    points: tuple[PointGroup, ...] = ()
    heat: HeatMap | None = None
    spotlight: Spotlight | None = None
    legend: tuple[LegendEntry, ...] = ()
    """Where its colors differ"""
    outlines: tuple[OutlineGroup, ...] = ()

    @property
    def colors(self) -> tuple[str, ...]:
        """The colors that there are, that of the first group first."""
        parts: tuple[BoxGroup | LineGroup | PointGroup, ...] = (*self.groups, *self.lines, *self.points)
        colors = (color for group in self.outlines for color in group.colors)
        return tuple(dict.fromkeys((*(part.color for part in parts if len(part)), *colors)))

    @property
    def summary(self) -> str:
        """What is shown, counted: "256 of 22,500", or "10 correct, 1 false positive, 4 missed"."""
        return self.count_text or ", ".join(entry.text for entry in self.legend)

    @property
    def item_count(self) -> int:
        """How many things there are to paint."""
        counts = [len(boxes) for boxes in self.groups]
        counts += [len(outlines) for outlines in self.outlines]
        counts += [len(lines) for lines in self.lines]
        counts += [len(points) for points in self.points]
        return sum(counts) + int(self.heat is not None)


EMPTY_CONTENT = LayerContent()


class Layer(QObject):
    """One layer: what it shows, and how.

    Signals:
        appearance_changed: Its visibility, opacity or color has changed.
        content_changed: It shows something else.
    """

    appearance_changed = Signal()
    content_changed = Signal()

    def __init__(
        self,
        key: str,
        title: str,
        explanation: str = "",
        visible: bool = True,
        parent: QObject | None = None,
        group: str = "",
        follows_cursor: bool = False,
    ) -> None:
        """`group`: those that the stack admits together; `key` where it is alone."""
        super().__init__(parent)
        self.key = key
        self.title = title
        self.explanation = explanation
        self.group = group or key
        self.follows_cursor = follows_cursor
        self._is_switched_on = visible
        self._is_admitted = True
        self._opacity = 1.0
        self._color = ""
        self._content = EMPTY_CONTENT
        self._is_computing = False

    @property
    def is_visible(self) -> bool:
        """Whether it is drawn: it is switched on, and belongs to what is shown now."""
        return self._is_switched_on and self._is_admitted

    @property
    def is_admitted(self) -> bool:
        """Whether it belongs to what is shown now."""
        return self._is_admitted

    @property
    def is_switched_on(self) -> bool:
        """Whether it is drawn wherever it belongs."""
        return self._is_switched_on

    def set_visible(self, visible: bool) -> None:
        """Switch it on or off."""
        if visible != self._is_switched_on:
            self._is_switched_on = visible
            self.appearance_changed.emit()

    def set_admitted(self, admitted: bool) -> None:
        """Whether it belongs to what is shown now."""
        if admitted != self._is_admitted:
            self._is_admitted = admitted
            self.appearance_changed.emit()

    @property
    def opacity(self) -> float:
        """0 (not to be seen) to 1."""
        return self._opacity

    def set_opacity(self, opacity: float) -> None:
        opacity = min(max(opacity, 0.0), 1.0)
        if opacity != self._opacity:
            self._opacity = opacity
            self.appearance_changed.emit()

    @property
    def color(self) -> str:
        """What a person chose for it, #rrggbb; empty for its own colors."""
        return self._color

    def set_color(self, color: str) -> None:
        if color != self._color:
            self._color = color
            self.appearance_changed.emit()

    @property
    def is_painted(self) -> bool:
        """Whether anything of it is seen."""
        return self.is_visible and self._opacity > 0 and self._content.item_count > 0

    @property
    def content(self) -> LayerContent:
        return self._content

    def set_content(self, content: LayerContent) -> None:
        """Show this from now on; arrays in it must not be written to any more."""
        if content is not self._content and (
            content.item_count or self._content.item_count or content.summary != self._content.summary
        ):
            self._content = content
            self.content_changed.emit()

    @property
    def count_text(self) -> str:
        return self._content.count_text

    @property
    def is_computing(self) -> bool:
        """Whether its content is of an earlier state, because that of now is still computed."""
        return self._is_computing

    def set_computing(self, computing: bool) -> None:
        if computing != self._is_computing:
            self._is_computing = computing
            self.content_changed.emit()


class LayerStack(QObject):
    """The layers in painting order, the first lowest.

    Signals:
        layers_changed: The list has changed, or the visibility or opacity of a layer.
        content_changed: The key of the layer that shows something else.
    """

    layers_changed = Signal()
    content_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers: list[Layer] = []
        self._admitted_groups: frozenset[str] | None = None
        """None: all"""
        self._is_labels_only = False
        self._awaited_keys: set[str] = set()
        """Layers to switch on once they are added"""

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)

    def add_layer(self, layer: Layer) -> None:
        """Put a layer on top of the others.

        Raises:
            ValueError: Its key is taken.
        """
        if self.find_layer(layer.key) is not None:
            raise ValueError(f"there is already a layer {layer.key!r}")
        layer.setParent(self)
        self._layers.append(layer)
        layer.set_admitted(self._is_admitted(layer))
        if layer.key in self._awaited_keys:
            self._awaited_keys.discard(layer.key)
            layer.set_visible(True)
        layer.appearance_changed.connect(self.layers_changed)
        layer.content_changed.connect(lambda: self.content_changed.emit(layer.key))
        self.layers_changed.emit()

    @property
    def labels_recede(self) -> bool:
        """Whether boxes of the document step back: layers show what stages or a review say of them."""
        return any(layer.key not in _LABEL_LAYERS and layer.is_painted for layer in self.shown_layers)

    @property
    def has_heat_map(self) -> bool:
        """Whether a layer covers the image."""
        return any(layer.content.heat is not None and layer.is_painted for layer in self.shown_layers)

    @property
    def spotlight(self) -> Spotlight | None:
        """What a layer leaves lit while it dims the rest."""
        lights = (layer.content.spotlight for layer in self.shown_layers if layer.is_painted)
        return next(filter(None, lights), None)

    def find_layer(self, key: str) -> Layer | None:
        return next((layer for layer in self._layers if layer.key == key), None)

    @property
    def shown_layers(self) -> tuple[Layer, ...]:
        """Those that are drawn, the lowest first."""
        return () if self._is_labels_only else tuple(layer for layer in self._layers if layer.is_visible)

    @property
    def is_labels_only(self) -> bool:
        """Whether none is drawn for now, so that labels are seen alone."""
        return self._is_labels_only

    def set_labels_only(self, labels_only: bool) -> None:
        """Draw none of the layers for now, or all again; they stay switched on and filled."""
        if labels_only != self._is_labels_only:
            self._is_labels_only = labels_only
            self.layers_changed.emit()

    def admit_groups(self, groups: frozenset[str]) -> None:
        """Draw no layers but those of these groups from now on; what is switched on stays switched on."""
        self._admitted_groups = groups
        for layer in self._layers:
            layer.set_admitted(self._is_admitted(layer))

    def switch_on(self, keys: Iterable[str]) -> None:
        """Switch these layers on, at once or as soon as they are added."""
        for key in keys:
            layer = self.find_layer(key)
            if layer is not None:
                layer.set_visible(True)
            else:
                self._awaited_keys.add(key)

    def _is_admitted(self, layer: Layer) -> bool:
        return self._admitted_groups is None or layer.group in self._admitted_groups
