"""The dialog that gives actions other keys: one by one, or as another program has them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.actions import ActionSpec, key_text
from frcnn_gui.keymap import (
    PRESETS,
    STUDIO,
    Clash,
    Keys,
    clashes,
    default_keys,
    lost_on_the_picture,
    preset_keys,
    preset_of,
)
from frcnn_gui.language import tr
from frcnn_gui.panels.keys_tree import KeysTree
from frcnn_gui.plain_text import PlainLabel, as_tip

MOST_OFFERED = 3


class KeysDialog(QDialog):
    """Works on a copy of `keys`; `chosen` brings it when it is accepted, and then no key does two things."""

    chosen = Signal(object)

    def __init__(self, specs: Sequence[ActionSpec], keys: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Change the keys"))
        self.resize(720, 640)
        self._specs = tuple(specs)
        self._names = {spec.id: spec.name for spec in specs}
        self.keys = dict(keys)
        self.presets = QComboBox()
        self.presets.addItems([*PRESETS, tr("My own")])
        self.presets.setAccessibleName(tr("Keys as in"))
        self.presets.setToolTip(tr("Take over all keys of a program that your hands know"))
        self.presets.activated.connect(self._take_preset)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Part of an action's name, or a key"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Find an action or a key"))
        self.search.setToolTip(tr("Show only the actions whose name or key has this text"))
        self.tree = KeysTree(self._specs, default_keys(self._specs))
        self.tree.key_changed.connect(self._set_key)
        self.tree.reset_asked.connect(self._reset)
        self.search.textChanged.connect(self.tree.show_only)
        self.message = PlainLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName(tr("What is wrong with the keys"))
        self._ways_out = QHBoxLayout()
        self._ways_out.setSpacing(8)
        self._arrange()
        self._refresh()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Keys as &in"), self.presets)
        form.addRow(tr("&Find"), self.search)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setWhatsThis(tr("Takes over these keys, at once and for the next starts."))
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self.reset_all = self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        self.reset_all.setText(tr("&Reset all"))
        self.reset_all.setToolTip(tr("Give every action the keys that it had at first"))
        self.reset_all.clicked.connect(self._reset_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.message)
        layout.addLayout(self._ways_out)
        layout.addWidget(self.buttons)

    @property
    def clashes(self) -> list[Clash]:
        return clashes(self.keys)

    @Slot(str, int, str)
    def _set_key(self, id: str, place: int, key: str) -> None:
        """Make `key` the key number `place` of an action; an empty one takes it away."""
        given = list(self.keys[id])
        given[place : place + 1] = [key] if key else []
        self.keys[id] = tuple(dict.fromkeys(given))
        self._refresh(key)

    @Slot(str)
    def _reset(self, id: str) -> None:
        self.keys[id] = default_keys(self._specs)[id]
        self._refresh()

    def _reset_all(self) -> None:
        self.keys = preset_keys(self._specs, STUDIO)
        self._refresh()

    @Slot(int)
    def _take_preset(self, place: int) -> None:
        if place < len(PRESETS):
            self.keys = preset_keys(self._specs, list(PRESETS)[place])
        self._refresh()

    def _refresh(self, last_key: str = "") -> None:
        self.tree.show_keys(self.keys)
        preset = preset_of(self._specs, self.keys)
        self.presets.setCurrentIndex(list(PRESETS).index(preset) if preset else len(PRESETS))
        found = self.clashes
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not found)
        ok.setToolTip(tr("First decide what the keys that do two things are for") if found else "")
        self._tell(found, last_key)

    def _tell(self, found: list[Clash], last_key: str) -> None:
        """One sentence on what is wrong, and buttons that mend it."""
        while (item := self._ways_out.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        lost = lost_on_the_picture(last_key)
        if found:
            self._tell_clash(found)
        elif lost:
            self.message.setText(lost)
        else:
            self.message.setText(tr("Click a field and press a key. A key works as soon as you close this with OK."))

    def _tell_clash(self, found: list[Clash]) -> None:
        clash = found[0]
        key, *first, last = key_text(clash.key), *(self._names[id] for id in clash.ids)
        sentence = tr("{key} is a key of {actions} and of {last}, so it would do none of them.")
        #: What stands between the names of a list.
        sentences = [sentence.format(key=key, actions=tr(", ").join(first), last=last)]
        if len(found) > 1:
            sentences.append(tr("Other keys that do two things: {count}.").format(count=len(found) - 1))
        self.message.setText(" ".join(sentences))
        for id in clash.ids[:MOST_OFFERED]:
            button = QPushButton(tr("Only for {action}").format(action=self._names[id]))
            button.setToolTip(as_tip(tr("Take {key} from the other actions").format(key=key)))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, id=id: self._give_to(clash, id))
            self._ways_out.addWidget(button)
        self._ways_out.addStretch(1)

    def _give_to(self, clash: Clash, id: str) -> None:
        for other in clash.ids:
            if other != id:
                self.keys[other] = tuple(key for key in self.keys[other] if key != clash.key)
        self._refresh()

    def _accept(self) -> None:
        if not self.clashes:
            self.chosen.emit(dict(self.keys))
            self.accept()
