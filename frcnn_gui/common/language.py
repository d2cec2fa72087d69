"""The language of the window, through Qt's own translations (`resources/translations`).

Text that is shown goes through `tr`; text in tables that are made before the language is known is marked with `N_` and
goes through `tr` where it is shown. Both are found by `pyside6-lupdate`, so they take plain literals: values are filled
in afterwards, `tr("Open {name}").format(name=name)`. Numbers of things: `tr("%Ln box(es)", "", count)`.
"""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont, QGuiApplication

from frcnn_gui.common.resources import find_resource

LanguageName = Literal["en", "zh_CN"]
LanguageChoice = Literal["system", "en", "zh_CN"]
LANGUAGES: tuple[LanguageName, ...] = get_args(LanguageName)
LANGUAGE_CHOICES: tuple[LanguageChoice, ...] = get_args(LanguageChoice)
LANGUAGE_NAMES: dict[LanguageName, str] = {"en": "English", "zh_CN": "简体中文"}
"""What each is called by those who read it."""
CHINESE_FONTS = ("PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
"""Of macOS, Windows and Linux. Without them, a system takes any font that has the characters: a Japanese one, whose
characters have other forms, or one whose strokes are heavier than those of the letters beside them."""

_installed_translators: list[QTranslator] = []
_current_language: LanguageName = "en"


def tr(text: str, comment: str = "", count: int = -1) -> str:
    """`text` in the language of the window. `comment` distinguishes equal texts; `count` is put for %n or %Ln."""
    return QCoreApplication.translate("", text, comment or None, count)


def N_(text: str) -> str:
    """`text` as it is: it is only marked, for `tr` where it is shown."""
    return text


def resolve_language(choice: LanguageChoice, locale: QLocale | None = None) -> LanguageName:
    """The language to show for this choice; `system` is that of `locale` (by default the system's) where we have it."""
    if choice != "system":
        return choice
    tags = [tag.replace("-", "_") for tag in (locale or QLocale.system()).uiLanguages()]
    for tag in tags:
        if tag.split("_")[0] == "zh":
            return "zh_CN"
        if tag.split("_")[0] == "en":
            return "en"
    return "en"


def install_language(application: QCoreApplication, language: LanguageName) -> None:
    """Show `language` in all that is made from now on, Qt's own dialogs included; English where a file is missing."""
    global _current_language
    _current_language = language
    while _installed_translators:
        application.removeTranslator(_installed_translators.pop())
    QLocale.setDefault(QLocale(language))
    if isinstance(application, QGuiApplication):
        _use_fonts(CHINESE_FONTS if language == "zh_CN" else ())
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for path in (f"{folder}/qtbase_{language}.qm", _find_translation_file(language)):
        translator = QTranslator(application)
        if path and translator.load(path):
            application.installTranslator(translator)
            _installed_translators.append(translator)


def _use_fonts(families: tuple[str, ...]) -> None:
    """Have characters that the system's font lacks drawn in the first of `families` that there is."""
    font = QFont(QGuiApplication.font())
    own = [family for family in font.families() if family not in CHINESE_FONTS]
    font.setFamilies([*own, *families])
    if font.families() != QGuiApplication.font().families():
        QGuiApplication.setFont(font)


def current_language() -> LanguageName:
    """The language of the window."""
    return _current_language


def translate_to(language: LanguageName, text: str) -> str:
    """`text`, marked with `N_`, in a language that is not that of the window: for who cannot read that one."""
    translator, path = QTranslator(), _find_translation_file(language)
    return (translator.translate("", text) if path and translator.load(path) else "") or text


def _find_translation_file(language: LanguageName) -> str:
    path = find_resource("translations", f"studio_{language}.qm")
    return str(path) if path else ""
