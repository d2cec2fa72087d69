"""Small files of translations, made for one test."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.translations import compile_

PROGRAMS = ("pyside6-lupdate", "pyside6-lrelease")


def need_qt_programs() -> None:
    """Skip the test where Qt's programs for translators are not there."""
    absent = [name for name in PROGRAMS if not Path(sys.executable).with_name(name).exists()]
    if absent:
        pytest.skip(f"{' and '.join(absent)} of PySide6 are not installed")


def catalogue(folder: Path, language: str, words: Mapping[str, str]) -> Path:
    """`studio_<language>.qm` with these translations."""
    need_qt_programs()
    messages = "".join(
        f"<message><source>{escape(text)}</source><translation>{escape(translated)}</translation></message>"
        for text, translated in words.items()
    )
    source, target = folder / f"studio_{language}.ts", folder / f"studio_{language}.qm"
    source.write_text(
        f'<TS version="2.1" language="{language}"><context><name></name>{messages}</context></TS>', encoding="utf-8"
    )
    compile_(source, target)
    return target
