"""What the check of the labels found, as a table: the worst first, and within a kind in the order of the images."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from detector.data.lint.problems import LabelProblem, ProblemKind, Severity
from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.meanings import Status
from frcnn_gui.common.plain_text import format_tooltip
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.common.texts.engine_texts import problem_heading
from frcnn_gui.problems.problem_store import Numbers, ProblemList, ProblemStore
from frcnn_gui.problems.repairs import KINDS_OF_MANY_IMAGES, ProblemKey

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole

KIND, IMAGE, BOX, WHAT = range(4)
HEADERS = (N_("Kind"), N_("Image"), N_("Box"), N_("Problem and solution"))
_ICONS = {
    Severity.ERROR: ("error", Status.ERROR.color),
    Severity.WARNING: ("warning", Status.WARNING.color),
    Severity.INFO: ("info", Status.INFO.color),
}
_SUBJECT = re.compile(r"^(?P<image>[^\n]*?): box (?P<box>\d+) \(")


_NO_NUMBERS: Numbers = np.zeros(0, np.int32)


def _as_numbers(numbers: array[int]) -> Numbers:
    """A copy, for an array that is looked into cannot grow."""
    return np.array(numbers, dtype=np.int32)


class ProblemTableModel(QAbstractTableModel):
    """Rows are the problems of the kinds shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = ProblemStore()
        # By kind, in the order of the images: a check of a large folder appends to these all the time.
        self._problems_by_kind: dict[ProblemKind, array[int]] = {kind: array("i") for kind in ProblemKind}
        """Numbers in the store"""
        self._shown_problems: Numbers = _NO_NUMBERS
        self._shown_kinds: frozenset[ProblemKind] = frozenset(ProblemKind)

    @property
    def counts(self) -> Counter[ProblemKind]:
        """How many there are of each kind, shown or not."""
        return Counter({kind: len(problems) for kind, problems in self._problems_by_kind.items() if problems})

    @property
    def shown_problems(self) -> Sequence[LabelProblem]:
        return ProblemList(self._store, self._shown_problems)

    @property
    def repairable(self) -> Sequence[LabelProblem]:
        """Those shown that have a remedy."""
        return ProblemList(self._store, self._shown_problems[self._store.are_repairable(self._shown_problems)])

    def clear(self) -> None:
        self._store = ProblemStore()
        self._problems_by_kind = {kind: array("i") for kind in ProblemKind}
        self._update_rows()

    def add_problems(self, problems: Iterable[LabelProblem]) -> None:
        """Append what was found; images come in their order."""
        for problem in problems:
            self._problems_by_kind[problem.kind].append(self._store.add(problem))
        self._update_rows()

    def replace_image_problems(self, image: Path, problems: Iterable[LabelProblem]) -> None:
        """`image` was checked again: these are its problems now, those that concern many images aside."""
        new: dict[ProblemKind, list[LabelProblem]] = {}
        for problem in problems:
            new.setdefault(problem.kind, []).append(problem)
        place = self._store.place_of(image)
        changed = False
        for kind in frozenset(ProblemKind) - KINDS_OF_MANY_IMAGES:
            changed |= self._replace_problems(kind, image, place, new.get(kind, []))
        if changed:
            self._update_rows()

    def _replace_problems(self, kind: ProblemKind, image: Path, place: int, new: list[LabelProblem]) -> bool:
        numbers = _as_numbers(self._problems_by_kind[kind])
        is_old = self._store.are_of(numbers, image)
        if list(ProblemList(self._store, numbers[is_old])) == new:
            return False
        others = numbers[~is_old]
        at = int(np.searchsorted(self._store.places(others), place))
        added = [self._store.add(problem, place) for problem in new]
        self._problems_by_kind[kind] = array("i", [*others[:at].tolist(), *added, *others[at:].tolist()])
        return True

    def show_kinds(self, kinds: Iterable[ProblemKind]) -> None:
        self._shown_kinds = frozenset(kinds)
        self._update_rows()

    def problem_at(self, row: int) -> LabelProblem | None:
        return self._store[int(self._shown_problems[row])] if 0 <= row < len(self._shown_problems) else None

    def row_of(self, key: ProblemKey) -> int | None:
        """The row of a problem that was seen before, where it is still there."""
        return self._store.find(self._shown_problems, key)

    def _update_rows(self) -> None:
        self.beginResetModel()
        found = [_as_numbers(self._problems_by_kind[kind]) for kind in ProblemKind if kind in self._shown_kinds]
        self._shown_problems = np.concatenate(found) if found else _NO_NUMBERS
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown_problems)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(_Role.DisplayRole)) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return tr(HEADERS[section])
        return None

    def data(self, index: AnyIndex, role: int = int(_Role.DisplayRole)) -> Any:
        problem = self.problem_at(index.row()) if index.isValid() else None
        if problem is None:
            return None
        if role == _Role.DisplayRole:
            return format_cells(problem)[index.column()]
        if role == _Role.ToolTipRole:
            return format_tooltip(translate_message(problem.message))
        if role == _Role.AccessibleDescriptionRole:
            return translate_message(problem.message)
        if role == _Role.DecorationRole and index.column() == KIND:
            name, color = _ICONS[problem.severity]
            return load_icon(name, QColor(color))
        if role == _Role.TextAlignmentRole and index.column() == BOX:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


def format_cells(problem: LabelProblem) -> tuple[str, str, str, str]:
    """What the columns say; the sentence does not repeat the image and the box."""
    kind, message = problem_heading(problem.kind), translate_message(problem.message)
    subject = _SUBJECT.match(problem.message)
    if subject is not None and problem.box_uid is not None:
        image, box = subject["image"], subject["box"]
        return kind, image, box, message.removeprefix(f"{image}: ")
    return kind, problem.image.name if problem.image is not None else "", "", message
