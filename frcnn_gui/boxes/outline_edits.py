"""Edits of the outlines of selected objects: what becomes of the annotations, and a sentence that names the loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from detector.data.annotation import Annotation
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.cleaning import CleanedOutline, clean_outline, fill_holes
from detector.data.outlines.combination import join_geometries, split_outline, subtract_geometries
from detector.data.outlines.conversions import compute_geometry_iou, convert_to_bitmap, convert_to_rings
from detector.data.outlines.outlined_box import Outline, OutlinedBox, count_points, get_outline
from detector.data.outlines.set_operations import subtract_bitmaps
from detector.data.outlines.simplification import simplify_rings
from detector.data.outlines.smoothing import smooth_outline
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import describe_annotations

ONE_OBJECT_TEXT = N_("This needs two objects that may be changed.")
NO_OUTLINE_TEXT = N_("The selected objects have no outline.")
NO_HOLES_TEXT = N_("There are no holes to fill.")
NOTHING_SMALL_TEXT = N_("Nothing is that small.")
ONE_PART_TEXT = N_("There is only one part.")
TOO_THIN_TEXT = N_("Too thin to be smoothed: {boxes}.")
NOTHING_LEFT_TEXT = N_("Nothing of {label} would be left.")
NOTHING_SHARED_TEXT = N_("The others share no pixel with {label}.")
IOU_TEXT = N_("IoU with the outline before: {iou}.")
POINTS_TEXT = N_("{before} points became {after}.")
CLASSES_LOST_TEXT = N_("Classes given up: {labels}.")
ATTRIBUTES_LOST_TEXT = N_("Attributes of the others are given up.")
PIXELS_TEXT = N_("The result is a mask: polygons and boxes became pixels.")
NOTHING_LOST_TEXT = N_("Nothing is lost.")


@dataclass(frozen=True)
class OutlineEdit:
    """One step of the undo history.

    Attributes:
        text: Its name.
        annotations: Those of the image after it; the same if there is nothing to do.
        message: What it changes, in sentences.
        selection: What is to be selected after it.
        loss: What of the objects is lost, in sentences; empty if nothing is.
        shape_text: What the objects are now, as a sentence; empty if they have the shape that they had.
    """

    text: str
    annotations: tuple[Annotation, ...]
    message: str
    selection: frozenset[int]
    loss: str = ""
    shape_text: str = ""

    @property
    def report(self) -> str:
        """What to say after it."""
        return " ".join(filter(None, (self.shape_text, self.forecast)))

    @property
    def forecast(self) -> str:
        """What to say before it."""
        return " ".join(filter(None, (self.message, self.loss))) or tr(NOTHING_LOST_TEXT)


@dataclass(frozen=True)
class EditScope:
    """What an edit works on.

    Attributes:
        annotations: Those of the image.
        chosen: Those to be edited.
        width: Of the image.
        height: Of the image.
        next_uid: The first identity that new annotations may have.
    """

    annotations: tuple[Annotation, ...]
    chosen: tuple[Annotation, ...]
    width: int
    height: int
    next_uid: int = 0

    @cached_property
    def outlines(self) -> dict[int, Outline]:
        """The outlines to be edited, by uid; a box has none."""
        found = ((annotation.uid, get_outline(annotation.geometry)) for annotation in self.chosen)
        return {uid: outline for uid, outline in found if outline is not None}

    @cached_property
    def largest(self) -> Annotation:
        """The chosen annotation with the largest area."""
        return max(self.chosen, key=lambda annotation: annotation.geometry.area)

    @property
    def others(self) -> list[Annotation]:
        """The chosen annotations without the largest."""
        return [annotation for annotation in self.chosen if annotation is not self.largest]

    def measure_iou(self, before: Outline, after: Outline) -> float:
        return compute_geometry_iou(before, after, self.width, self.height)

    def build_edit(
        self,
        text: str,
        outlines: Mapping[int, Outline],
        message: str,
        removed: Iterable[int] = (),
        added: Iterable[Annotation] = (),
    ) -> OutlineEdit:
        """The step that gives annotations other outlines, removes some, and appends others."""
        gone, new = frozenset(removed), tuple(added)
        kept = (annotation for annotation in self.annotations if annotation.uid not in gone)
        changed = tuple(
            replace(one, geometry=OutlinedBox.around(outlines[one.uid])) if one.uid in outlines else one for one in kept
        )
        selection = frozenset(annotation.uid for annotation in (*self.chosen, *new)) - gone
        return OutlineEdit(text, (*changed, *new), message, selection)

    def refuse(self, message: str) -> OutlineEdit:
        """Nothing, and why."""
        return OutlineEdit("", self.annotations, message, frozenset(one.uid for one in self.chosen))


def fill_selected_holes(scope: EditScope) -> OutlineEdit:
    return _clean(scope, fill_holes, tr("Fill holes of {boxes}"), tr(NO_HOLES_TEXT))


def clean_selected(scope: EditScope, min_pixels: int) -> OutlineEdit:
    """Remove parts and fill holes that have less than `min_pixels` pixels."""

    def clean(outline: Outline) -> CleanedOutline:
        return clean_outline(outline, min_pixels, min_pixels)

    return _clean(scope, clean, tr("Clean up {boxes}"), tr(NOTHING_SMALL_TEXT))


def _clean(scope: EditScope, clean: Callable[[Outline], CleanedOutline], text: str, nothing: str) -> OutlineEdit:
    outlines = scope.outlines
    cleaned = {uid: clean(outline) for uid, outline in outlines.items()}
    changed = {uid: one.outline for uid, one in cleaned.items() if one.outline is not outlines[uid]}
    if not changed:
        return scope.refuse(nothing)
    specks, holes = (sum(getattr(one, kind) for one in cleaned.values()) for kind in ("specks", "holes"))
    sentences = []
    if specks:
        area = sum(one.speck_area for one in cleaned.values())
        sentences.append(tr("%Ln part(s) removed: {area} pixels.", "", specks).format(area=f"{area:,.0f}"))
    if holes:
        area = sum(one.hole_area for one in cleaned.values())
        sentences.append(tr("%Ln hole(s) filled: {area} pixels.", "", holes).format(area=f"{area:,.0f}"))
    return scope.build_edit(text.format(boxes=_describe(scope, changed)), changed, " ".join(sentences))


def smooth_selected(scope: EditScope) -> OutlineEdit:
    outlines = scope.outlines
    smoothed = {uid: smooth_outline(outline) for uid, outline in outlines.items()}
    changed = {uid: outline for uid, outline in smoothed.items() if not outline.is_degenerate}
    thin = [one for one in scope.chosen if one.uid in outlines and one.uid not in changed]
    sentences = [tr(TOO_THIN_TEXT).format(boxes=describe_annotations(thin))] if thin else []
    if changed:
        iou = min(scope.measure_iou(outlines[uid], outline) for uid, outline in changed.items())
        sentences.append(tr(IOU_TEXT).format(iou=format_iou(iou)))
    text = tr("Smooth {boxes}").format(boxes=_describe(scope, changed))
    return scope.build_edit(text, changed, " ".join(sentences))


def simplify_selected(scope: EditScope, max_distance: float) -> OutlineEdit:
    """Remove points that are at most `max_distance` pixels from the line without them; masks become polygons."""
    outlines = scope.outlines
    if not outlines:
        return scope.refuse(tr(NO_OUTLINE_TEXT))
    rings = {uid: convert_to_rings(outline) for uid, outline in outlines.items()}
    changed = {uid: simplify_rings(one, max_distance).rings for uid, one in rings.items()}
    before, after = (sum(map(count_points, some.values())) for some in (rings, changed))
    iou = min(scope.measure_iou(outlines[uid], outline) for uid, outline in changed.items())
    sentences = [
        tr(POINTS_TEXT).format(before=f"{before:,}", after=f"{after:,}"),
        tr(IOU_TEXT).format(iou=format_iou(iou)),
    ]
    masks = sum(isinstance(outline, Bitmap) for outline in outlines.values())
    if masks:
        sentences.append(tr("%Ln mask(s) became polygons.", "", masks))
    elif before == after:
        return scope.refuse(sentences[0])
    text = tr("Simplify {boxes}").format(boxes=_describe(scope, changed))
    return scope.build_edit(text, changed, " ".join(sentences))


def join_selected(scope: EditScope) -> OutlineEdit:
    """Make one object of all, with the class and the attributes of the largest."""
    kept, others = scope.largest, scope.others
    if not others:
        return scope.refuse(tr(ONE_OBJECT_TEXT))
    joined = join_geometries([one.geometry for one in scope.chosen], scope.width, scope.height)
    sentences = [tr("%Ln objects became one {label}.", "", len(scope.chosen)).format(label=kept.label)]
    labels = dict.fromkeys(one.label for one in others if one.label != kept.label)
    if labels:
        sentences.append(tr(CLASSES_LOST_TEXT).format(labels=", ".join(labels)))
    if any(one.attributes and one.attributes != kept.attributes for one in others):
        sentences.append(tr(ATTRIBUTES_LOST_TEXT))
    sentences += _describe_pixels(scope.chosen, joined)
    text = tr("Join {boxes}").format(boxes=describe_annotations(scope.chosen))
    return scope.build_edit(text, {kept.uid: joined}, " ".join(sentences), {one.uid for one in others})


def split_selected(scope: EditScope) -> OutlineEdit:
    """Make an object of each part; the largest stays the object that it was."""
    uids = count(scope.next_uid)
    parts = {uid: split_outline(outline) for uid, outline in scope.outlines.items()}
    several = {uid: some for uid, some in parts.items() if len(some) > 1}
    if not several:
        return scope.refuse(tr(ONE_PART_TEXT))
    added = [
        replace(one, geometry=OutlinedBox.around(part), uid=next(uids))
        for one in scope.chosen
        for part in several.get(one.uid, [])[1:]
    ]
    message = tr("%Ln more object(s).", "", len(added))
    text = tr("Split {boxes}").format(boxes=_describe(scope, several))
    return scope.build_edit(text, {uid: some[0] for uid, some in several.items()}, message, added=added)


def subtract_selected(scope: EditScope, deletes_others: bool) -> OutlineEdit:
    """Cut the others out of the largest; they stay, or become its holes and are deleted."""
    largest, others = scope.largest, scope.others
    if not others:
        return scope.refuse(tr(ONE_OBJECT_TEXT))
    left = subtract_geometries(largest.geometry, [one.geometry for one in others], scope.width, scope.height)
    if left.is_degenerate:
        return scope.refuse(tr(NOTHING_LEFT_TEXT).format(label=largest.label))
    area = _count_lost_pixels(scope, largest, left)
    if not area:
        return scope.refuse(tr(NOTHING_SHARED_TEXT).format(label=largest.label))
    sentences = [tr("{area} pixels cut out of {label}.").format(area=f"{area:,}", label=largest.label)]
    if deletes_others:
        sentences.append(tr("%Ln object(s) became its holes and were deleted.", "", len(others)))
    sentences += _describe_pixels([largest], left)
    text = tr("Subtract {boxes}").format(boxes=describe_annotations(others))
    removed = {one.uid for one in others} if deletes_others else ()
    return scope.build_edit(text, {largest.uid: left}, " ".join(sentences), removed)


def format_iou(iou: float) -> str:
    """An IoU with three digits; 1.000 only if nothing is lost."""
    return f"{iou if iou == 1 else min(iou, 0.999):.3f}"


def _count_lost_pixels(scope: EditScope, before: Annotation, after: Outline) -> int:
    pixels = (convert_to_bitmap(geometry, scope.width, scope.height) for geometry in (before.geometry, after))
    return round(subtract_bitmaps(*pixels).area)


def _describe(scope: EditScope, uids: Iterable[int]) -> str:
    changed = frozenset(uids)
    return describe_annotations([one for one in scope.chosen if one.uid in changed])


def _describe_pixels(before: Iterable[Annotation], after: Outline) -> list[str]:
    """A sentence where something that was no mask became one."""
    were_masks = all(isinstance(get_outline(one.geometry), Bitmap) for one in before)
    return [tr(PIXELS_TEXT)] if isinstance(after, Bitmap) and not were_masks else []
