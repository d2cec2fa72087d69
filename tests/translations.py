"""Brings the translations up to date with the source: `python -m tests.translations`, then fill in what is unfinished.

    resources/translations/studio_en.ts      numbers of things alone: "%Ln box(es)" becomes "%Ln box", "%Ln boxes"
    resources/translations/studio_zh_CN.ts   everything
    resources/translations/*.qm              what the window reads

Qt's own programs do the work; English forms are filled in here by the rule that what stands in brackets is plural.
"""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("en", "zh_CN")


def main() -> int:
    for language in LANGUAGES:
        update(FOLDER / f"studio_{language}.ts", language)
    fill_english(FOLDER / "studio_en.ts")
    unfinished = {language: missing(FOLDER / f"studio_{language}.ts") for language in LANGUAGES}
    for language in LANGUAGES:
        compile_(FOLDER / f"studio_{language}.ts", FOLDER / f"studio_{language}.qm")
        print(f"studio_{language}.ts: {len(unfinished[language])} texts unfinished")
    return 1 if any(unfinished.values()) else 0


def update(path: Path, language: str) -> None:
    """Read the source again into the .ts file `path`; texts that are gone are dropped."""
    plural = ["-pluralonly"] if language == "en" else []
    files = [*sorted((ROOT / "frcnn_gui").rglob("*.py")), *_find_marked_files()]
    sources = [str(source.relative_to(ROOT)) for source in files]
    _run(
        "pyside6-lupdate",
        *sources,
        "-tr-function-alias",
        "QT_TR_NOOP+=N_,QT_TR_NOOP+=translatable",
        "-source-language",
        "en",
        "-target-language",
        language,
        "-locations",
        "none",
        "-no-obsolete",
        *plural,
        "-ts",
        str(path),
    )


def _find_marked_files() -> list[Path]:
    """The modules of the engine with texts that are marked for the window."""
    modules = sorted((ROOT / "detector").rglob("*.py"))
    return [path for path in modules if "import translatable" in path.read_text(encoding="utf-8")]


def compile_(source: Path, target: Path) -> None:
    _run("pyside6-lrelease", "-silent", str(source), "-qm", str(target))


def missing(path: Path) -> list[str]:
    """The texts of `path` that have no translation."""
    messages = ET.parse(path).iter("message")
    return [m.findtext("source", "") for m in messages if m.find("translation[@type='unfinished']") is not None]


def fill_english(path: Path) -> None:
    """Fill unfinished English numbers of things: one without what stands in brackets, many with it."""
    text = path.read_text(encoding="utf-8")

    def filled(message: re.Match[str]) -> str:
        source = message["source"]
        one, many = re.sub(r"\((\w+)\)", "", source), re.sub(r"\((\w+)\)", r"\1", source)
        return (
            f"{message['head']}<translation>\n            <numerusform>{one}</numerusform>\n"
            f"            <numerusform>{many}</numerusform>\n        </translation>"
        )

    pattern = (
        r"(?P<head><source>(?P<source>[^<]*)</source>\s*(?:<comment>[^<]*</comment>\s*)?)"
        r"<translation type=\"unfinished\">\s*(<numerusform></numerusform>\s*){2}</translation>"
    )
    path.write_text(re.sub(pattern, filled, text), encoding="utf-8")


def _run(program: str, *arguments: str) -> None:
    executable = Path(sys.executable).with_name(program)
    done = subprocess.run([str(executable), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{program} ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")


if __name__ == "__main__":
    sys.exit(main())
