"""Detections of the current image that become objects, or are dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import ref

from frcnn_gui.common.language import tr
from frcnn_gui.document.outline_fitting import OutlineFitter, describe_losses

if TYPE_CHECKING:
    from pathlib import Path

    from frcnn_gui.document.detections import Detection
    from frcnn_gui.document.session import Session


def accept_detections(session: Session, uids: Iterable[int] | None = None) -> tuple[int, ...]:
    """Turn detections into objects on whole pixels, in one undoable step, and select them. Undo brings them back.

    Those with a mask keep it, as far as the label files can hold it; see `OutlineFitter`.

    Args:
        session: Whose current image it is.
        uids: Of detections that are shown; all of them by default.

    Returns:
        The uids of the new objects.
    """
    document, accepted = session.document, _find_shown(session, uids)
    if document is None or session.folder is None or not accepted:
        return ()
    fitter = OutlineFitter(session.folder.dataset)
    whole = (fitter.fit_detection(found.annotation, document.width, document.height) for found in accepted)
    annotations = tuple(replace(annotation, uid=document.new_uid()) for annotation in whole)
    what = annotations[0].label if len(annotations) == 1 else tr("%Ln detection(s)", "", len(annotations))
    step = AcceptedDetections(ref(session), document.image, tuple(accepted))
    text = tr("Accept {boxes}").format(boxes=what)
    document.replace_annotations(text, (*document.annotations, *annotations), follow=step.follow)
    if document.read_only_reason:
        return ()
    labels = [annotation.label for annotation in annotations]
    session.add_classes(labels)
    session.show_classes(labels)
    session.select_annotations(annotation.uid for annotation in annotations)
    if losses := describe_losses([fitter]):
        session.message_posted.emit(losses)
    return tuple(annotation.uid for annotation in annotations)


@dataclass(frozen=True)
class AcceptedDetections:
    """Detections of an image that are objects while a step is done, and detections again when it is undone."""

    session: ref[Session]
    """Weak, because its documents have the step"""
    image: Path
    accepted: tuple[Detection, ...]

    def follow(self, is_done: bool) -> None:
        """Take them out of the detections of the image, or put them back unless others were detected since."""
        session = self.session()
        if session is None:
            return
        left = [one for one in session.detections_by_image.get(self.image, ()) if one not in self.accepted]
        if is_done:
            session.set_detections(self.image, left)
        elif not {one.annotation.uid for one in left} & {one.annotation.uid for one in self.accepted}:
            session.set_detections(self.image, sorted((*left, *self.accepted), key=lambda one: -one.score))


def reject_detections(session: Session, uids: Iterable[int] | None = None) -> None:
    """Drop detections of the current image that are shown: all, or those of `uids`."""
    _remove_detections(session, _find_shown(session, uids))


def _find_shown(session: Session, uids: Iterable[int] | None) -> list[Detection]:
    chosen = None if uids is None else set(uids)
    return [found for found in session.detections if chosen is None or found.annotation.uid in chosen]


def _remove_detections(session: Session, decided: Sequence[Detection]) -> None:
    gone, image = {found.annotation.uid for found in decided}, session.current_path
    if gone and image is not None:
        found = session.detections_by_image.get(image, ())
        session.set_detections(image, [one for one in found if one.annotation.uid not in gone])
