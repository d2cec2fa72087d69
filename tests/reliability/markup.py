"""Names that look like HTML, walked through the whole window: `python -m tests.reliability.markup`.

A folder, its images, classes, runs and notes have names such as `<img src=...>`. Every text that Qt would show as HTML,
of each widget, action, model, card and tooltip, must have such a name letter by letter, and no picture. The exit code
is 1 where a name is markup anywhere, or where a name is seen nowhere.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from detector.evaluation.review import Confusion
from detector.training.runs.event_log import LOG_NAME, EventLog
from detector.training.runs.events import EpochCompleted, Finished, StepCompleted, TrainingStarted
from frcnn_gui.help.whats_this import explain_controls
from tests.reliability.shown_markup import texts_of

if TYPE_CHECKING:
    from frcnn_gui.main_window import MainWindow

Wait = Callable[[Callable[[], object]], object]
"""Lets the window run until something holds."""

CLASSES = ('<img src="class-mark">', "<b>bold-mark", "&lt;entity-mark <u>x</u>", "a<br><img src=tail-mark>")
IMAGES = ("<img src=image-mark>.png", "<i>slanted-mark.png", "&amp;ampersand-mark.png")
FOLDER = "<img src=folder-mark>"
RUN, NOTE = "<img src=run-mark>", "<h1>note-mark</h1>"
NAMES = (*CLASSES, *IMAGES, FOLDER, NOTE)
_MARK = re.compile(r"\w+-mark")
_OF_MARK = {_MARK.findall(name)[0]: name for name in (*NAMES, RUN)}


@dataclass
class Walk:
    """What was found so far. `seen`: the names that were met in some text; `texts`: how many texts were looked at."""

    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    texts: int = 0

    def inspect_widgets(self, top: QWidget, state: str) -> None:
        """Look at every text of `top` and all within it, which is in this `state`."""
        explain_controls(top)
        for where, text, rich in texts_of(top):
            self.texts += 1
            document = QTextDocument()
            (document.setHtml if rich else document.setPlainText)(text)
            shown = document.toPlainText()
            self.seen.update(name for name in NAMES if name in shown)
            fault = _fault(document, text, shown)
            if fault:
                self.faults.append(f"{state}, {where}: {fault}: {text[:200]!r}")


def _fault(document: QTextDocument, text: str, shown: str) -> str:
    """What is wrong with how this text is shown; empty where nothing is."""
    if "<img" in document.toHtml():
        return "it loads a picture"
    lost = [
        name for mark in _MARK.findall(text) if (name := _OF_MARK[mark]) not in shown and Path(name).stem not in shown
    ]
    return f"{lost[0]} is not shown letter by letter" if lost else ""


# -- a folder of such names


def write_folder(root: Path) -> Path:
    """A labeled folder below `root`, with a run, every name of it markup; returns the folder."""
    folder = root / FOLDER
    folder.mkdir(parents=True)
    objects = "".join(
        f"<object><name>{escape(label)}</name><bndbox><xmin>{9 * at + 2}</xmin><ymin>5</ymin>"
        f"<xmax>{9 * at + 30}</xmax><ymax>40</ymax></bndbox></object>"
        for at, label in enumerate((*CLASSES, *CLASSES[:1] * 20))  # the last lie outside the image
    )
    for name in IMAGES:
        Image.new("RGB", (96, 64), (90, 120, 150)).save(folder / name)
        (folder / name).with_suffix(".xml").write_text(
            f"<annotation><size><width>96</width><height>64</height></size>{objects}</annotation>"
        )
    run = folder / "frcnn-runs" / RUN
    run.mkdir(parents=True)
    _write_run(run)
    (run / "note.txt").write_text(NOTE, encoding="utf-8")
    return folder


def _write_run(run: Path) -> None:
    log = EventLog(run / LOG_NAME)
    log.write(TrainingStarted(3, CLASSES, 6, "cpu", "mobilenet_fpn", validation_images=1))
    log.write(StepCompleted(1, 6, 1, {"total": 2.0}, 0.01, 3.0, 5.0))
    log.write(EpochCompleted(1, {"total": 1.5}, 0.3, step=3, per_class=dict.fromkeys(CLASSES, 0.3)))
    log.write(Finished("completed", run / "last.safetensors", 6))
    log.close()


# -- the walk


def walk(window: MainWindow, folder: Path, wait: Wait) -> Walk:
    """Open `folder` in `window`, do what shows names, and look at everything."""
    found, context = Walk(), window.context
    window.open_controller.open_path(folder)
    wait(lambda: context.session.image is not None)
    for key in window.docks:
        context.show_dock(key)
        QApplication.processEvents()
        if key == "problems":
            context.actions["check_labels"].trigger()
    wait(lambda: not context.jobs.jobs and context.index.is_complete)
    found.inspect_widgets(window, "opened")
    document = context.session.document
    assert document is not None
    document.add_box(3, 4, 20, 30, CLASSES[1])
    context.session.select_annotations({document.annotations[0].uid})
    _fill_panels(window, folder)
    window.open_controller.fill_recent_menu(recent := QMenu(window))
    window.start_page.show_idle()
    found.inspect_widgets(recent, "recent folders")
    found.inspect_widgets(window, "edited")
    for dialog in dialogs(window, folder):
        found.inspect_widgets(dialog, type(dialog).__name__)
        dialog.hide()
        dialog.deleteLater()
    return found


def _fill_panels(window: MainWindow, folder: Path) -> None:
    """Give the panels that need a network what one would find."""
    from frcnn_gui.explain.anchor_fit_panel import AnchorFitPanel, FitRow
    from frcnn_gui.explain.card import BOX, Card, fill_html, format_link
    from frcnn_gui.explain.explain_panel import ExplainPanel
    from frcnn_gui.explain.nms_panel import NmsPanel, SuppressedRow
    from frcnn_gui.review.funnel_panel import FunnelPanel, ObjectRow
    from frcnn_gui.review.review_panel import ReviewPanel
    from frcnn_gui.train.active_learning_panel import ActiveLearningPanel, NextImage
    from frcnn_gui.train.training_panel import TrainingPanel

    image, corners = folder / IMAGES[0], (1.0, 2.0, 30.0, 40.0)
    lost = [ObjectRow(f"{label}: lost", f"{label} in {image.name}", image, corners) for label in CLASSES]
    card = Card(CLASSES[0])
    card.add_line(fill_html("{box}", box=format_link(BOX, 1, CLASSES[1])))
    for dock in window.docks.values():
        panel = dock.widget()
        if isinstance(panel, ReviewPanel):
            panel.confusion_model.set_confusion(CLASSES, Confusion(np.ones((5, 5), dtype=np.int64), {}))
            panel.chart.draw_separate_curves(dict.fromkeys(CLASSES, ((0.1, 0.9), (0.2, 0.3))), "x", "y", top=1.0)
            panel.show_missed_objects(lost, len(lost))
            panel.show_message(f"{image.name}: {CLASSES[2]}")
        elif isinstance(panel, FunnelPanel):
            panel.show_objects(lost, CLASSES[3])
        elif isinstance(panel, AnchorFitPanel):
            panel.show_boxes([FitRow(image, label, "3 x 4", "0.50", "matched", corners) for label in CLASSES])
        elif isinstance(panel, ActiveLearningPanel):
            panel.show_next_images(f"Next: {image.name}", [NextImage(image, f"{image.name} · uncertainty")])
        elif isinstance(panel, NmsPanel):
            panel.show_rows(
                [SuppressedRow(at, "0.500", "0.40", f"better for {label}") for at, label in enumerate(CLASSES)]
            )
        elif isinstance(panel, ExplainPanel):
            panel.show_card(card.html)
        elif isinstance(panel, TrainingPanel):
            panel.show_event(EpochCompleted(1, {"total": 1.5}, 0.3, step=3, per_class=dict.fromkeys(CLASSES, 0.3)))


def dialogs(window: MainWindow, folder: Path) -> Iterator[QDialog]:
    """Those that have names in them."""
    from frcnn_gui.boxes.label_dialog import LabelDialog
    from frcnn_gui.classes.class_edit_dialog import ClassEditDialog, EditKind
    from frcnn_gui.common.plain_text import PlainMessageBox
    from frcnn_gui.detect.export_dialog import DetectionsExportDialog
    from frcnn_gui.detect.quick_detect_window import QuickDetectWindow
    from frcnn_gui.document.box_matching import AnnotationDifference
    from frcnn_gui.export.export_dialog import ExportDialog
    from frcnn_gui.help.command_palette import CommandPalette
    from frcnn_gui.images.number_dialog import NumberDialog
    from frcnn_gui.network.network_cache import NetworkSource
    from frcnn_gui.network.network_dialog import NetworkDialog
    from frcnn_gui.saving.conflict_dialog import ConflictDialog
    from frcnn_gui.train.train_dialog import TrainDialog
    from frcnn_gui.window.label_location_dialog import LabelsPlaceDialog

    checkpoint = folder / "frcnn-runs" / RUN / f"{FOLDER}.safetensors"
    yield LabelDialog(CLASSES, CLASSES[0], window)
    for kind in EditKind:
        yield ClassEditDialog(kind, CLASSES[0], CLASSES, "voc", lambda _label: "#ff0000", window)
    yield ConflictDialog(IMAGES[0], AnnotationDifference(1, 2, 3, 4), window)
    yield ExportDialog(folder, "voc", "coco", CLASSES, window)
    yield DetectionsExportDialog(folder, f"3 detections in {folder}", window)
    yield TrainDialog(folder, folder / RUN, 3, checkpoint, window)
    yield LabelsPlaceDialog(folder, folder / FOLDER, window)
    yield NetworkDialog(NetworkSource("tutorial", checkpoint), "auto", [checkpoint], "resnet50_fpn", window)
    yield QuickDetectWindow([folder / name for name in IMAGES], 0.5, window)
    number = NumberDialog(len(IMAGES), lambda number: IMAGES[number - 1], window)
    number.number_edit.setText("1")
    yield number
    window.context.actions["command_palette"].trigger()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    palette.line.setText("#1")
    yield palette
    message = PlainMessageBox(window)
    message.setText(CLASSES[0])
    message.setInformativeText(f"{folder / IMAGES[0]}: {CLASSES[1]}")
    yield message


def main() -> int:
    from tests.benchmarks.window_stand import open_window

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, open_window(1440, 900) as stand:
        found = walk(stand.window, write_folder(Path(name)), stand.wait)
    unseen = [name for name in NAMES if name not in found.seen]
    print(f"{found.texts} texts, {len(NAMES)} names that look like HTML, in {time.monotonic() - began:.0f} s")
    for fault in dict.fromkeys(found.faults):
        print(f"  {fault}")
    for name in unseen:
        print(f"  never seen: {name!r}")
    print(f"{len(found.faults)} names shown as HTML")
    return int(bool(found.faults or unseen))


if __name__ == "__main__":
    sys.exit(main())
