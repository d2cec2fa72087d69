"""Notices wait to be dismissed, are not repeated, and go with what they are about."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from frcnn_gui.panels.notice_bar import MOST_SHOWN, Notice, NoticeBar


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


def test_that_it_takes_no_room_without_notices(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.add(Notice("a.jpg and a.png share one label file."))
    assert not bar.isHidden()


def test_that_the_same_words_are_shown_once(bar: NoticeBar) -> None:
    bar.add(Notice("Twice."))
    bar.add(Notice("Twice."))
    assert bar.texts == ["Twice."]


def test_that_a_topic_goes_alone(bar: NoticeBar) -> None:
    bar.add(Notice("About the folder.", topic="folder"))
    bar.add(Notice("About the image.", topic="image"))
    bar.clear("image")
    assert bar.texts == ["About the folder."]


def test_that_a_dismissed_notice_is_gone(bar: NoticeBar) -> None:
    bar.add(Notice("Odd."))
    bar.findChildren(QToolButton)[0].click()
    assert bar.texts == []
    assert bar.isHidden()


def test_that_a_notice_offers_its_way_out(bar: NoticeBar) -> None:
    calls: list[int] = []
    bar.add(Notice("Not saved.", action_text="Try again", action=lambda: calls.append(1)))
    button = bar.findChildren(QPushButton)[0]
    assert button.text() == "Try again"
    button.click()
    assert calls == [1]


def test_that_many_notices_do_not_cover_the_picture(bar: NoticeBar) -> None:
    for number in range(10):
        bar.add(Notice(f"Notice {number}."))
    assert bar.layout() is not None
    assert bar.layout().count() == MOST_SHOWN + 1
