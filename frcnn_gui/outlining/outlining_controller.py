"""Outline all boxes: proposed for the whole folder by the network's mask head, and accepted or dismissed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from detector.data.outlines.outlined_box import get_outline
from frcnn_gui.canvas.layers import EMPTY_CONTENT, PROPOSED_OUTLINES, Layer, LayerContent, OutlineGroup
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasDocks, HasJobs, HasNotices, HasSettings, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.detections import Detection
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase
from frcnn_gui.document.outline_fitting import describe_losses
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.images.parts import HasIndex
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.outlining.outline_edit import TOPIC, OutlineEdit, accept_outlines
from frcnn_gui.outlining.outlines_panel import OutlinesPanel
from frcnn_gui.outlining.outlining_job import ImageOutlined, OutliningRequest, create_outlining_job
from frcnn_gui.outlining.proposal_store import ProposalStore

DEFAULT_MIN_SCORE = 0.8
NOTHING_TO_OUTLINE_TEXT = N_("No boxes to outline: all objects of this folder have an outline.")
UNKNOWN_CLASSES_TEXT = N_("{boxes} of classes that the network does not know got none: {classes}.")
CANCELED_TEXT = N_("Canceled; what was proposed stays.")
MAX_NAMED_CLASSES = 5


class OutliningContext(
    HasWindow, HasActions, HasJobs, HasNotices, HasSettings, HasDocks, HasSession, HasHistory, HasCanvas, HasIndex,
    HasNetwork, Protocol,
):  # fmt: skip
    """What is used of the window."""


@dataclass
class _Summary:
    """What a run has come to so far."""

    outlines: int = 0
    images: int = 0
    unknown_labels: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    faults: list[str] = field(default_factory=list)

    def add_event(self, event: ImageOutlined) -> None:
        count = len(event.proposals.found)
        self.outlines += count
        self.images += count > 0
        self.unknown_labels.update(event.unknown_labels)
        self.empty += len(event.empty_labels)
        if event.fault:
            self.faults.append(translate_message(event.fault))

    def describe(self, is_canceled: bool) -> str:
        """Sentences on what was proposed, and on each box that got nothing."""
        sentences = [tr(CANCELED_TEXT)] if is_canceled else []
        if self.outlines:
            text = tr("Proposed %Ln outline(s) in {images}.", "", self.outlines)
            sentences.append(text.format(images=tr("%Ln image(s)", "", self.images)))
        elif not (is_canceled or self.unknown_labels or self.empty or self.faults):
            sentences.append(tr(NOTHING_TO_OUTLINE_TEXT))
        if self.unknown_labels:
            boxes = tr("%Ln box(es)", "", self.unknown_labels.total())
            sentences.append(tr(UNKNOWN_CLASSES_TEXT).format(boxes=boxes, classes=self._list_classes()))
        if self.empty:
            sentences.append(tr("In %Ln box(es) the network sees no pixel of the object.", "", self.empty))
        if self.faults:
            sentences.append(
                tr("%Ln image(s) could not be read: {fault}", "", len(self.faults)).format(fault=self.faults[0])
            )
        return " ".join(sentences)

    def _list_classes(self) -> str:
        named = [f"{label} ({count:,})" for label, count in self.unknown_labels.most_common(MAX_NAMED_CLASSES)]
        return ", ".join([*named, *(["…"] if len(self.unknown_labels) > MAX_NAMED_CLASSES else [])])


class OutliningController(QObject):
    """Binds `outline_folder`, `accept_outlines` and `accept_outlines_everywhere`; owns the layer and the panel."""

    def __init__(self, context: OutliningContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._store = ProposalStore()
        self._summary = _Summary()
        self._min_score = DEFAULT_MIN_SCORE
        self._replaces = False
        self._document: Document | None = None
        self._waiting: dict[int, Detection] = {}
        """What waits in the current image from the score on, by the uid of its object"""
        explanation = tr("Outlines proposed for boxes by the network's mask head.")
        self.layer = Layer(PROPOSED_OUTLINES, tr("Proposed outlines"), explanation)
        context.canvas.layers.add_layer(self.layer)
        self._job = LatestJob(context.jobs, self)
        self.panel = OutlinesPanel(context.actions, self.layer, self._min_score)
        self._connect_signals()
        self._on_document_changed()

    def _connect_signals(self) -> None:
        context, session, panel = self._context, self._context.session, self.panel
        for name, handler in (
            ("outline_folder", self.outline_folder),
            ("accept_outlines", self.accept_in_image),
            ("accept_outlines_everywhere", self.accept_everywhere),
        ):
            context.actions.bind(name, handler)
        self._job.event_reported.connect(self._on_images_outlined)
        self._job.failed.connect(self._on_job_failed)
        self._job.canceled.connect(lambda: self._show_summary(is_canceled=True))
        self._job.result_ready.connect(lambda _nothing: self._show_summary(is_canceled=False))
        self._job.finished.connect(self._update_actions)
        context.network.changed.connect(self._update_counts)
        session.document_changed.connect(self._on_document_changed)
        session.classes_changed.connect(self._update_layer)
        session.selection_changed.connect(self._on_selection_changed)
        session.folder_changed.connect(self._on_folder_changed)
        session.folder_rescanned.connect(self._on_folder_rescanned)
        context.canvas.enter_pressed.connect(self._on_enter_pressed)
        panel.score_changed.connect(self._on_score_changed)
        panel.replaces_changed.connect(self._on_replaces_changed)
        panel.selection_changed.connect(session.select_annotations)
        panel.accept_requested.connect(self.accept_in_image)
        panel.dismiss_requested.connect(self.dismiss_in_image)

    # -- proposing

    @Slot()
    def outline_folder(self) -> None:
        """Propose outlines for the boxes of all images; what was proposed before is forgotten."""
        session, network = self._context.session, self._context.network
        if session.folder is None or not network.has_trained_masks or self._job.is_running:
            return
        self._context.notices.clear_topic(TOPIC)
        self._store.clear()
        self._summary = _Summary()
        open_annotations = {
            document.image: tuple(one for one in document.annotations if one.uid not in document.locked_uids)
            for document in session.documents
            if not document.read_only_reason
        }
        request = OutliningRequest(session.folder.dataset, session.folder, open_annotations, self._replaces)
        tiling = self._context.settings.tiling
        self._job.start(create_outlining_job(network.cache, network.source, network.device, request, tiling))
        self.layer.set_visible(True)
        self._context.show_dock("outlines")
        self._update_image()

    @Slot(object)
    def _on_images_outlined(self, events: Sequence[ImageOutlined]) -> None:
        for event in events:
            self._summary.add_event(event)
            if event.proposals.found:
                self._store.set_image(event.image, event.proposals)
                document = self._context.session.documents.find_document(event.image)
                if document is not None:
                    self._follow_document(document)
        if self._document is not None and any(event.image == self._document.image for event in events):
            self._update_image()
        else:
            self._update_counts()

    def _show_summary(self, is_canceled: bool) -> None:
        summary = self._summary
        is_whole = not (summary.unknown_labels or summary.empty or summary.faults or is_canceled)
        kind = NoticeKind.INFO if is_whole else NoticeKind.WARNING
        self._context.notices.add_notice(Notice(summary.describe(is_canceled), kind, TOPIC))

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))

    # -- deciding

    @Slot()
    def accept_in_image(self, uids: Collection[int] = ()) -> None:
        """Give objects of the current image their outlines, in one step: those of `uids`, or all that are shown."""
        session, document = self._context.session, self._context.session.document
        shown = self._find_shown(uids)
        if document is None or session.folder is None or not shown:
            return
        proposals = self._store.find_image(document.image)
        others = {one.annotation.uid for one in proposals.found} - {one.annotation.uid for one in shown.values()}
        accepted = accept_outlines(
            document.annotations, proposals.without_boxes(others), session.folder.dataset, document.locked_uids
        )
        document.replace_annotations(accepted.step_text, accepted.annotations)
        losses = describe_losses([accepted.fitter])
        if losses:
            session.message_posted.emit(losses)

    @Slot(object)
    def dismiss_in_image(self, uids: Collection[int] = ()) -> None:
        """Let go of proposals in the current image: those for objects of `uids`, or all that are shown."""
        document = self._context.session.document
        if document is not None:
            gone = {one.annotation.uid for one in self._find_shown(uids).values()}
            self._store.set_image(document.image, self._store.find_image(document.image).without_boxes(gone))
            self._follow_document(document)
            self._update_image()

    def _find_shown(self, uids: Collection[int]) -> Mapping[int, Detection]:
        return {uid: one for uid, one in self._waiting.items() if uid in uids or not uids}

    @Slot()
    def accept_everywhere(self) -> None:
        """Accept all that waits in the folder from the score on, as one edit of the folder."""
        folder = self._context.session.folder
        proposals = {image: self._store.find_waiting(image).from_score(self._min_score) for image in self._store.images}
        chosen = {image: some for image, some in proposals.items() if some.found}
        if folder is not None and chosen:
            self._context.history.do_edit(OutlineEdit(chosen, folder.dataset, self._on_edit_ended))

    def _on_edit_ended(self, edit: OutlineEdit, outcome: EditOutcome) -> None:
        is_undone = outcome.phase is EditPhase.UNDONE
        folder = self._context.session.folder
        written = [change.image for change in outcome.changes if change.image is not None]
        for image in written:
            mark = self._store.mark_waiting if is_undone else self._store.mark_decided
            mark(image, [one.annotation.uid for one in edit.proposals[image].found])
        for document in self._context.session.documents:
            self._follow_document(document)
        numbers = {image: folder.index_of(image) for image in written} if folder is not None else {}
        indexed = {at: edit.indexed[image][0 if is_undone else 1] for image, at in numbers.items() if at is not None}
        self._context.index.update_images(indexed)
        for image in written:
            self._context.session.labels_written.emit(image)
        if not edit.has_changes and not is_undone and outcome.is_whole:
            self._context.notices.add_notice(Notice(edit.describe_done(stopped=False), NoticeKind.INFO, TOPIC))
        self._update_image()

    # -- following the session

    @Slot()
    def _on_document_changed(self) -> None:
        document = self._context.session.document
        if document is not self._document:
            if self._document is not None:
                self._document.annotations_changed.disconnect(self._on_annotations_changed)
                self._document.annotation_states_changed.disconnect(self._on_annotations_changed)
            self._document = document
            if document is not None:
                document.annotations_changed.connect(self._on_annotations_changed)
                document.annotation_states_changed.connect(self._on_annotations_changed)
        self._on_annotations_changed()

    @Slot()
    def _on_annotations_changed(self) -> None:
        if self._document is not None:
            self._follow_document(self._document)
        self._update_image()

    def _follow_document(self, document: Document) -> None:
        """Count of an open image what its objects still wait for."""
        matched = self._store.find_image(document.image).match_objects(document.annotations, document.locked_uids)
        self._store.set_waiting(document.image, {one.annotation.uid for one in matched.values()})

    @Slot()
    def _on_folder_changed(self) -> None:
        self._job.drop()
        self._store.clear()
        self._update_image()

    @Slot()
    def _on_folder_rescanned(self) -> None:
        self._store.keep_images(frozenset(self._context.session.folder or ()))
        self._update_image()

    @Slot(float)
    def _on_score_changed(self, score: float) -> None:
        self._min_score = score
        self._update_image()

    @Slot(bool)
    def _on_replaces_changed(self, replaces: bool) -> None:
        self._replaces = replaces

    @Slot()
    def _on_selection_changed(self) -> None:
        self.panel.select_uids(self._context.session.selection)

    @Slot()
    def _on_enter_pressed(self) -> None:
        """On the canvas: accept the outlines of the selected objects, or else select the first one that has one."""
        if not self._waiting or self.layer not in self._context.canvas.layers.shown_layers:
            return
        if self.panel.selected_uids:
            self.panel.accept_selected()
        else:
            self._context.session.select_annotations([next(iter(self._waiting))])

    # -- showing

    def _update_image(self) -> None:
        """What waits in the current image: in the layer, the table and the actions."""
        document = self._document
        proposals = self._store.find_image(document.image) if document is not None else None
        matched = proposals.match_objects(document.annotations, document.locked_uids) if document and proposals else {}
        self._waiting = {uid: one for uid, one in matched.items() if one.score >= self._min_score}
        self.panel.show_outlines(self._waiting)
        self.panel.select_uids(self._context.session.selection)
        self._update_layer()
        self._update_counts()

    @Slot()
    def _update_counts(self) -> None:
        self._update_actions()
        self.panel.show_count(self._store.count_waiting(self._min_score))

    @Slot()
    def _update_layer(self) -> None:
        found = [(get_outline(one.annotation.geometry), one.annotation.label) for one in self._waiting.values()]
        shown = [(outline, self._context.session.class_color(label)) for outline, label in found if outline is not None]
        if not shown:
            self.layer.set_content(EMPTY_CONTENT)
            return
        outlines, colors = zip(*shown, strict=True)
        self.layer.set_content(LayerContent(count_text=f"{len(shown):,}", outlines=(OutlineGroup(outlines, colors),)))

    @Slot()
    def _update_actions(self) -> None:
        self._context.actions.update_state(
            is_outlining=self._job.is_running,
            has_outlines=bool(self._waiting),
            has_folder_outlines=self._store.count_waiting(self._min_score).outlines > 0,
        )
