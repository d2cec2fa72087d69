"""Outlines of a network as the label files of the folder can hold them, with what that loses counted and named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from detector.data.annotation import Annotation
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.geometry import Box
from detector.data.outlines.conversions import convert_to_rings
from detector.data.outlines.outlined_box import Outline, OutlinedBox, get_outline
from detector.data.outlines.rings import Part, Rings
from detector.data.outlines.single_ring import has_several_rings
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.format_texts import explain_missing_outlines
from frcnn_gui.document.box_geometry import round_to_pixels

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset

ONLY_BOXES_TEXT = N_("Only the boxes were accepted. {reason}")


class OutlineFitter:
    """Fits outlines to the files of a data set, one after the other, and counts what is lost; see `describe_losses`."""

    def __init__(self, dataset: Dataset) -> None:
        info = FORMAT_INFOS[dataset.format]
        self.format = dataset.format
        self.left_out_count = self.reduced_count = 0
        self._holds_outlines = dataset.holds_outlines
        self._has_one_ring = info.has_one_ring or "outlines" not in info.keeps  # tables of VIA have its polygons

    def fit_outline(self, outline: Outline) -> Outline | None:
        """The outline, its largest part without holes if the files know only that, or None if they hold none."""
        if not self._holds_outlines:
            self.left_out_count += 1
            return None
        if not self._has_one_ring or not has_several_rings(outline):
            return outline
        self.reduced_count += 1
        largest = max(convert_to_rings(outline).parts, key=lambda part: abs(part.outer.signed_area))
        return Rings((Part(largest.outer, ()),))

    def fit_detection(self, found: Annotation, width: int, height: int) -> Annotation:
        """A detection in a `width` x `height` image as an object to label.

        With a mask, the box becomes that around the mask, as label files that state both have it; without one it is
        rounded to whole pixels.
        """
        outline = get_outline(found.geometry)
        fitted = self.fit_outline(outline) if outline is not None else None
        if fitted is not None:
            return replace(found, geometry=OutlinedBox.around(fitted))
        return round_to_pixels(replace(found, geometry=Box(*found.bounds.xyxy)), width, height)


def describe_losses(fitters: Iterable[OutlineFitter]) -> str:
    """Sentences about what was lost of all outlines that were fitted to the same files; empty if nothing was."""
    fitters = tuple(fitters)
    left_out, reduced = sum(one.left_out_count for one in fitters), sum(one.reduced_count for one in fitters)
    sentences = []
    if left_out:
        sentences.append(tr(ONLY_BOXES_TEXT).format(reason=explain_missing_outlines(fitters[0].format)))
    if reduced:
        text = tr("Polygons of {format} are one ring: %Ln outline(s) lost holes or small parts.", "", reduced)
        sentences.append(text.format(format=FORMAT_INFOS[fitters[0].format].plain_title))
    return " ".join(sentences)
