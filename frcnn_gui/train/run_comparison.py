"""What is said below the runs of two that are selected: whether one is better, or only lucky with its images."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from detector.training.runs.past_runs import PastRun
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.texts.comparison_texts import comparison_text
from frcnn_gui.network.comparison_job import ComparisonOutcome
from frcnn_gui.train.run_texts import format_run_names

NO_RESULTS_TEXT = N_("{runs}: AP was not measured in the training. Compare them with frcnn evaluate --against.")


class RunComparison(PlainLabel):
    """Is hidden unless two runs are selected.

    Signals:
        comparison_requested: The newer and the older of two runs.
    """

    comparison_requested = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Comparison of two runs"))
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pair: tuple[PastRun, ...] = ()
        self._show_text("")

    def compare_selected(self, chosen: Sequence[PastRun]) -> None:
        """Ask for the comparison of two runs; what is shown of others goes."""
        pair = tuple(chosen) if len(chosen) == 2 else ()
        if pair == self._pair:
            return
        self._pair = pair
        self._show_text(tr("Comparing…") if pair else "")
        if pair:
            self.comparison_requested.emit(*pair)

    def show_outcome(self, first: PastRun, other: PastRun, outcome: ComparisonOutcome) -> None:
        """Say how much better `first` is than `other`, if these are still the ones that are selected."""
        if self._pair == (first, other):
            self._show_text(_format_outcome(first, other, outcome))

    def _show_text(self, text: str) -> None:
        self.setText(text)
        self.setVisible(bool(text))


def _format_outcome(first: PastRun, other: PastRun, outcome: ComparisonOutcome) -> str:
    named = dict(zip((first.folder, other.folder), format_run_names((first, other)), strict=True))
    if outcome.missing:
        names = ", ".join(name for folder, name in named.items() if folder in outcome.missing)
        text = tr(NO_RESULTS_TEXT)
        return text.format(runs=names)
    if outcome.compared is None:
        return tr("Measured on different images: these runs cannot be compared.")
    head = tr("{first} compared with {other}, on the same %Ln image(s):", "", outcome.compared.comparison.images)
    names = head.format(first=named[first.folder], other=named[other.folder])
    return f"{names}\n{comparison_text(outcome.compared)}"
