"""The files of translations are those of the source, Chinese says all that English says, and no text is left out."""

from __future__ import annotations

import ast
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from detector.config import PRESETS
from frcnn_gui.boxes.label_dialog import LabelDialog
from frcnn_gui.classes.class_edit_dialog import ClassEditDialog, EditKind
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.document.box_matching import AnnotationDifference
from frcnn_gui.export.export_dialog import ExportDialog
from frcnn_gui.help import keymap
from frcnn_gui.help.keys_dialog import KeysDialog
from frcnn_gui.help.shortcuts_sheet import ShortcutsSheet
from frcnn_gui.images.adjust_popup import AdjustPopup
from frcnn_gui.main_window import MainWindow
from frcnn_gui.saving.conflict_dialog import ConflictDialog
from frcnn_gui.train.train_dialog import TrainDialog
from tests import translations
from tests.gui.conftest import Opener
from tests.gui.unit.catalogue import need_qt_programs
from tests.gui.unit.folders import write_folder
from tests.gui.unit.shown_texts import Shown, shown_texts
from tests.gui.unit.window.test_main_window import WAIT, open_path, trigger

# -- the files


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_that_the_files_hold_the_texts_of_the_source(language: str, tmp_path: Path) -> None:
    need_qt_programs()
    kept = translations.FOLDER / f"studio_{language}.ts"
    fresh, compiled = tmp_path / kept.name, tmp_path / f"studio_{language}.qm"
    shutil.copy(kept, fresh)
    translations.update(fresh, language)
    if language == "en":
        translations.fill_english(fresh)
    assert texts(fresh) == texts(kept), "run `python -m tests.translations`"
    translations.compile_(kept, compiled)
    assert compiled.read_bytes() == kept.with_suffix(".qm").read_bytes(), "run `python -m tests.translations`"


def test_that_every_text_marked_in_the_source_is_a_literal_and_in_the_files() -> None:
    """Qt's program passes over what it does not understand, and says nothing."""
    known = {message.source for message in messages(translations.FOLDER / "studio_zh_CN.ts")}
    lost = []
    for path in sorted((translations.ROOT / "frcnn_gui").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("tr", "N_"):
                text = call.args[0]
                if isinstance(text, ast.Constant):
                    right = text.value in known
                else:  # `tr` of a value that `N_` marked elsewhere
                    right = call.func.id == "tr" and not isinstance(text, (ast.JoinedStr, ast.BinOp))
                if not right:
                    lost.append(f"{path.relative_to(translations.ROOT)}:{call.lineno}: {ast.unparse(call)}")
    assert lost == []


def texts(path: Path) -> list[tuple[str, str, list[str]]]:
    """(source, comment, forms) of every message, in the order of the file."""
    return [(one.source, one.comment, one.forms) for one in messages(path)]


# -- Chinese


@dataclass(frozen=True)
class Message:
    source: str
    comment: str
    forms: list[str]
    """One, or one for each number."""
    finished: bool


def messages(path: Path) -> list[Message]:
    result = []
    for message in ET.parse(path).iter("message"):
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
        finished = translation.get("type") != "unfinished" and all(forms)
        result.append(Message(message.findtext("source", ""), message.findtext("comment", ""), forms, finished))
    return result


def chinese() -> list[tuple[str, str]]:
    """(source, translation) of what is translated."""
    found = messages(translations.FOLDER / "studio_zh_CN.ts")
    return [(message.source, form) for message in found if message.finished for form in message.forms]


def test_that_every_chinese_text_is_finished() -> None:
    found = messages(translations.FOLDER / "studio_zh_CN.ts")
    assert [message.source for message in found if not message.finished] == []


def test_that_every_english_number_of_things_has_both_forms() -> None:
    found = messages(translations.FOLDER / "studio_en.ts")
    assert [one.source for one in found if not one.finished or len(one.forms) != 2] == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("names of values", r"\{\w*(?::[^}]*)?\}"),
        ("places of numbers", r"%L?n"),
        ("tags", r"</?[a-zA-Z][^>]*>"),
        ("the letter of a menu", r"&(\w)(?!\w*;)"),
        ("the ellipsis", "…"),
    ],
)
def test_that_a_chinese_text_keeps_what_is_no_text(what: str, pattern: str) -> None:
    marks = re.compile(pattern)

    def found(text: str) -> list[str]:
        return sorted(mark.casefold() for mark in marks.findall(text))

    assert [(source, text) for source, text in chinese() if found(source) != found(text)] == [], what


def test_that_a_chinese_text_ends_as_its_source_does() -> None:
    """With an ellipsis, which the letter of a menu may follow, and with or without the end of a sentence."""
    wrong = []
    for source, text in chinese():
        bare = re.sub(r"\s*\(&\w\)", "", text)
        if source.endswith("…") != bare.endswith("…") or source.endswith(".") != bare.endswith(("。", ".")):
            wrong.append((source, text))
    assert wrong == []


