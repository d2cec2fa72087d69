"""Notices wait to be dismissed, are not repeated, and go with what they are about."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from frcnn_gui.common.language import tr
from frcnn_gui.common.notice_bar import Notice, NoticeBar, NoticeKind


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


def test_that_it_takes_no_room_without_notices(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.add_notice(Notice("a.jpg and a.png share one label file."))
    assert not bar.isHidden()


def test_that_the_same_words_are_shown_once(bar: NoticeBar) -> None:
    bar.add_notice(Notice("Twice."))
    bar.add_notice(Notice("Twice."))
    assert bar.texts == ["Twice."]


def test_that_a_topic_goes_alone(bar: NoticeBar) -> None:
    bar.add_notice(Notice("About the folder.", topic="folder"))
    bar.add_notice(Notice("About the image.", topic="image"))
    bar.clear_topic("image")
    assert bar.texts == ["About the folder."]


def test_that_a_dismissed_notice_is_gone(bar: NoticeBar) -> None:
    bar.add_notice(Notice("Odd."))
    find_button(bar, "Dismiss this notice").click()
    assert bar.texts == []
    assert bar.isHidden()


def test_that_a_notice_offers_its_way_out(bar: NoticeBar) -> None:
    calls: list[int] = []
    bar.add_notice(Notice("Not saved.", action_text="Try again", action=lambda: calls.append(1)))
    button = bar.findChildren(QPushButton)[0]
    assert button.text() == "Try again"
    button.click()
    assert calls == [1]


def shown(bar: NoticeBar) -> list[str]:
    """The texts that are seen."""
    bar.show()
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible() and label.text()]


def find_button(bar: NoticeBar, name: str) -> QToolButton:
    return next(one for one in bar.findChildren(QToolButton) if one.accessibleName() == tr(name))


def test_that_one_notice_is_seen_at_a_time_and_the_others_are_a_click_away(bar: NoticeBar) -> None:
    for number in range(3):
        bar.add_notice(Notice(f"Notice {number}."))
        assert shown(bar) == [f"Notice {number}."]  # the newest
        assert bar.height() <= bar.sizeHint().height()
    assert len(bar.texts) == 3
    following = find_button(bar, "Show the next notice")
    for number in (0, 1, 2):
        following.click()
        assert shown(bar) == [f"Notice {number}."]
    bar.clear_topic("")
    assert bar.isHidden()


def test_that_a_worse_notice_is_seen_before_a_newer_one(bar: NoticeBar) -> None:
    following = find_button(bar, "Show the next notice")
    bar.add_notice(Notice("An error.", NoticeKind.ERROR, "saving"))
    bar.add_notice(Notice("News.", NoticeKind.INFO))
    bar.add_notice(Notice("A warning.", NoticeKind.WARNING))
    assert shown(bar) == ["An error."] == [bar.shown_text]
    bar.clear_topic("saving")
    assert shown(bar) == ["A warning."]
    find_button(bar, "Dismiss this notice").click()
    assert shown(bar) == ["News."]
    assert not following.isVisible()
    bar.add_notice(Notice("Another error.", NoticeKind.ERROR))
    assert shown(bar) == ["Another error."]


LONG = "image_3.xml was changed by another program while its boxes were changed here, and nothing is written over it."


def rows(bar: NoticeBar, width: int) -> tuple[QLabel, list[QPushButton]]:
    """The text and the buttons of the one notice in a bar of this width."""
    bar.resize(width, bar.heightForWidth(width))
    bar.show()
    label = next(one for one in bar.findChildren(QLabel) if one.text() == LONG)
    return label, bar.findChildren(QPushButton)


def test_that_a_long_notice_has_its_buttons_beside_it_where_there_is_room(bar: NoticeBar) -> None:
    bar.add_notice(Notice(LONG, choices=(("Keep mine", list), ("Take theirs", list))))
    label, buttons = rows(bar, 1200)
    assert all(button.x() >= label.geometry().right() for button in buttons)


def test_that_a_long_notice_takes_more_lines_where_it_is_narrow_and_nothing_is_cut(bar: NoticeBar) -> None:
    bar.add_notice(Notice(LONG, choices=(("Compare them", list), ("Keep mine", list), ("Take theirs", list))))
    label, buttons = rows(bar, 260)
    assert label.height() >= label.heightForWidth(label.width())
    assert label.width() > 160
    assert all(button.y() >= label.geometry().bottom() for button in buttons)
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
    assert len({button.y() for button in buttons}) > 1
    assert buttons[-1].mapTo(bar, buttons[-1].rect().bottomLeft()).y() <= bar.height()
