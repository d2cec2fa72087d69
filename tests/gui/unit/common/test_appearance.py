"""Icons, themes and the files they come from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from frcnn_gui.common import icons, resources
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.plain_text import HtmlLabel
from frcnn_gui.common.settings import ThemeName
from frcnn_gui.common.theme import Theme, build_palette


@pytest.fixture
def application(qtbot: QtBot) -> Iterator[QApplication]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before, style = application.palette(), application.style().objectName()
    yield application
    application.setPalette(before)
    application.setStyle(style)
    icons.update_theme_icons()


def darkest(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    """The color of the icon where it is most opaque."""
    image = icon.pixmap(32, 32, mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=lambda pixel: pixel.alpha())


def test_that_every_action_s_icon_exists() -> None:
    missing = [
        spec.icon for spec in ACTIONS if spec.icon and resources.find_resource("icons", f"{spec.icon}.svg") is None
    ]
    assert missing == []


def test_that_a_missing_icon_is_empty_and_no_fault(application: QApplication) -> None:
    assert icons.load_icon("no-such-icon").isNull()
    assert icons.load_icon("").isNull()


def test_that_icons_wear_the_color_of_the_text(application: QApplication) -> None:
    application.setPalette(build_palette(dark=True))
    icons.update_theme_icons()
    light_text = build_palette(dark=True).color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText)
    assert darkest(icons.load_icon("save")).name() == light_text.name()
    disabled = darkest(icons.load_icon("save"), QIcon.Mode.Disabled)
    assert disabled.name() != light_text.name()


def test_that_a_button_that_is_there_follows_another_theme(application: QApplication, qtbot: QtBot) -> None:
    theme, button, plain = Theme(application, "light"), QToolButton(), QToolButton()
    for widget in (button, plain):
        qtbot.addWidget(widget)
    icons.set_theme_icon(button, "save")
    plain.setIcon(icons.load_icon("save", QColor("#FF0000")))
    light = darkest(button.icon())
    theme.apply_theme("dark")
    assert light.lightness() < 128 < darkest(button.icon()).lightness()
    assert darkest(plain.icon()).name() == "#ff0000"


def test_that_links_follow_another_theme(application: QApplication, qtbot: QtBot) -> None:
    theme, label = Theme(application, "light"), HtmlLabel("<h1><a href='x'>MMMM</a></h1>")
    qtbot.addWidget(label)
    label.show()
    for choice in ("light", "dark"):
        theme.apply_theme(choice)
        application.processEvents()
        image = label.grab().toImage()
        colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert application.palette().color(QPalette.ColorRole.Link).name() in colors, choice


def test_that_text_is_readable_in_both_themes() -> None:
    for dark in (False, True):
        colors = build_palette(dark)
        for text, ground in (
            (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
            (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
            (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
            (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
            (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
            (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
        ):
            assert contrast(colors.color(text), colors.color(ground)) >= 4.5, (dark, text)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_that_a_check_box_in_a_menu_is_seen_before_it_is_ticked(
    application: QApplication, qtbot: QtBot, choice: ThemeName
) -> None:
    Theme(application, choice)
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("").setCheckable(True)
    menu.adjustSize()
    image = menu.grab().toImage()
    middle = [image.pixelColor(x, image.height() // 2) for x in range(3, 30)]  # the frame of the menu is left out
    assert max(contrast(color, middle[-1]) for color in middle) >= 3
    assert application.palette().color(QPalette.ColorRole.Window) == build_palette(choice == "dark").window().color()


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio after WCAG 2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_that_a_chosen_theme_is_worn_at_once(qtbot: QtBot, application: QApplication) -> None:
    theme = Theme(application, "light")
    light = application.palette().color(QPalette.ColorRole.Window)
    assert not theme.is_dark
    with qtbot.waitSignal(theme.changed):
        theme.apply_theme("dark")
    assert theme.is_dark
    assert application.palette().color(QPalette.ColorRole.Window).lightness() < light.lightness()
    theme.apply_theme("system")