# -- a language that nobody speaks, to find what is not translated


class Brackets(QTranslator):
    """Puts every text into brackets."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's
        return False

    def translate(self, context: str, text: str, _comment: str | None = None, _count: int = -1) -> str:
        return text if context == "QShortcut" else f"⟦{text}⟧"  # the names of keys


@pytest.fixture
def brackets(qapp: QApplication) -> Iterator[None]:
    translator = Brackets()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


DATA = (
    r"photos|image_\d\.png|cat|dog|[\w./ -]*\.(xml|png|json|txt)",  # names of folders, images, classes and files
    r"/[\w./-]*",
    r"Faster R-CNN Studio",
    r"VOC|YOLO|COCO|CSV",  # formats
    r"English|简体中文",  # what languages call themselves
    r"labelImg|labelme|CVAT|Studio",  # whose keys one can have
    r"Class cat has 3 boxes\.[^⟦]*|(image_0\.png: )?box 2 [^⟦]*",  # of the engine's check, which may see a copy
    "|".join(PRESETS),
    r"step|cosine|joint|alternating|auto|float32|bfloat16|float16",  # values of training options
    r"RGB|px|[xywh]",  # units, and the letters of coordinates
    r"label:|attr:|boxes>3|labeled|unlabeled|verified|unverified|skipped|broken|predicted|score<0\.5",  # search terms
    r"shape:mask|holes>0|parts>1|area<100",
    r"(Ctrl|Shift|Alt|Space|Tab|Del|Return|Home|End|PgUp|PgDown|Esc|Enter|F\d+|[A-Z])(\+\S+)?",  # keys
)
_ALLOWED = re.compile(rf"(?<!\w)(?:{'|'.join(DATA)})(?!\w)")


_FOUND_BY_THE_ENGINE = "_Table in ProblemsPanel in MainWindow main-window: row"
"""The sentences of the check, which are those of the command line."""


def untranslated(shown: Iterator[Shown]) -> list[str]:
    """What has letters outside the brackets, but for data and names that are the same in all languages."""
    own = ((where, text) for where, text in shown if not where.startswith(_FOUND_BY_THE_ENGINE))
    faults = dict.fromkeys((where, text) for where, text in own if not _is_translated(text))
    return [f"{where}: {text}" for where, text in faults]


def _is_translated(text: str) -> bool:
    return not any(letter.isalpha() for letter in _left_over(text))


def _left_over(text: str) -> str:
    """What is neither translated nor data."""
    rest = unescape(re.sub(r"</?[a-zA-Z][^>]*>", " ", text))
    inner = None
    while rest != inner:
        inner, rest = rest, re.sub(r"⟦[^⟦⟧]*⟧", " ", rest)
    rest = re.sub(r"⟦[^⟦⟧]*$", " ", rest)  # cut short
    return _ALLOWED.sub(" ", rest)


DONE = (
    *("select_all", "difficult", "truncated", "lock", "unlock_all", "hide", "show_all", "copy", "paste", "duplicate"),
    *("stretch_to_border", "fit_into_image", "undo", "redo", "verify", "delete", "next", "copy_previous"),
    *("check_labels", "statistics", "next_problem", "minimap", "adjust", "adjust_auto", "single_class", "draw"),
)
"""Actions that have something to say."""


def dialogs(window: MainWindow, folder: Path) -> Iterator[QWidget]:
    yield LabelDialog(["cat", "dog"], "cat")
    yield ExportDialog(folder, "voc", "coco", ["cat"])
    yield TrainDialog(folder, folder / "runs", 3, None)
    yield ConflictDialog("image_0.xml", AnnotationDifference(1, 2, 3, 4))
    for kind in EditKind:
        yield ClassEditDialog(kind, "cat", ["cat", "dog"], "voc", lambda _label: "#ff0000")
    yield KeysDialog(ACTIONS, keymap.default_keys(ACTIONS))
    yield ShortcutsSheet()
    yield AdjustPopup(window.context.canvas)


def test_that_nothing_is_shown_untranslated(qtbot: QtBot, brackets: None, open_window: Opener, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "photos", 4)
    window = open_window()
    faults = untranslated(shown_texts(window))  # before anything is open
    open_path(qtbot, window, folder)
    faults += untranslated(shown_texts(window))
    for id in DONE:
        window.context.actions[id].trigger()
        faults += untranslated(shown_texts(window.status_bar))
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=WAIT)
    window.shortcuts_controller._on_keys_chosen(window.shortcuts_controller.keys)
    faults += untranslated(shown_texts(window))
    trigger(qtbot, window, "command_palette")
    faults += untranslated(shown_texts(window))
    for dialog in dialogs(window, folder):
        dialog.show()
        faults += untranslated(shown_texts(dialog))
        dialog.hide()
        dialog.deleteLater()
    if faults:
        pytest.fail("\n".join(dict.fromkeys(faults)), pytrace=False)
