"""Computes edits of outlines: small ones at once, large ones in a job, so that the window never waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from detector.data.annotation import Annotation
from detector.data.formats.format_info import FormatInfo
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import count_points, get_outline
from detector.data.outlines.single_ring import has_several_rings
from frcnn_gui.boxes.outline_edits import EditScope, OutlineEdit
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasJobs, HasWindow
from frcnn_gui.document.box_geometry import describe_annotations
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession

MAX_POINTS_AT_ONCE, MAX_OBJECTS_AT_ONCE = 4_000, 40
"""Of the selected objects; with more, an edit may take longer than the window can wait."""
TITLE = N_("Changing outlines")
CHANGED_TEXT = N_("The objects were changed meanwhile, so their outlines stay as they are.")
RINGS_REFUSED_TEXT = N_("{format} files cannot hold several parts or holes: {boxes} cannot be saved like this.")
MASKS_AS_POLYGONS_TEXT = N_("{format} files hold masks as polygons.")

BuildEdit = Callable[[EditScope], OutlineEdit]


@dataclass(frozen=True)
class ScopedEdit:
    """An edit and the document that it is for."""

    document: Document
    scope: EditScope
    edit: OutlineEdit

    @property
    def is_current(self) -> bool:
        """Whether the document is as it was when the edit was computed."""
        return self.document.annotations is self.scope.annotations

    @property
    def added_count(self) -> int:
        """The number of objects that it adds."""
        return len(self.edit.annotations) - len(self.scope.annotations)


class OutlineRunnerContext(HasWindow, HasJobs, HasSession, Protocol):
    """What is used of the window."""


class OutlineRunner(QObject):
    """Computes edits of what is selected and may be changed, the latest one only."""

    def __init__(self, context: OutlineRunnerContext, parent: QObject) -> None:
        super().__init__(parent)
        self._session = context.session
        self._job = LatestJob(context.jobs, self)
        self._job.failed.connect(context.session.message_posted)
        context.session.document_changed.connect(self.drop_edit)

    def find_scope(self) -> tuple[Document, EditScope] | None:
        """What is selected and may be changed; None if that is nothing."""
        session, document = self._session, self._session.document
        if document is None or document.read_only_reason:
            return None
        chosen = document.filter_unlocked(session.selection)
        scope = EditScope(document.annotations, chosen, document.width, document.height, document.next_uid)
        return (document, scope) if chosen else None

    def run_edit(self, build: BuildEdit, on_ready: Callable[[ScopedEdit], object]) -> None:
        """Compute an edit and hand it on; nothing happens where nothing is selected that may be changed."""
        self.drop_edit()
        found = self.find_scope()
        if found is None:
            return
        (document, scope), folder = found, self._session.folder
        info = FORMAT_INFOS[folder.format] if folder is not None else None

        def compute_edit() -> ScopedEdit:
            edit = build(scope)
            return ScopedEdit(document, scope, edit if info is None else add_format_loss(edit, scope, info))

        if is_small(scope):
            on_ready(compute_edit())
        else:
            self._job.start(Job(tr(TITLE), lambda _context: compute_edit()), on_ready)

    @Slot()
    def drop_edit(self) -> None:
        """Ignore the result of the edit that is being computed."""
        self._job.drop()


def is_small(scope: EditScope) -> bool:
    """Whether an edit of the chosen objects takes a moment only."""
    return (
        len(scope.chosen) <= MAX_OBJECTS_AT_ONCE
        and sum(count_points(one.geometry) for one in scope.chosen) <= MAX_POINTS_AT_ONCE
    )


def add_format_loss(edit: OutlineEdit, scope: EditScope, info: FormatInfo) -> OutlineEdit:
    """The edit with what label files of this format cannot hold of its outlines among the losses."""
    if not info.has_one_ring:
        return edit
    known = set(map(id, scope.annotations))
    changed = [one for one in edit.annotations if id(one) not in known]
    return replace(edit, loss=" ".join(filter(None, (edit.loss, *_describe_format_loss(changed, info)))))


def _describe_format_loss(changed: list[Annotation], info: FormatInfo) -> list[str]:
    refused = [one for one in changed if has_several_rings(one.geometry)]
    sentences = []
    if any(isinstance(get_outline(one.geometry), Bitmap) for one in changed):
        sentences.append(tr(MASKS_AS_POLYGONS_TEXT).format(format=info.plain_title))
    if refused:
        boxes = describe_annotations(refused)
        sentences.append(tr(RINGS_REFUSED_TEXT).format(format=info.plain_title, boxes=boxes))
    return sentences
