"""What the Train dialog lists of images whose labels cannot be used, and the choice to train without them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton

from detector.data.formats.shared.wording import list_names
from detector.data.lint.problems import LabelProblem
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.common.widgets.checklist import Checklist
from frcnn_gui.train.preflight_job import UnusableFound


class UnusableLines(QObject):
    """Adds lines to a check list.

    Signals:
        may_train_changed: Whether training may begin has changed.
        repair_requested: A person wants to see the problems.
    """

    may_train_changed = Signal()
    repair_requested = Signal()

    def __init__(self, checks: Checklist) -> None:
        super().__init__(checks)
        self._checklist = checks
        self._must_be_repaired = False
        self.skip_box = _create_skip_box()

    @property
    def can_train(self) -> bool:
        """Whether nothing has to be repaired first, or a person chose to train without it."""
        return not self._must_be_repaired or self.skip_box.isChecked()

    def show_found(self, found: UnusableFound) -> None:
        """List what was found, in place of what was listed before."""
        self._must_be_repaired = bool(found.stopping)
        if found.stopping:
            self.skip_box = _create_skip_box()
            self.skip_box.toggled.connect(self.may_train_changed)
            text = tr("%Ln image(s) must be repaired before training", "", len(found.stopping))
            self._checklist.show_line(
                "stopping",
                "error",
                _describe_problems(text, found.stopping),
                self.create_repair_button(),
                self.skip_box,
            )
        if found.left_out:
            text = tr("%Ln image(s) left out, because their labels cannot be used", "", len(found.left_out))
            self._checklist.show_line(
                "left_out", "warning", _describe_problems(text, found.left_out), self.create_repair_button()
            )
        self.may_train_changed.emit()

    def create_repair_button(self) -> QPushButton:
        """A button that leads to the problems."""
        show = QPushButton(tr("Show and repair…"))
        show.setWhatsThis(tr("Closes this dialog and lists the problems in the Problems dock for repair."))
        show.clicked.connect(self.repair_requested)
        return show


def _describe_problems(text: str, problems: Sequence[LabelProblem]) -> str:
    """`text`, then the kinds of problems, a few images and the first problem in full."""
    kinds = ", ".join(dict.fromkeys(tr(problem.kind.heading) for problem in problems))
    names = list_names([problem.image.name for problem in problems if problem.image is not None])
    return f"{text} ({kinds}): {names}. {translate_message(problems[0].message)}"


def _create_skip_box() -> QCheckBox:
    box = QCheckBox(tr("Train without these images"))
    box.setWhatsThis(tr("Trains without the images whose labels need repair."))
    return box
