"""The session: going from image to image, what survives it, classes, and detections."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from frcnn_gui.document.detection_edits import accept_detections
from frcnn_gui.document.detections import Detection
from frcnn_gui.document.session import Session
from tests.annotation_edits import move_edges
from tests.gui.unit.small_session import HEIGHT, WIDTH, annotation, blank_image, folder, opened, path, show, voc_file

CAT = annotation(10, 10, 50, 40, "cat", 0)
DOG = annotation(100, 20, 160, 80, "dog", 1)


def detected(*scores: float) -> list[Detection]:
    """Dogs, 20 px from each other."""
    annotations = (annotation(10.4 + 20 * at, 5.6, 30.2 + 20 * at, 25.5, "dog", at) for at in range(len(scores)))
    return [Detection(found, score) for found, score in zip(annotations, scores, strict=True)]


def test_that_going_to_an_image_asks_for_it_and_shows_nothing_of_the_one_before(qtbot: QtBot) -> None:
    session = opened()
    show(session, 0, CAT)
    with qtbot.waitSignals([session.current_image_changed, session.document_changed]):
        session.go_to_index(1)
    assert (session.index, session.image, session.document) == (1, None, None)


def test_that_a_picture_that_comes_late_is_not_shown(qtbot: QtBot) -> None:
    session = opened()
    session.go_to_index(0)
    session.go_to_index(1)
    session.show_image(0, blank_image(), voc_file((CAT,)))
    session.show_failure(0, "Too late.")
    assert (session.image, session.document, session.failure) == (None, None, "")


def test_that_going_nowhere_or_to_the_shown_image_does_nothing(qtbot: QtBot) -> None:
    session = opened(2)
    shown = show(session, 0, CAT)
    for index in (0, -1, 2):
        session.go_to_index(index)
    assert session.document is shown


def test_that_an_image_that_failed_can_be_tried_again(qtbot: QtBot) -> None:
    session = opened()
    session.go_to_index(0)
    session.show_failure(0, "0.png is damaged.")
    assert (session.failure, session.document) == ("0.png is damaged.", None)
    with qtbot.waitSignal(session.current_image_changed):
        session.go_to_index(0)
    assert session.failure == ""


def test_that_undo_survives_going_to_another_image(qtbot: QtBot) -> None:
    session = opened()
    edited = show(session, 0, CAT)
    edited.delete_annotations({0})
    show(session, 1)
    assert show(session, 0, CAT) is edited
    edited.undo_stack.undo()
    assert edited.annotations == (CAT,)


def test_that_an_untouched_document_is_read_again(qtbot: QtBot) -> None:
    session = opened()
    first = show(session, 0, CAT)
    show(session, 1)
    second = show(session, 0, CAT, DOG, raw=b"changed by others")
    assert second is not first
    assert second.annotations == (CAT, DOG)


def test_that_a_file_changed_by_others_replaces_boxes_that_are_saved(qtbot: QtBot) -> None:
    session = opened()
    edited = show(session, 0, CAT)
    edited.delete_annotations({0})
    edited.mark_saved(voc_file((), raw=b"saved"))
    show(session, 1)
    assert show(session, 0, DOG, raw=b"changed by others").annotations == (DOG,)


def test_that_a_file_changed_by_others_does_not_replace_boxes_that_are_not_saved(qtbot: QtBot) -> None:
    session = opened()
    edited = show(session, 0, CAT)
    edited.delete_annotations({0})
    show(session, 1)
    assert show(session, 0, DOG, raw=b"changed by others") is edited


def test_that_a_file_read_just_before_it_was_saved_does_not_bring_old_boxes_back(qtbot: QtBot) -> None:
    session = opened()
    edited = show(session, 0, CAT, raw=b"old")
    edited.delete_annotations({0})
    session.go_to_index(1)
    session.go_to_index(0)
    edited.mark_saved(voc_file((), raw=b"saved"))
    session.show_image(0, blank_image(), voc_file((CAT,), raw=b"old"))
    assert session.document is edited
    assert edited.annotations == ()


def test_that_reloading_gives_up_what_is_not_saved(qtbot: QtBot) -> None:
    session = opened()
    edited = show(session, 0, CAT)
    edited.delete_annotations({0})
    with qtbot.waitSignal(session.current_image_changed):
        session.reload_image()
    assert (session.index, session.document) == (0, None)
    session.show_image(0, blank_image(), voc_file((CAT,)))
    assert session.document is not None
    assert session.document.annotations == (CAT,)


def test_that_leaving_gives_up_a_drag_and_the_selection(qtbot: QtBot) -> None:
    session = opened()
    left = show(session, 0, CAT)
    session.select_annotations({0})
    left.set_preview((CAT.move_by(5, 5),))
    session.go_to_index(1)
    assert left.shown_annotations == (CAT,)
    assert session.selection == frozenset()


def test_that_a_box_that_is_gone_is_not_selected_any_more(qtbot: QtBot) -> None:
    session = opened()
    shown = show(session, 0, CAT, DOG)
    session.select_annotations({0, 1})
    shown.delete_annotations({0})
    assert session.selection == {1}


def test_that_selecting_the_same_is_not_reported(qtbot: QtBot) -> None:
    session = opened()
    show(session, 0, CAT)
    session.select_annotations([0])
    with qtbot.assertNotEmitted(session.selection_changed):
        session.select_annotations({0})


def test_that_classes_are_gathered_in_order_and_only_grow(qtbot: QtBot) -> None:
    session = opened()
    show(session, 0, DOG, CAT)
    session.add_classes(["fox", "dog", ""])
    show(session, 1).add_box(0, 0, 9, 9, "owl")
    show(session, 2)
    assert session.classes == ("dog", "cat", "fox", "owl")


def test_that_another_folder_begins_again(qtbot: QtBot) -> None:
    session = opened()
    show(session, 0, CAT)
    session.current_label = "cat"
    session.set_detections(path(0), detected(0.9))
    session.set_folder(folder(2))
    assert (session.index, session.document, session.classes, session.current_label) == (-1, None, (), "")
    assert not session.detections_by_image


def test_that_a_refused_edit_is_reported_in_the_status_bar(qtbot: QtBot) -> None:
    session = opened()
    locked = show(session, 0, CAT, locked_reason="0.xml cannot be read.")
    with qtbot.waitSignal(session.message_posted) as signal:
        locked.delete_annotations({0})
    assert signal.args == ["0.xml cannot be read."]


def test_that_the_score_threshold_hides_detections_without_losing_them(qtbot: QtBot) -> None:
    session = opened()
    show(session, 0)
    session.set_detections(path(0), detected(0.9, 0.4))
    session.score_threshold = 0.5
    assert [found.score for found in session.detections] == [0.9]
    with qtbot.waitSignal(session.detections_changed):
        session.score_threshold = 0.1
    assert [found.score for found in session.detections] == [0.9, 0.4]


def test_that_detections_belong_to_their_image(qtbot: QtBot) -> None:
    session = opened()
    session.set_detections(path(1), detected(0.9))
    show(session, 0)
    assert session.detections == ()
    show(session, 1)
    assert len(session.detections) == 1


def test_that_accepted_detections_become_boxes_on_whole_pixels_in_one_step(qtbot: QtBot) -> None:
    session = opened()
    shown = show(session, 0, CAT)
    session.set_detections(path(0), detected(0.9, 0.8, 0.1))
    uids = accept_detections(session)
    assert [item.bounds.xyxy for item in shown.annotations[1:]] == [(10, 6, 30, 26), (30, 6, 50, 26)]
    assert len({item.uid for item in shown.annotations}) == 3
    assert (shown.undo_stack.count(), shown.undo_stack.undoText()) == (1, "Accept 2 detections")
    assert session.selection == frozenset(uids)
    assert session.classes == ("cat", "dog")
    assert [found.score for found in session.detections_by_image[path(0)]] == [0.1]


def test_that_accepted_detections_are_detections_again_when_the_step_is_undone(qtbot: QtBot) -> None:
    session = opened()
    shown = show(session, 0)
    session.set_detections(path(0), detected(0.9, 0.8, 0.1))
    before = session.detections_by_image[path(0)]
    accept_detections(session, {1})
    shown.undo_stack.undo()
    assert session.detections_by_image[path(0)] == before
    shown.undo_stack.redo()
    assert [found.score for found in session.detections_by_image[path(0)]] == [0.9, 0.1]
    session.set_detections(path(0), detected(0.7, 0.6))  # by another network, with the same identities
    shown.undo_stack.undo()
    assert [found.score for found in session.detections_by_image[path(0)]] == [0.7, 0.6]


def test_that_only_the_detections_asked_for_are_accepted(qtbot: QtBot) -> None:
    session = opened()
    shown = show(session, 0)
    session.set_detections(path(0), detected(0.9, 0.8))
    accept_detections(session, {1})
    assert [item.bounds.x1 for item in shown.annotations] == [30]
    assert [found.annotation.uid for found in session.detections] == [0]


def test_that_an_accepted_detection_lies_inside_the_image(qtbot: QtBot) -> None:
    session = opened()
    shown = show(session, 0)
    outside = Detection(annotation(-3, HEIGHT - 0.3, WIDTH + 9, HEIGHT + 5, "dog", 0), 0.9)
    session.set_detections(path(0), [outside])
    accept_detections(session)
    assert shown.annotations[0].bounds.xyxy == (0, HEIGHT - 1, WIDTH, HEIGHT)


def test_that_a_locked_image_keeps_its_detections(qtbot: QtBot) -> None:
    session = opened()
    show(session, 0, locked_reason="0.xml cannot be read.")
    session.set_detections(path(0), detected(0.9))
    with qtbot.waitSignal(session.message_posted):
        assert accept_detections(session) == ()
    assert len(session.detections) == 1


def test_that_a_class_has_the_same_color_when_others_join(qtbot: QtBot) -> None:
    session = Session()
    session.add_classes(["cat"])
    before = session.class_color("cat")
    session.add_classes(f"class {number}" for number in range(40))
    assert session.class_color("cat") == before


def test_that_boxes_are_never_dropped_when_the_picture_changed_its_size(qtbot: QtBot) -> None:
    session = opened()
    edited = show(session, 0, CAT)
    edited.move_annotations({0}, 1, 0)
    show(session, 1)
    session.go_to_index(0)
    session.show_image(0, blank_image(2 * WIDTH, HEIGHT), voc_file((CAT,)))
    assert session.document is edited
    assert edited.annotations == (move_edges(CAT, x1=11, x2=51),)
    assert edited.width == 2 * WIDTH
