"""What the Train dialog lists of images whose labels cannot be used, and the choice to train without them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton

from detector.data.formats.wording import some
from detector.data.lint.problems import LabelProblem
from frcnn_gui.language import tr
from frcnn_gui.panels.check_list import CheckList
from frcnn_gui.workers.preflight_job import UnusableFound


class UnusableLines(QObject):
    """Adds lines to a check list.

    Signals:
        changed: Whether training may begin has changed.
        repair_requested: A person wants to see the problems.
    """

    changed = Signal()
    repair_requested = Signal()

    def __init__(self, checks: CheckList) -> None:
        super().__init__(checks)
        self._checks = checks
        self._must_be_repaired = False
        self.skip = _make_skip_box()

    @property
    def may_train(self) -> bool:
        """Whether nothing has to be repaired first, or a person chose to train without it."""
        return not self._must_be_repaired or self.skip.isChecked()

    def show_found(self, found: UnusableFound) -> None:
        """List what was found, in place of what was listed before."""
        self._must_be_repaired = bool(found.stopping)
        if found.stopping:
            self.skip = _make_skip_box()
            self.skip.toggled.connect(self.changed)
            text = tr("%Ln image(s) must be repaired before training can begin", "", len(found.stopping))
            self._checks.show_line(
                "stopping", "error", _describe(text, found.stopping), self.repair_button(), self.skip
            )
        if found.left_out:
            text = tr("%Ln image(s) will be left out, because the labels cannot be used", "", len(found.left_out))
            self._checks.show_line("left_out", "warning", _describe(text, found.left_out), self.repair_button())
        self.changed.emit()

    def repair_button(self) -> QPushButton:
        """A button that leads to the problems."""
        show = QPushButton(tr("Show and repair…"))
        show.setWhatsThis(
            tr("Closes this and lists what the check found in the Problems dock, where it can be repaired.")
        )
        show.clicked.connect(self.repair_requested)
        return show


def _describe(text: str, problems: Sequence[LabelProblem]) -> str:
    """`text`, then the kinds of problems, a few images and the first problem in full."""
    kinds = ", ".join(dict.fromkeys(tr(problem.kind.heading) for problem in problems))
    names = some([problem.image.name for problem in problems if problem.image is not None])
    return f"{text} ({kinds}): {names}. {problems[0].message}"


def _make_skip_box() -> QCheckBox:
    box = QCheckBox(tr("Train without these images"))
    box.setWhatsThis(tr("Training begins without the images whose labels must be repaired."))
    return box
