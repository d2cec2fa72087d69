"""The program in the menu of a Linux desktop."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from frcnn_gui.app import main
from frcnn_gui.common import desktop_entry
from frcnn_gui.common.desktop_entry import add_to_menu, remove_from_menu

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="menus of Linux desktops")


def field(entry: Path, name: str) -> str:
    lines = entry.read_text(encoding="utf-8").splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))


@linux_only
def test_that_the_entry_starts_this_installation_and_goes_again(tmp_path: Path) -> None:
    entry = add_to_menu(tmp_path)
    command = shlex.split(field(entry, "Exec"))
    assert Path(command[0]).is_file()
    assert command[-1] == "%f"
    assert (tmp_path / "icons/hicolor/scalable/apps" / f"{field(entry, 'Icon')}.svg").is_file()
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", str(entry)], check=True)
    assert len(remove_from_menu(tmp_path)) == 3
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert remove_from_menu(tmp_path) == []


@linux_only
@pytest.mark.parametrize("name", ["plain", "two words", 'quo"te', "dollar$", "back\\slash", "per%cent", "tick`"])
def test_that_any_path_reaches_the_desktop_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    script = tmp_path / name / "frcnn-gui"
    script.parent.mkdir()
    script.write_text("")
    monkeypatch.setattr(desktop_entry.sysconfig, "get_path", lambda _: str(script.parent))
    value = field(add_to_menu(tmp_path / "share"), "Exec")
    unescaped = value.replace("\\\\", "\\")  # as a desktop reads any string of the file
    argument = unescaped.removesuffix(" %f").replace("%%", "%")
    done = subprocess.run(["sh", "-c", f"printf %s {argument}"], check=True, capture_output=True, text=True)
    assert done.stdout == str(script)


@linux_only
def test_that_the_commands_show_what_they_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["--add-to-menu"]) == 0
    assert "frcnn-studio.desktop" in capsys.readouterr().out
    assert main(["--remove-from-menu"]) == 0
    assert main(["--remove-from-menu"]) == 0
    assert capsys.readouterr().out == "Taken out of the menu.\nIt was not in the menu.\n"


def test_that_a_folder_that_cannot_be_written_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "icons").write_text("a file in the way")
    with pytest.raises(desktop_entry.UserFacingError, match=r"\.$"):
        add_to_menu(tmp_path)


def test_that_elsewhere_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(desktop_entry.UserFacingError, match="Linux"):
        add_to_menu(tmp_path)
