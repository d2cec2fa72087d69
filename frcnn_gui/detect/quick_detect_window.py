"""A window of its own for images that were dropped to be looked at: what is detected in them, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from detector.colors import class_color, text_color
from frcnn_gui.common.language import tr
from frcnn_gui.common.painting import guarded_painter
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.texts.compared_numbers import format_compared
from frcnn_gui.document.detections import Detection

MIN_SIZE_PX = QSize(320, 240)
PADDING_PX = 3.0


class _DetectionView(QWidget):
    """The image as large as there is room, with the boxes over it."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(MIN_SIZE_PX)
        self.setAccessibleName(tr("Image with detections"))
        self._image = QImage()
        self._size = QSize(1, 1)
        self._shown: tuple[Detection, ...] = ()

    def set_image(self, image: QImage, size: QSize) -> None:
        """`size` in pixels of the file, in which boxes are given."""
        self._image, self._size = image, size
        self.update()

    def show_boxes(self, shown: tuple[Detection, ...]) -> None:
        self._shown = shown
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if self._image.isNull():
                return
            scale = min(self.width() / self._size.width(), self.height() / self._size.height())
            width, height = self._size.width() * scale, self._size.height() * scale
            left, top = (self.width() - width) / 2, (self.height() - height) / 2
            painter.drawImage(QRectF(left, top, width, height), self._image)
            for one in self._shown:
                annotation = one.annotation
                area = QRectF(
                    left + annotation.bounds.x1 * scale,
                    top + annotation.bounds.y1 * scale,
                    annotation.bounds.width * scale,
                    annotation.bounds.height * scale,
                )
                self._paint_box(painter, area, class_color(annotation.label), f"{annotation.label} {one.score:.2f}")

    def _paint_box(self, painter: QPainter, area: QRectF, color: str, caption: str) -> None:
        painter.setPen(QPen(QColor(color), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        metrics = QFontMetricsF(self.font())
        tag = QRectF(area.left() - 1, 0, metrics.horizontalAdvance(caption) + 2 * PADDING_PX, metrics.height())
        tag.moveBottom(max(area.top(), tag.height()))
        painter.fillRect(tag, QColor(color))
        painter.setPen(QColor(text_color(color)))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, caption)


class QuickDetectWindow(QDialog):
    """Shows dropped images with their detections; opens no folder and writes nothing.

    Signals:
        image_chosen: The image that is shown.
        network_choice_requested: Another network is to be chosen.
        open_folder_requested: The folder to open.
    """

    image_chosen = Signal(object)
    network_choice_requested = Signal()
    open_folder_requested = Signal(object)

    def __init__(self, images: Sequence[Path], threshold: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Detections"))
        self.resize(860, 680)
        self._detections: dict[Path, tuple[Detection, ...]] = {}
        self.image_choice = QComboBox()
        self.image_choice.setAccessibleName(tr("Image"))
        self.image_choice.setWhatsThis(tr("The images that were dropped together."))
        for image in images:
            self.image_choice.addItem(image.name, image)
        self.image_choice.setVisible(len(images) > 1)
        self.detection_view = _DetectionView()
        self.note = PlainLabel()
        self.note.setWordWrap(True)
        self.score_slider = QSlider(Qt.Orientation.Horizontal)
        self.score_slider.setRange(5, 99)
        self.score_slider.setValue(round(threshold * 100))
        self.score_slider.setAccessibleName(tr("Minimum score"))
        self.score_slider.setWhatsThis(tr("Detections below this score are hidden."))
        self.score_label = PlainLabel()
        self.choose_button = QPushButton(tr("C&hoose network…"))
        self.choose_button.setWhatsThis(tr("With another network, detection runs again."))
        self.open_button = QPushButton(tr("&Open its folder"))
        self.open_button.setWhatsThis(tr("Opens the folder of the image for labeling."))
        self.close_button = QPushButton(tr("Close"))
        self.close_button.setWhatsThis(tr("Closes this window. Nothing is saved."))
        self._build_layout()
        self.score_slider.valueChanged.connect(self._update_detections)
        self.image_choice.currentIndexChanged.connect(self._on_image_changed)
        self.choose_button.clicked.connect(self.network_choice_requested)
        self.open_button.clicked.connect(lambda: self.open_folder_requested.emit(self.image))
        self.close_button.clicked.connect(self.accept)
        self._on_image_changed()

    def _build_layout(self) -> None:
        score = QHBoxLayout()
        score.addWidget(PlainLabel(tr("Score")))
        score.addWidget(self.score_slider, 1)
        score.addWidget(self.score_label)
        buttons = QHBoxLayout()
        buttons.addWidget(self.choose_button)
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.image_choice)
        layout.addWidget(self.detection_view, 1)
        layout.addWidget(self.note)
        layout.addLayout(score)
        layout.addLayout(buttons)
        self.close_button.setDefault(True)

    @property
    def image(self) -> Path:
        path: Path = self.image_choice.currentData()
        return path

    @property
    def all_images(self) -> list[Path]:
        return [self.image_choice.itemData(row) for row in range(self.image_choice.count())]

    @Slot()
    def _on_image_changed(self) -> None:
        self.setWindowTitle(tr("{name}: detections").format(name=self.image.name))
        self.detection_view.set_image(QImage(), QSize(1, 1))
        self._update_detections()
        self.image_chosen.emit(self.image)

    def show_image(self, path: Path, image: QImage, size: QSize) -> None:
        if path == self.image:
            self.detection_view.set_image(image, size)

    def set_detections(self, path: Path, found: tuple[Detection, ...]) -> None:
        """What was found in `path`, whatever the score."""
        self._detections[path] = found
        if path == self.image:
            self._update_detections()

    def clear_detections(self) -> None:
        """Another network looks."""
        self._detections.clear()
        self._update_detections()

    def show_message(self, text: str) -> None:
        """A sentence in the place of what was found."""
        self.note.setText(text)

    @Slot()
    def _update_detections(self) -> None:
        threshold = self.score_slider.value() / 100
        self.score_label.setText(tr("{score} or more").format(score=f"{threshold:.2f}"))
        found = self._detections.get(self.image)
        shown = tuple(one for one in found or () if one.score >= threshold)
        self.detection_view.show_boxes(shown)
        if found is None:
            self.note.setText(tr("Detecting…"))
        elif shown or not found:
            self.note.setText(tr("%Ln detection(s)", "", len(shown)))
        else:
            best = max(one.score for one in found)
            text = tr("Best score: {score}. Lower the minimum score to show it.")
            self.note.setText(text.format(score=format_compared(best, threshold)))
