"""Sentences about classes that are renamed, merged or deleted in a whole folder."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detector.data.formats.format_list import FORMAT_INFOS
from frcnn_gui.common.language import N_, tr

NO_BOXES_TEXT = N_("{label} has no boxes.")


@dataclass(frozen=True)
class AffectedBoxes:
    """What an edit of a class would change. `unreadable`: label files that cannot be read and stay as they are."""

    boxes: int
    images: int
    unreadable: int = 0
    complete: bool = True
    """Whether all labels have been read."""


def describe_affected(label: str, of: AffectedBoxes) -> str:
    """For example, `cat: 312 boxes in 87 images. Label files that cannot be read and stay as they are: 3.`."""
    if not of.complete:
        text = tr("{label}: %Ln box(es) so far. Still reading labels…", "", of.boxes)
        return text.format(label=label)
    sentences = [
        tr("{label}: {boxes_in_images}.").format(
            label=label, boxes_in_images=describe_boxes_in_images(of.boxes, of.images)
        )
        if of.boxes
        else tr(NO_BOXES_TEXT).format(label=label)
    ]
    if of.unreadable:
        sentences.append(tr("Label files that cannot be read and stay unchanged: %Ln.", "", of.unreadable))
    return " ".join(sentences)


def describe_boxes_in_images(boxes: int, images: int) -> str:
    return tr("{boxes} in {images}").format(boxes=tr("%Ln box(es)", "", boxes), images=tr("%Ln image(s)", "", images))


def describe_side_effects(format_name: str, source: str, is_new: bool) -> str:
    """What else a person should know before it is done; may be empty."""
    info = FORMAT_INFOS[format_name]
    notes = (info.relabel_note, info.renamed_class_note if is_new else info.kept_class_note)
    return " ".join(tr(note).format(source=source) for note in notes if note)


@dataclass(frozen=True)
class ClassEditTexts:
    """One edit of a class: `source` becomes `target` (empty: is deleted), which is new or there already."""

    source: str
    target: str
    is_new: bool

    def step_text(self) -> str:
        """What the undo history calls it: `Rename cat to dog`."""
        return self._format_text(
            tr("Delete {source}"), tr("Rename {source} to {target}"), tr("Merge {source} into {target}")
        )

    def progress_text(self) -> str:
        """While it is being done: `Rename cat to dog in all images`."""
        rename = tr("Rename {source} to {target} in all images")
        merge = tr("Merge {source} into {target} in all images")
        return self._format_text(tr("Delete {source} in all images"), rename, merge)

    def done_text(self) -> str:
        """`Renamed cat to dog`."""
        return self._format_text(
            tr("Deleted {source}"), tr("Renamed {source} to {target}"), tr("Merged {source} into {target}")
        )

    def done_in_images_text(self, images: int) -> str:
        """`Renamed cat to dog in 87 images`."""
        rename = tr("Renamed {source} to {target} in %Ln image(s)", "", images)
        merge = tr("Merged {source} into {target} in %Ln image(s)", "", images)
        return self._format_text(tr("Deleted {source} in %Ln image(s)", "", images), rename, merge)

    def undo_text(self) -> str:
        """`Undo: rename cat to dog`."""
        rename = tr("Undo: rename {source} to {target}")
        return self._format_text(tr("Undo: delete {source}"), rename, tr("Undo: merge {source} into {target}"))

    def undo_action_text(self, images: int) -> str:
        """For a menu: `&Undo: rename cat to dog in 87 images`."""
        rename = tr("&Undo: rename {source} to {target} in %Ln image(s)", "", images)
        merge = tr("&Undo: merge {source} into {target} in %Ln image(s)", "", images)
        escaped = replace(self, source=self.source.replace("&", "&&"), target=self.target.replace("&", "&&"))
        return escaped._format_text(tr("&Undo: delete {source} in %Ln image(s)", "", images), rename, merge)

    def _format_text(self, delete: str, rename: str, merge: str) -> str:
        text = delete if not self.target else rename if self.is_new else merge
        return text.format(source=self.source, target=self.target)
