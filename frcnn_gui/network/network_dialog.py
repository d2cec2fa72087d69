"""The dialog that asks which network to use, and where it computes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from detector.config import PRESET_SUMMARIES
from detector.training.runs.past_runs import PastRun
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip, shorten_text
from frcnn_gui.common.texts.comparison_texts import score_text
from frcnn_gui.common.texts.engine_texts import preset_summary
from frcnn_gui.network.class_names import MAX_NAME_CHARS, format_class_names
from frcnn_gui.network.device_box import DeviceBox
from frcnn_gui.network.network_cache import NetworkSource, find_demo_network
from frcnn_gui.network.network_list_job import NetworkList
from frcnn_gui.network.run_title import format_run_title

if TYPE_CHECKING:
    pass

COCO_MEGABYTES = 167
COLUMNS = (N_("Network"), N_("Classes"), N_("AP50"))
_SOURCE_ROLE = Qt.ItemDataRole.UserRole
_DETAIL_ROLE = Qt.ItemDataRole.UserRole + 1


class NetworkDialog(QDialog):
    """Asks for a network and a device.

    A COCO source may have to be downloaded first.

    Signals:
        network_chosen: The NetworkSource to use; a COCO source may have to be downloaded first.
        device_chosen: The name of a device.
        file_requested: A file is to be chosen.
    """

    network_chosen = Signal(object)
    device_chosen = Signal(str)
    file_requested = Signal()

    def __init__(
        self, current: NetworkSource, device: str, recent: list[Path], coco_preset: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Choose a network"))
        self.resize(620, 520)
        self._current, self._recent, self._coco_preset = current, recent, coco_preset
        self.tree = self._build_tree()
        self.detail_label = PlainLabel()
        self.detail_label.setWordWrap(True)
        self.detail_label.setMinimumHeight(3 * self.detail_label.fontMetrics().lineSpacing())
        self.detail_label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.detail_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.device_choice = DeviceBox(device)
        self.open_button = QPushButton(tr("&Open a file…"))
        self.open_button.setWhatsThis(tr("A checkpoint of this program (.safetensors) or of torchvision (.pth)."))
        self.use_button = QPushButton(tr("&Use"))
        self.use_button.setWhatsThis(tr("Loads the selected network and uses it for detection."))
        self.use_button.setDefault(True)
        self._build_layout()
        self._connect_signals()
        self._fill_tree(None)

    def _build_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(tr("Networks"))
        tree.setWhatsThis(tr("Select a network to see its details."))
        tree.setHeaderLabels([tr(title) for title in COLUMNS])
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return tree

    def _build_layout(self) -> None:
        form = QFormLayout()
        form.addRow(tr("De&vice"), self.device_choice)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.use_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._use_selected)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.detail_label)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _connect_signals(self) -> None:
        self.tree.currentItemChanged.connect(self._on_current_item_changed)
        self.tree.itemDoubleClicked.connect(
            lambda item, _column: self._use_selected() if item.data(0, _SOURCE_ROLE) else None
        )
        self.open_button.clicked.connect(self.file_requested)
        self.device_choice.activated.connect(lambda: self.device_chosen.emit(self.device_choice.currentData()))

    # -- what there is

    @Slot(object)
    def show_networks(self, found: NetworkList) -> None:
        """The runs, and what this machine can compute on, are known now."""
        self._fill_tree(found)
        self.device_choice.show_devices(found.devices)

    def _fill_tree(self, found: NetworkList | None) -> None:
        self.tree.clear()
        runs = self._add_group(tr("Trained on this folder"))
        for run in found.runs if found else ():
            self._add_run(runs, run)
        for broken in found.broken if found else ():
            self._add_network(
                runs, tr("{folder} cannot be read").format(folder=broken.folder.name), None, detail=broken.reason
            )
        if not runs.childCount():
            self._add_network(runs, tr("none yet") if found else tr("searching…"), None)
        ready = self._add_group(tr("Ready to use"))
        self._add_ready_networks(ready, found)
        files = self._add_group(tr("Files"))
        for path in self._recent:
            self._add_network(files, path.name, NetworkSource("", path), detail=str(path))
        if not files.childCount():
            self._add_network(files, tr("none yet; Open a file reads .safetensors and .pth"), None)
        untrained = self._add_group(tr("Untrained, for exploring the stages"))
        for name in PRESET_SUMMARIES:
            self._add_network(untrained, name, NetworkSource(name), detail=preset_summary(name))
        self.tree.expandAll()
        self._select_source(self._current)

    def _add_ready_networks(self, group: QTreeWidgetItem, found: NetworkList | None) -> None:
        own = find_demo_network()
        if own is not None:
            text = tr("Trained on the demo images. Included in the program.")
            self._add_network(group, tr("Demo network"), NetworkSource("", own), "6", detail=text)
        title = tr("COCO, 80 classes ({preset})").format(preset=self._coco_preset)
        text = tr("By torchvision, from 118,000 photos of 80 everyday classes.")
        if found is not None and found.coco_file is None:
            size = tr("Needs a download of {size} MB, once.").format(size=COCO_MEGABYTES)
            text = f"{text} {size}"
        self._add_network(group, title, NetworkSource(self._coco_preset, coco=True), "80", detail=text)

    def _add_run(self, group: QTreeWidgetItem, run: PastRun) -> None:
        score = score_text(run.best_ap50, run.ap50_interval)
        detail = "\n".join((format_class_names(run), run.note, str(run.checkpoint))).replace("\n\n", "\n")
        title = f"{format_run_title(run)}, {shorten_text(run.started.preset, MAX_NAME_CHARS)}"
        source = NetworkSource(run.started.preset, run.checkpoint)
        self._add_network(group, title, source, str(len(run.started.classes)), score, detail)

    def _add_group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        return group

    @staticmethod
    def _add_network(
        group: QTreeWidgetItem,
        title: str,
        source: NetworkSource | None,
        classes: str = "",
        score: str = "",
        detail: str = "",
    ) -> None:
        item = QTreeWidgetItem(group, [title, classes, score])
        item.setToolTip(0, format_tooltip(detail))
        for column in (1, 2):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        item.setData(0, _DETAIL_ROLE, detail)
        if source is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            item.setData(0, _SOURCE_ROLE, source)

    def _select_source(self, source: NetworkSource) -> None:
        """The network in use; a run is known by its folder, whichever of its checkpoints is used."""
        items = [group.child(row) for group in self._list_groups() for row in range(group.childCount())]
        for item in filter(None, items):
            choice = item.data(0, _SOURCE_ROLE)
            if isinstance(choice, NetworkSource) and _are_same_network(choice, source):
                self.tree.setCurrentItem(item)
                return
        self._on_current_item_changed()

    def _list_groups(self) -> list[QTreeWidgetItem]:
        groups = [self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount())]
        return [group for group in groups if group is not None]

    # -- choosing

    @property
    def selected_source(self) -> NetworkSource | None:
        item = self.tree.currentItem()
        choice = item.data(0, _SOURCE_ROLE) if item is not None else None
        return choice if isinstance(choice, NetworkSource) else None

    @Slot()
    def _on_current_item_changed(self) -> None:
        item = self.tree.currentItem()
        self.detail_label.setText(item.data(0, _DETAIL_ROLE) or "" if item is not None else "")
        self.use_button.setEnabled(self.selected_source is not None)

    @Slot()
    def _use_selected(self) -> None:
        if self.selected_source is not None:
            self.network_chosen.emit(self.selected_source)
            self.accept()


def _are_same_network(one: NetworkSource, other: NetworkSource) -> bool:
    if one.checkpoint is None or other.checkpoint is None:
        return one == other
    return one.checkpoint == other.checkpoint or (
        one.checkpoint.parent == other.checkpoint.parent and bool(one.preset) and one.preset == other.preset
    )
