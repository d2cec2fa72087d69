"""The command line: what can be asked for, and one sentence for what cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from frcnn_gui.app import USAGE_ERROR, main, parse_arguments


def test_that_nothing_need_be_given() -> None:
    options = parse_arguments([])
    assert (options.path, options.demo, options.demo_dir, options.theme) == (None, False, None, None)


def test_that_a_folder_or_an_image_may_be_given(tmp_path: Path) -> None:
    image = tmp_path / "a.png"
    image.write_bytes(b"")
    assert parse_arguments([str(tmp_path)]).path == tmp_path
    assert parse_arguments([str(image)]).path == image


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no/such/folder"], "frcnn-gui: There is no folder or image no/such/folder.\n"),
        (["--demo", "."], "frcnn-gui: Give either a folder or --demo, not both.\n"),
        (["--shade"], "frcnn-gui: Unrecognized arguments: --shade.\n"),
    ],
)
def test_that_what_cannot_be_is_one_sentence_and_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == USAGE_ERROR == 2
    assert capsys.readouterr().err == sentence


def test_that_help_is_given_without_a_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "FOLDER_OR_IMAGE" in capsys.readouterr().out


def test_that_the_window_is_ready_without_torch() -> None:
    code = "import sys, frcnn_gui.app, frcnn_gui.main_window; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_that_no_source_is_read_to_import_the_window() -> None:
    code = "import linecache, frcnn_gui.app, frcnn_gui.main_window; print(*linecache.cache, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    package = str(Path(parse_arguments.__code__.co_filename).parent)
    assert [name for name in done.stdout.splitlines() if name.startswith(package)] == []


def test_that_formats_and_dialogs_that_few_need_are_not_imported_with_the_window() -> None:
    code = "import sys, frcnn_gui.app, frcnn_gui.main_window; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    late = {
        "detector.data.formats.csv_table.recognition",
        "detector.data.image_moves",
        "frcnn_gui.export.export_dialog",
        "frcnn_gui.help.keys_dialog",
        "frcnn_gui.stages.stage_layers",
    }
    assert late.isdisjoint(imported)
