"""The panel of images in the window: its marks, its search line, what it says, and that it is lazy."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.data.folder import ImageFolder
from detector.data.formats.shared.per_image_dataset import PairedDataset, PairedFolders
from frcnn_gui.common.language import tr
from frcnn_gui.document.detection_edits import reject_detections
from frcnn_gui.document.detections import Detection, DetectionStore
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.session import Session
from frcnn_gui.images.image_delegate import elide_path
from frcnn_gui.images.image_list import ImageListModel, ImageState
from frcnn_gui.images.image_list_controller import NO_DETECTIONS_TEXT, NO_MATCHES_TEXT
from frcnn_gui.images.image_query import BETTER_TERM_TEXT, DID_YOU_MEAN_TEXT, NO_TERM_TEXT, TERM_EXAMPLES
from frcnn_gui.images.image_status import ImageStatuses
from frcnn_gui.images.images_panel import ImagesPanel
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.small_session import ROOT, _NoFiles, annotation
from tests.gui.unit.window.test_main_window import WAIT, open_path, wait_shown

MANY = 100_000
LABELED, VERIFIED, BROKEN_LABELS, BARE, BROKEN = range(5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    for number in range(5):
        image = write_image(root / "day" / f"{number}.png")
        if number < BARE:
            write_labels(image, (5, 6, 30, 28, "cat"), (1, 2, 10, 12, "dog"))
    verified = root / "day" / f"{VERIFIED}.xml"
    verified.write_text(verified.read_text().replace("<annotation>", '<annotation verified="yes">'))
    (root / "day" / f"{BROKEN_LABELS}.xml").write_text("<annotation><obj")
    (root / "day" / f"{BROKEN}.png").write_bytes(b"no image")
    return root


def open_read(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    qtbot.waitUntil(lambda: window.context.index.is_complete, timeout=WAIT)


def detect(window: MainWindow, number: int, *scores: float) -> None:
    session = window.context.session
    assert session.folder is not None
    found = [Detection(annotation(1, 2, 9, 9, uid=uid), score) for uid, score in enumerate(scores, 1)]
    session.set_detections(session.folder[number], found)


# -- names and search


@pytest.mark.parametrize("name", ["a.jpg", "IMG_2024-05-17_holiday_at_the_sea_00123.jpg"])
@pytest.mark.parametrize(
    "folders", [("train", "test"), ("images/train", "images/test"), ("train/images", "test/images")]
)
def test_that_names_of_two_folders_differ_in_a_narrow_list(
    qapp: QApplication, folders: tuple[str, str], name: str
) -> None:
    metrics = QFontMetrics(qapp.font())
    for width in range(100, 300, 10):
        shown = [elide_path(f"{folder}/{name}", width, metrics) for folder in folders]
        assert shown[0] != shown[1], width
        assert all(sum(map(metrics.horizontalAdvance, parts)) <= width for parts in shown), width
    assert elide_path(f"{folders[0]}/{name}", 1000, metrics) == (f"{folders[0]}/", name)
    assert elide_path(name, 1000, metrics) == ("", name)


def test_that_a_search_ends_with_another_folder_and_stays_when_its_folder_is_reopened(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    open_path(qtbot, window, folder)
    panel, model = window.images_panel, window.context.images
    panel.search_line.setText("#2")
    qtbot.waitUntil(lambda: model.is_filtered, timeout=WAIT)
    with qtbot.waitSignal(window.open_controller.opened, timeout=WAIT):
        window.open_controller.reopen_folder()
    assert (panel.search_line.text(), model.rowCount()) == ("#2", 1)
    write_image(tmp_path / "others" / "1.png")
    write_image(tmp_path / "others" / "2.png")
    open_path(qtbot, window, tmp_path / "others")
    assert (panel.search_line.text(), model.rowCount()) == ("", 2)
    assert panel.search_note.isHidden()


# -- marks


def test_that_each_image_has_the_mark_of_what_is_known_of_it(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_read(qtbot, window, folder)
    window.context.session.go_to_index(BROKEN)
    wait_shown(qtbot, window)
    assert [window.context.images.get_state(number) for number in range(5)] == [
        ImageState.LABELED,
        ImageState.VERIFIED,
        ImageState.BROKEN,
        ImageState.UNLABELED,
        ImageState.BROKEN,
    ]


def test_that_detections_are_a_mark_of_their_own(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_read(qtbot, window, folder)
    for number in (LABELED, BARE):
        detect(window, number, 0.2, 0.1)  # below the threshold, and not of the current image alone
    marks = window.context.images.statuses
    qtbot.waitUntil(lambda: marks.is_predicted(BARE), timeout=WAIT)
    assert marks.get_state(BARE) is ImageState.DETECTED
    assert (marks.get_state(LABELED), marks.is_also_predicted(LABELED)) == (ImageState.LABELED, True)
    assert marks.describe_image(LABELED) == "labeled, 2 boxes, has detections"
    assert marks.describe_briefly(LABELED) == "labeled, 2 boxes"


def test_that_an_image_in_which_nothing_was_found_is_not_marked(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_read(qtbot, window, folder)
    detect(window, LABELED)
    assert window.context.images.get_state(LABELED) is ImageState.LABELED
    assert not window.context.images.statuses.is_also_predicted(LABELED)


def test_that_rejected_detections_take_the_mark_with_them(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_read(qtbot, window, folder)
    detect(window, LABELED, 0.9)
    assert window.context.images.statuses.is_also_predicted(LABELED)
    reject_detections(window.context.session)
    assert not window.context.images.statuses.is_also_predicted(LABELED)


def test_that_scores_of_many_images_are_those_of_one_after_the_other() -> None:
    marks = ImageStatuses()
    detections = DetectionStore()
    names = [f"{number}.png" for number in range(300)]
    gallery = Gallery(_dataset(names))
    marks.set_folder(gallery, 0)
    marks.set_sources(_NothingRead(), lambda: detections)
    found = {number: (Detection(annotation(0, 0, 9, 9), number / 300),) for number in range(0, 300, 2)}
    for few in (range(0, 20, 2), range(20, 300, 2)):
        detections.update({gallery[number]: found[number] for number in few})
        marks.reset_scores([gallery[number] for number in few])
        assert marks.best_scores == {gallery.index_of(path): some[0].score for path, some in detections.items()}
    detections.update({gallery[0]: (Detection(annotation(0, 0, 9, 9), 0.7),)})
    marks.reset_scores([gallery[0]])
    assert marks.best_scores[0] == 0.7
    detections.update({gallery[2]: ()})
    marks.reset_scores([gallery[2]])
    assert 2 not in marks.best_scores


def test_that_scores_are_taken_from_the_images_that_were_looked_at_alone() -> None:
    asked: list[Path] = []

    class Counted(DetectionStore):
        def best_score(self, image: Path) -> float | None:
            asked.append(image)
            return super().best_score(image)

    marks, detections = ImageStatuses(), Counted()
    gallery = Gallery(_dataset([f"{number}.png" for number in range(40)]))
    marks.set_folder(gallery, 0)
    marks.set_sources(_NothingRead(), lambda: detections)
    for number, image in enumerate(gallery):
        detections.update({image: (Detection(annotation(0, 0, 9, 9), 0.5),)})
        marks.reset_scores([image])
        assert len(marks.best_scores) == number + 1
    assert asked == list(gallery)[1:]  # the first time it is asked for all at once


def test_that_the_labels_of_an_image_that_is_shown_count_at_once(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frcnn_gui.images.label_index.MAX_UNREQUESTED_IMAGES", 0)
    open_path(qtbot, window, folder)
    assert window.context.index.find_image(VERIFIED) is None
    window.context.session.go_to_index(VERIFIED)
    wait_shown(qtbot, window)
    assert window.context.index.class_counts() == {"cat": 2, "dog": 2}  # of the first image, and of this one
    qtbot.waitUntil(lambda: "1 verified" in window.images_panel.progress_label.text(), timeout=WAIT)


# -- the search line


def note(window: MainWindow) -> str:
    found = window.images_panel.search_note
    return "" if found.isHidden() else found.text()


def search(window: MainWindow, text: str) -> None:
    window.images_panel.search_line.setText(text)
    window.images_panel._apply_filter()


def test_that_a_term_that_is_not_understood_is_reported_below_the_line(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_read(qtbot, window, folder)
    search(window, "zoom:red")
    assert note(window) == tr(NO_TERM_TEXT).format(term="zoom:red")
    search(window, "lable:cat size>3")
    assert note(window).splitlines() == [
        tr(BETTER_TERM_TEXT).format(term="lable:cat", better="label:cat"),
        tr(NO_TERM_TEXT).format(term="size>3"),
    ]
    search(window, "lable:{0}")
    assert note(window) == tr(BETTER_TERM_TEXT).format(term="lable:{0}", better="label:{0}")
    search(window, "")
    assert note(window) == ""


def test_that_it_says_so_while_labels_are_read_and_when_nothing_is_found(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frcnn_gui.images.label_index.MAX_UNREQUESTED_IMAGES", 0)
    open_path(qtbot, window, folder)
    search(window, "label:dog")
    assert note(window) == "Reading labels…"
    qtbot.waitUntil(lambda: note(window) == "", timeout=WAIT)
    assert window.context.images.rowCount() == 2
    search(window, "verifed")
    assert note(window) == f"{tr(NO_MATCHES_TEXT)} {tr(DID_YOU_MEAN_TEXT).format(word='verified')}"
    search(window, "predicted")
    assert note(window) == tr(NO_DETECTIONS_TEXT)


def test_that_the_menu_inserts_its_terms(window: MainWindow) -> None:
    line, menu = window.images_panel.search_line, window.images_panel.terms_button.menu()
    assert len(menu.actions()) == len(TERM_EXAMPLES)
    line.setText("night")
    menu.actions()[0].trigger()
    assert line.text() == 'night label:""'
    assert line.cursorPosition() == len(line.text()) - 1
    line.setText("")
    menu.actions()[-1].trigger()
    menu.actions()[[term.text for term in TERM_EXAMPLES].index("labeled")].trigger()
    assert line.text() == "-labeled"


def test_that_what_is_dropped_on_the_line_is_left_to_the_window(window: MainWindow) -> None:
    assert not window.images_panel.search_line.acceptDrops()


def test_that_a_narrow_panel_still_shows_everything(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_read(qtbot, window, folder)
    assert window.images_panel.minimumSizeHint().width() <= 160


# -- laziness


class _NothingRead:
    def image(self, _index: int) -> None:
        return None


def _dataset(names: list[str]) -> PairedDataset:
    return PairedDataset(
        ROOT, "voc", PairedFolders((ImageFolder(ROOT, ROOT, names, bytes(len(names)), {}),)), _NoFiles()
    )


@pytest.fixture
def counted(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> tuple[ImagesPanel, ImageListModel, Counter[str]]:
    """A panel on very many images, and how often a row was looked at."""
    calls: Counter[str] = Counter()
    state = ImageStatuses.get_state

    def counting(marks: ImageStatuses, index: int) -> ImageState:
        calls["state"] += 1
        return state(marks, index)

    monkeypatch.setattr(ImageStatuses, "get_state", counting)
    session, model = Session(), ImageListModel()
    session.set_folder(Gallery(_dataset([f"frame_{number:06d}.png" for number in range(MANY)])))
    panel = ImagesPanel(session, model)
    panel.resize(QSize(240, 600))
    qtbot.addWidget(panel)
    model.set_folder(session.folder, 0)
    return panel, model, calls


def test_that_only_rows_visible_are_made_of_very_many(
    qtbot: QtBot, counted: tuple[ImagesPanel, ImageListModel, Counter[str]]
) -> None:
    panel, model, calls = counted
    panel.show()
    qtbot.waitExposed(panel)
    panel.grab()
    assert model.rowCount() == MANY
    assert 0 < calls["state"] < 1000


def test_that_searching_very_many_makes_no_row_that_is_not_seen(
    qtbot: QtBot, counted: tuple[ImagesPanel, ImageListModel, Counter[str]]
) -> None:
    panel, model, calls = counted
    model.set_filter("_01")
    assert calls["state"] == 0
    assert model.rowCount() == MANY // 10
    assert model.image_index(0) == 10_000
    assert model.row_of(9_999) is None
    model.set_filter("")
    assert model.rowCount() == MANY
    assert panel.progress_label.text() == "0 of 100,000 labeled"
    assert calls["state"] == 0
