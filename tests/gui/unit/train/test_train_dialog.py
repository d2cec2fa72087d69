"""The Train dialog: one button for most people."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QLocale, QPoint
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QDoubleSpinBox, QFileDialog
from pytestqt.qtbot import QtBot

from detector.config import PRESETS, AnchorConfig, DetectorConfig, get_preset
from detector.data.lint.problems import LabelProblem, ProblemKind
from detector.evaluation.anchor_search import AnchorSuggestion
from detector.training.options import OPTIONS_BY_NAME
from detector.training.runs.data_selection import VALIDATION_FRACTION
from detector.training.runs.schedule_length import suggest_epochs
from detector.training.time_budget import TimeEstimate
from detector.weights.pretrained import PROPOSED, WEIGHTS_DIR_VARIABLE, StartReason, choose_start
from frcnn_gui.common.language import tr
from frcnn_gui.train.preflight_job import (
    AnchorsMeasured,
    DeviceFound,
    LabelsCounted,
    ProblemsCounted,
    SpeedMeasured,
    StartProposed,
    UnusableFound,
)
from frcnn_gui.train.proposal_box import FILE_TEXT
from frcnn_gui.train.sets_text import (
    NO_VALIDATION_SET,
    OUTLINES_UNUSED_TEXT,
    TOO_FEW_TO_MEASURE,
    TOO_FEW_TO_TRAIN,
    describe_sets,
)
from frcnn_gui.train.start_texts import NO_OUTLINES_TEXT, start_text
from frcnn_gui.train.train_dialog import BACKGROUND_CLASSES_TEXT, REPAIR_FIRST_TEXT, TrainDialog
from frcnn_gui.train.train_fields import NO_RPN_TEXT
from frcnn_gui.train.train_job import TrainRequest
from tests.sentences import has_sentence

FOLDER, OUT = Path("/photos/coins"), Path("/photos/coins/frcnn-runs/1")


def dialog(qtbot: QtBot, labeled: int = 12, checkpoint: Path | None = None) -> TrainDialog:
    shown = TrainDialog(FOLDER, OUT, labeled, checkpoint)
    qtbot.addWidget(shown)
    return shown


def train_button(shown: TrainDialog) -> QAbstractButton:
    buttons = shown.findChild(QDialogButtonBox)
    return next(button for button in buttons.buttons() if button.text() == "Train")


def test_that_a_click_on_train_asks_for_the_light_preset_with_what_weights_there_are(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(WEIGHTS_DIR_VARIABLE, raising=False)
    shown = dialog(qtbot)
    with qtbot.waitSignal(shown.training_requested) as asked:
        train_button(shown).click()
    epochs = suggest_epochs(12, get_preset("mobilenet_fpn").training)
    assert asked.args == [TrainRequest(FOLDER, OUT, "mobilenet_fpn", epochs, PROPOSED)]


def test_that_few_images_are_shown_oftener_than_many(qtbot: QtBot) -> None:
    few, many = dialog(qtbot, labeled=12).build_request(), dialog(qtbot, labeled=5_000).build_request()
    assert few.epochs > many.epochs == get_preset("mobilenet_fpn").training.epochs


def test_that_the_weights_folder_of_the_environment_is_offered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(WEIGHTS_DIR_VARIABLE, str(tmp_path))
    assert dialog(qtbot).build_request().weights_dir == tmp_path


def test_that_the_length_follows_the_preset(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.fields.preset_box.setCurrentIndex(shown.fields.preset_box.findData("tutorial"))
    assert shown.build_request().epochs == suggest_epochs(12, get_preset("tutorial").training)


def test_that_the_network_in_use_can_be_trained_on(qtbot: QtBot) -> None:
    checkpoint = Path("/photos/coins/frcnn-runs/0/last.safetensors")
    shown = dialog(qtbot, checkpoint=checkpoint)
    shown.fields.start_box.setCurrentIndex(shown.fields.start_box.count() - 1)
    assert shown.build_request().start == str(checkpoint)


def test_that_a_folder_without_labels_cannot_be_trained_on(qtbot: QtBot) -> None:
    shown = dialog(qtbot, labeled=0)
    assert not train_button(shown).isEnabled()
    assert "Draw boxes" in train_button(shown).toolTip()


def test_that_the_recipe_reaches_the_configuration() -> None:
    request = TrainRequest(FOLDER, OUT, "mobilenet_fpn", epochs=3, seed=5)
    assert (request.config.training.epochs, request.config.training.seed) == (3, 5)
    assert request.config.anchors == get_preset("mobilenet_fpn").anchors


def test_that_all_but_one_button_is_under_advanced(qtbot: QtBot) -> None:
    dialog = TrainDialog(FOLDER, OUT, 20, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.fields.isVisible()
    low = dialog.height()
    dialog.advanced_button.click()
    assert dialog.fields.epochs_box.isVisible()
    assert dialog.height() > low
    dialog.advanced_button.click()
    assert not dialog.fields.epochs_box.isVisible()


# -- what is found out while it is open

BETTER = AnchorConfig(scales=(3.0,), ratios=(0.5, 1.0, 2.0))
COUNTED = LabelsCounted(40, 10, Counter(cat=100, dog=1))


def measured_anchors(better: bool = True) -> AnchorsMeasured:
    fits = SimpleNamespace(mean_iou=0.5), SimpleNamespace(mean_iou=0.7)
    suggestion = SimpleNamespace(before=fits[0], after=fits[1], anchors=BETTER, is_better=better)
    return AnchorsMeasured("mobilenet_fpn", cast(AnchorSuggestion, suggestion))


def test_that_a_gpu_gets_the_large_preset_unless_a_person_has_chosen(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(DeviceFound("NVIDIA H200, 140 GiB", "resnet50_fpn"))
    assert shown.build_request().preset == "resnet50_fpn"
    assert shown.build_request().epochs == suggest_epochs(12, get_preset("resnet50_fpn").training)
    assert any("NVIDIA H200" in text for text in shown.checklist.texts)
    other = dialog(qtbot)
    other.fields.preset_box.setCurrentIndex(other.fields.preset_box.findData("vgg16"))
    other.show_preflight_news(DeviceFound("NVIDIA H200, 140 GiB", "resnet50_fpn"))
    assert other.build_request().preset == "vgg16"


def test_that_the_time_follows_the_length(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(COUNTED)
    shown.show_preflight_news(SpeedMeasured("mobilenet_fpn", TimeEstimate(1.0, 0.0)))
    batch = get_preset("mobilenet_fpn").training.batch_size
    shown.fields.epochs_box.setValue(batch)  # 40 images, and a batch of one image: 40 steps
    assert "about 40 s" in shown.time_label.text()
    shown.fields.epochs_box.setValue(3 * batch)
    assert "about 2 min 0 s" in shown.time_label.text()
    shown.show_preflight_news(SpeedMeasured("mobilenet_fpn", None, "There is not enough memory."))
    assert shown.time_label.text() == "There is not enough memory."


def test_that_rare_classes_and_few_images_are_told(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(COUNTED)
    assert any("dog (1)" in text and "cat" not in text for text in shown.checklist.texts)
    shown.show_preflight_news(LabelsCounted(1, 0, Counter(cat=9)))
    assert any(tr(TOO_FEW_TO_MEASURE) in text for text in shown.checklist.texts)


def test_that_no_images_are_held_out_beside_a_validation_split(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    for has_split in (True, False):
        shown.show_preflight_news(LabelsCounted(40, 10, Counter(cat=100), has_split))
        assert shown.fields.validation_box.isEnabled() is not has_split
        assert bool(shown.fields.validation_box.toolTip()) is has_split


@pytest.mark.parametrize(
    ("counted", "kind", "ending"),
    [
        (
            LabelsCounted(114, 28, Counter(cat=155), False, "train", ("test",)),
            "good",
            "Training set: 114 images. Validation set: 28 images held out from training. Not used: test.",
        ),
        (
            LabelsCounted(100, 1, Counter(cat=155), True, "train"),
            "good",
            "Training set: 100 images. Validation set: 1 image of the validation split.",
        ),
        (
            LabelsCounted(32, 8, Counter(cat=40)),
            "good",
            "Training set: 32 images. Validation set: 8 held-out images.",
        ),
        (LabelsCounted(40, 0, Counter(cat=40)), "warning", NO_VALIDATION_SET),
        (LabelsCounted(5, 3, Counter(cat=8), True, "train"), "warning", TOO_FEW_TO_TRAIN),
    ],
)
def test_that_the_sets_are_described_as_they_will_be(counted: LabelsCounted, kind: str, ending: str) -> None:
    shown_kind, text = describe_sets(counted)
    assert shown_kind == kind
    assert text.endswith(ending)


def test_that_the_buttons_do_not_move_while_results_arrive(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show()
    qtbot.wait(50)
    before = shown.geometry(), shown.train_button.mapToGlobal(QPoint(0, 0))
    shown.show_preflight_news(COUNTED)
    shown.show_preflight_news(SpeedMeasured("mobilenet_fpn", None, "There is not enough memory. " * 4))
    shown.show_preflight_news(measured_anchors())
    shown.show_preflight_news(ProblemsCounted(3, 40))
    qtbot.wait(50)
    assert (shown.geometry(), shown.train_button.mapToGlobal(QPoint(0, 0))) == before


def test_that_the_dialog_with_all_its_fields_stays_on_the_screen(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show()
    shown.advanced_button.click()
    qtbot.wait(50)
    assert shown.screen().availableGeometry().contains(shown.frameGeometry())
    bar = shown.fields.verticalScrollBar()
    assert shown.fields.widget().width() <= shown.fields.viewport().width()
    bar.setValue(bar.maximum())
    last = list(shown.fields.option_form.fields.values())[-1].editor
    assert shown.fields.viewport().rect().contains(last.mapTo(shown.fields.viewport(), last.rect().center()))


def test_that_labeled_images_in_no_part_are_told_before_training(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    unused = "2 labeled images are in no part of the data set (train) and not used: a, b."
    shown.show_preflight_news(replace(COUNTED, unused=(unused,)))
    assert any(unused in text for text in shown.checklist.texts)


def test_that_problems_of_the_labels_lead_to_their_repair(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(ProblemsCounted(2, 1))
    buttons = [button for button in shown.checklist.findChildren(QAbstractButton) if "repair" in button.text()]
    with qtbot.waitSignal(shown.problems_requested):
        buttons[0].click()
    shown.show_preflight_news(ProblemsCounted(0, 0))
    assert any("no problem" in text for text in shown.checklist.texts)


def unusable(kind: ProblemKind, *names: str) -> tuple[LabelProblem, ...]:
    return tuple(LabelProblem(kind, FOLDER / name, None, f"{name}: box 1 (cat) is odd.") for name in names)


def test_that_labels_to_be_repaired_first_keep_training_from_beginning_unless_a_person_does_without(
    qtbot: QtBot,
) -> None:
    shown = dialog(qtbot)
    assert train_button(shown).isEnabled()
    names = [f"{number}.jpg" for number in range(7)]
    shown.show_preflight_news(UnusableFound(unusable(ProblemKind.NORMALIZED, *names), ()))
    (text,) = [text for text in shown.checklist.texts if "7 images must be repaired" in text]
    assert "0.jpg, 1.jpg, 2.jpg, 3.jpg, 4.jpg and 2 more. 0.jpg: box 1 (cat) is odd." in text
    assert not train_button(shown).isEnabled()
    assert tr(REPAIR_FIRST_TEXT) in train_button(shown).toolTip()
    shown.unusable_lines.skip_box.setChecked(True)
    assert train_button(shown).isEnabled()
    assert shown.build_request().skip_unusable
    shown.unusable_lines.skip_box.setChecked(False)
    assert not train_button(shown).isEnabled()


def test_that_images_left_out_are_named_and_keep_nobody_from_training(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(UnusableFound((), unusable(ProblemKind.UNUSABLE_LABELS, "a.jpg")))
    assert any("1 image left out" in text and "a.jpg" in text for text in shown.checklist.texts)
    assert train_button(shown).isEnabled()
    assert not shown.build_request().skip_unusable
    buttons = [button for button in shown.checklist.findChildren(QAbstractButton) if "repair" in button.text()]
    with qtbot.waitSignal(shown.problems_requested):
        buttons[0].click()


def test_that_a_class_called_background_is_pointed_out(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(LabelsCounted(40, 10, Counter(cat=100, __background__=20)))
    assert tr(BACKGROUND_CLASSES_TEXT).format(classes="__background__") in shown.checklist.texts


def test_that_better_anchors_are_trained_with_when_a_person_says_so(qtbot: QtBot) -> None:
    shown = dialog(qtbot, checkpoint=Path("/photos/coins/frcnn-runs/0/last.safetensors"))
    shown.show_preflight_news(measured_anchors())
    assert shown.build_request().anchors is None
    shown.use_anchors_box.setChecked(True)
    assert shown.build_request().anchors == BETTER
    config: DetectorConfig = shown.build_request().config
    assert config.anchors == BETTER
    # A network that has learned with its anchors keeps them.
    shown.fields.start_box.setCurrentIndex(shown.fields.start_box.count() - 1)
    assert shown.build_request().anchors is None


def test_that_anchors_that_fit_are_left_alone(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(measured_anchors(better=False))
    shown.use_anchors_box.setChecked(True)
    assert shown.build_request().anchors is None


def test_that_nothing_to_train_on_is_said_and_cannot_be_begun(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_failure("photos has no labeled image that can be read.")
    assert not train_button(shown).isEnabled()
    assert "photos has no labeled image that can be read." in shown.checklist.texts


# -- what it starts from


def proposed(coco: bool) -> StartProposed:
    return StartProposed(choose_start("mobilenet_v3_fpn" if coco else "mobilenet_fpn", 40, coco, False))


def test_that_the_proposed_start_is_reported_with_its_reason_until_another_is_chosen(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(proposed(coco=False))
    assert start_text(proposed(coco=False).start) in shown.checklist.texts
    shown.show_preflight_news(proposed(coco=True))
    [messages] = [text for text in shown.checklist.texts if text.startswith("Starts from")]
    assert messages == start_text(proposed(coco=True).start)
    assert shown.build_request().start == PROPOSED
    shown.fields.start_box.setCurrentIndex(shown.fields.start_box.findData("coco"))
    assert not any(text.startswith("Starts from") for text in shown.checklist.texts)
    assert shown.build_request().start == "coco"
    shown.fields.start_box.setCurrentIndex(shown.fields.start_box.findData(PROPOSED))
    assert any(text.startswith("Starts from COCO") for text in shown.checklist.texts)
    shown.begin_checks()
    assert not any(text.startswith("Starts from") for text in shown.checklist.texts)


def test_that_every_reason_has_words_of_the_window(qtbot: QtBot) -> None:
    starts = [choose_start("mobilenet_v3_fpn", images, here, there) for images, here, there in
              ((40, True, False), (40, False, True), (40, False, False), (9_999, False, False))]  # fmt: skip
    starts.append(choose_start("vgg16", 40, False, False))
    assert {start.reason for start in starts} == set(StartReason)
    for start in starts:
        shown = dialog(qtbot)
        shown.show_preflight_news(StartProposed(start))
        [messages] = [text for text in shown.checklist.texts if text.startswith("Starts from")]
        assert "{" not in messages


def test_that_anchors_are_left_as_they_are_where_the_rpn_has_learned_on_coco(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show_preflight_news(measured_anchors())
    shown.use_anchors_box.setChecked(True)
    assert shown.build_request().anchors == BETTER
    shown.show_preflight_news(proposed(coco=True))
    assert shown.build_request().anchors is None
    shown.fields.start_box.setCurrentIndex(shown.fields.start_box.findData("imagenet"))
    shown.use_anchors_box.setChecked(True)
    assert shown.build_request().anchors == BETTER


def test_that_another_weights_folder_is_looked_at(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.show()
    shown.advanced_button.click()
    shown.fields.weights_dir_edit.clear()
    with qtbot.waitSignal(shown.checks_requested) as asked:
        qtbot.keyClicks(shown.fields.weights_dir_edit, "/weights\r")
    assert asked.args == ["mobilenet_fpn"]


def test_that_each_training_option_is_a_field_with_the_preset_s_value(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    assert set(shown.fields.option_form.fields) == set(OPTIONS_BY_NAME) - {"epochs"}
    for preset in PRESETS:
        shown.fields.preset_box.setCurrentIndex(shown.fields.preset_box.findData(preset))
        assert shown.build_request().settings == ()
        for name, field in shown.fields.option_form.fields.items():
            assert field.read_value() == OPTIONS_BY_NAME[name].read(get_preset(preset))


def test_that_a_changed_option_is_asked_for_marked_and_can_be_reset(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    field = shown.fields.option_form.fields["lr"]
    assert not field.reset_button.isEnabled()
    field.show_value(0.02)
    shown.fields.option_form.fields["scale-jitter"].show_value((0.5, 2.0))
    request = shown.build_request()
    assert dict(request.settings) == {"lr": 0.02, "scale-jitter": (0.5, 2.0)}
    assert request.config.training.learning_rate == 0.02
    assert field.title.font().bold()
    field.reset_button.click()
    assert dict(shown.build_request().settings) == {"scale-jitter": (0.5, 2.0)}
    assert not field.title.font().bold()


def test_that_an_option_that_changes_the_time_is_measured_again(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    with qtbot.waitSignal(shown.checks_requested) as asked:
        shown.fields.option_form.fields["short-side"].show_value(200)
    assert asked.args == ["mobilenet_fpn"]
    assert shown.build_request().config.input.short_side == 200


def test_that_the_smallest_factor_is_never_over_the_largest(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    low, high = shown.fields.option_form.fields["scale-jitter"].editor.findChildren(QDoubleSpinBox)
    low.setValue(1.5)
    assert (low.value(), high.value()) == (1.5, 1.5)
    high.setValue(0.8)
    assert (low.value(), high.value()) == (0.8, 0.8)
    assert low.text() == QLocale().toString(0.8)


def test_that_the_validation_part_is_asked_for_and_checked_again(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    assert shown.build_request().val_fraction == VALIDATION_FRACTION
    shown.fields.validation_box.setValue(35)
    with qtbot.waitSignal(shown.checks_requested):
        shown.fields.validation_box.editingFinished.emit()
    assert shown.build_request().val_fraction == 0.35


@pytest.mark.parametrize(
    ("preset", "outlined", "text"),
    [
        ("mobilenet_fpn", 7, OUTLINES_UNUSED_TEXT),
        ("mobilenet_fpn", 0, None),
        ("mask_mobilenet_fpn", 7, None),
        ("mask_mobilenet_fpn", 0, NO_OUTLINES_TEXT),
    ],
)
def test_that_what_becomes_of_outlines_is_said_before_the_training(
    qtbot: QtBot, preset: str, outlined: int, text: str | None
) -> None:
    shown = dialog(qtbot)
    shown.fields.choose_preset(preset)
    shown.show_preflight_news(replace(COUNTED, outlined=outlined))
    said = " ".join(shown.checklist.texts)
    for one in (OUTLINES_UNUSED_TEXT, NO_OUTLINES_TEXT):
        assert has_sentence(said, tr(one)) == (one == text)


def test_that_a_network_without_an_rpn_can_learn_from_the_proposals_of_a_file(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "proposals.npz"
    file.touch()
    fields = dialog(qtbot).fields
    assert fields.proposal_box.isHidden()
    scheme = fields.option_form.fields["scheme"].editor
    assert scheme.isEnabled()
    fields.choose_preset("fast_rcnn_mobilenet")
    assert not fields.proposal_box.isHidden()
    assert not scheme.isEnabled()  # there is no RPN to train in turns with the head
    assert has_sentence(scheme.toolTip(), tr(NO_RPN_TEXT), preset="fast_rcnn_mobilenet")
    box = fields.proposal_box
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    with qtbot.waitSignal(fields.checks_requested):
        box.setCurrentIndex(box.findText(tr(FILE_TEXT)))
        box.activated.emit(box.currentIndex())
    assert box.currentText() == file.name
    chosen = fields.build_config("fast_rcnn_mobilenet").proposals
    assert (chosen.source, chosen.file) == ("file", str(file))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    box.setCurrentIndex(box.findText(tr(FILE_TEXT)))
    box.activated.emit(box.currentIndex())
    assert box.currentText() == file.name  # the file dialog was canceled
    fields.choose_preset("mobilenet_fpn")
    assert scheme.isEnabled()
    assert fields.proposals == ""
