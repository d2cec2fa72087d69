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

from frcnn_gui.common.actions.action_spec import ActionSpec
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.help.keymap import (
    KEY_PRESETS,
    STUDIO_PRESET,
    KeyClash,
    KeysByAction,
    default_keys,
    describe_lost_canvas_key,
    find_clashes,
    find_preset,
    preset_keys,
)
from frcnn_gui.help.keys_tree import KeysTree

KEY_CLASH_TEXT = N_("{key} runs none of {actions} and {last}: all have it.")

MAX_OFFERED = 3


class KeysDialog(QDialog):
    """Works on a copy of `keys`.

    Signals:
        keys_chosen: The copy, when it is accepted; no key is assigned twice then.
    """

    keys_chosen = Signal(object)

    def __init__(self, specs: Sequence[ActionSpec], keys: KeysByAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Change shortcuts"))
        self.resize(720, 640)
        self._specs = tuple(specs)
        self._names = {spec.id: spec.name for spec in specs}
        self.keys = dict(keys)
        self.preset_choice = QComboBox()
        self.preset_choice.addItems([*KEY_PRESETS, tr("Custom")])
        self.preset_choice.setAccessibleName(tr("Shortcuts of"))
        self.preset_choice.setToolTip(tr("Use all shortcuts of a program that you know"))
        self.preset_choice.activated.connect(self._on_preset_activated)
        self.search_line = QLineEdit()
        self.search_line.setPlaceholderText(tr("Part of the name of an action, or a key"))
        self.search_line.setClearButtonEnabled(True)
        self.search_line.setAccessibleName(tr("Find an action or a key"))
        self.search_line.setToolTip(tr("Show only actions whose name or shortcut contains this text"))
        self.tree = KeysTree(self._specs, default_keys(self._specs))
        self.tree.key_changed.connect(self._on_key_changed)
        self.tree.reset_requested.connect(self._on_reset_requested)
        self.search_line.textChanged.connect(self.tree.show_only)
        self.message_label = PlainLabel()
        self.message_label.setWordWrap(True)
        self.message_label.setAccessibleName(tr("Conflicts of shortcuts"))
        self._fix_buttons = QHBoxLayout()
        self._fix_buttons.setSpacing(8)
        self._build_layout()
        self._update_view()

    def _build_layout(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Shortcuts &of"), self.preset_choice)
        form.addRow(tr("&Find"), self.search_line)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setWhatsThis(tr("Uses these shortcuts from now on."))
        self.buttons.accepted.connect(self._on_ok_clicked)
        self.buttons.rejected.connect(self.reject)
        self.reset_all_button = self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        self.reset_all_button.setText(tr("&Reset all"))
        self.reset_all_button.setToolTip(tr("Restore the default shortcuts of all actions"))
        self.reset_all_button.clicked.connect(self._on_reset_all_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.message_label)
        layout.addLayout(self._fix_buttons)
        layout.addWidget(self.buttons)

    @property
    def clashes(self) -> list[KeyClash]:
        return find_clashes(self.keys)

    @Slot(str, int, str)
    def _on_key_changed(self, id: str, place: int, key: str) -> None:
        """Make `key` the key number `place` of an action; an empty one takes it away."""
        given = list(self.keys[id])
        given[place : place + 1] = [key] if key else []
        self.keys[id] = tuple(dict.fromkeys(given))
        self._update_view(key)

    @Slot(str)
    def _on_reset_requested(self, id: str) -> None:
        self.keys[id] = default_keys(self._specs)[id]
        self._update_view()

    def _on_reset_all_clicked(self) -> None:
        self.keys = preset_keys(self._specs, STUDIO_PRESET)
        self._update_view()

    @Slot(int)
    def _on_preset_activated(self, place: int) -> None:
        if place < len(KEY_PRESETS):
            self.keys = preset_keys(self._specs, list(KEY_PRESETS)[place])
        self._update_view()

    def _update_view(self, last_key: str = "") -> None:
        self.tree.show_keys(self.keys)
        preset = find_preset(self._specs, self.keys)
        self.preset_choice.setCurrentIndex(list(KEY_PRESETS).index(preset) if preset else len(KEY_PRESETS))
        found = self.clashes
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not found)
        ok.setToolTip(tr("Resolve the conflicting shortcuts first") if found else "")
        self._show_state(found, last_key)

    def _show_state(self, found: list[KeyClash], last_key: str) -> None:
        """One sentence on what is wrong, and buttons that resolve it."""
        while (item := self._fix_buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        lost = describe_lost_canvas_key(last_key)
        if found:
            self._show_clash(found)
        elif lost:
            self.message_label.setText(lost)
        else:
            self.message_label.setText(tr("Click a field and press a key. OK applies the changes."))

    def _show_clash(self, found: list[KeyClash]) -> None:
        clash = found[0]
        key, *first, last = key_text(clash.key), *(self._names[id] for id in clash.ids)
        sentence = tr(KEY_CLASH_TEXT)
        #: What stands between the names of a list.
        sentences = [sentence.format(key=key, actions=tr(", ").join(first), last=last)]
        if len(found) > 1:
            sentences.append(tr("Other keys assigned twice: {count}.").format(count=len(found) - 1))
        self.message_label.setText(" ".join(sentences))
        for id in clash.ids[:MAX_OFFERED]:
            button = QPushButton(tr("Only for {action}").format(action=self._names[id]))
            button.setToolTip(format_tooltip(tr("Remove {key} from the other actions").format(key=key)))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, id=id: self._give_key_to(clash, id))
            self._fix_buttons.addWidget(button)
        self._fix_buttons.addStretch(1)

    def _give_key_to(self, clash: KeyClash, id: str) -> None:
        for other in clash.ids:
            if other != id:
                self.keys[other] = tuple(key for key in self.keys[other] if key != clash.key)
        self._update_view()

    def _on_ok_clicked(self) -> None:
        if not self.clashes:
            self.keys_chosen.emit(dict(self.keys))
            self.accept()
