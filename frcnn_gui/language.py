"""The language of the window, through Qt's own translations (`resources/translations`).

Text that is shown goes through `tr`; text in tables that are made before the language is known is marked with `N_` and
goes through `tr` where it is shown. Both are found by `pyside6-lupdate`, so they take plain literals: values are filled
in afterwards, `tr("Open {name}").format(name=name)`. Numbers of things: `tr("%Ln box(es)", "", count)`.
"""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from frcnn_gui.resources import find

LanguageName = Literal["en", "zh_CN"]
LanguageChoice = Literal["system", "en", "zh_CN"]
LANGUAGES: tuple[LanguageName, ...] = get_args(LanguageName)
LANGUAGE_CHOICES: tuple[LanguageChoice, ...] = get_args(LanguageChoice)
OWN_NAMES: dict[LanguageName, str] = {"en": "English", "zh_CN": "简体中文"}
"""What each is called by those who read it."""

_installed: list[QTranslator] = []
_shown: LanguageName = "en"


def tr(text: str, comment: str = "", count: int = -1) -> str:
    """`text` in the language of the window. `comment` tells equal texts apart; `count` is put for %n or %Ln."""
    return QCoreApplication.translate("", text, comment or None, count)


def N_(text: str) -> str:
    """`text` as it is: it is only marked, for `tr` where it is shown."""
    return text


def language_for(choice: LanguageChoice, locale: QLocale | None = None) -> LanguageName:
    """The language to show for this choice; `system` is that of `locale` (by default the system's) where we have it."""
    if choice != "system":
        return choice
    wanted = [tag.replace("-", "_") for tag in (locale or QLocale.system()).uiLanguages()]
    for tag in wanted:
        if tag.split("_")[0] == "zh":
            return "zh_CN"
        if tag.split("_")[0] == "en":
            return "en"
    return "en"


def install(application: QCoreApplication, language: LanguageName) -> None:
    """Show `language` in all that is made from now on, Qt's own dialogs included; English where a file is missing."""
    global _shown
    _shown = language
    while _installed:
        application.removeTranslator(_installed.pop())
    QLocale.setDefault(QLocale(language))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for path in (f"{folder}/qtbase_{language}.qm", _file(language)):
        translator = QTranslator(application)
        if path and translator.load(path):
            application.installTranslator(translator)
            _installed.append(translator)


def shown() -> LanguageName:
    """The language of the window."""
    return _shown


def in_language(language: LanguageName, text: str) -> str:
    """`text`, marked with `N_`, in a language that is not that of the window: for who cannot read that one."""
    translator, path = QTranslator(), _file(language)
    return (translator.translate("", text) if path and translator.load(path) else "") or text


def _file(language: LanguageName) -> str:
    path = find("translations", f"studio_{language}.qm")
    return str(path) if path else ""
