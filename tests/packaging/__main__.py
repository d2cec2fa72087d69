"""Install as users do, in fresh environments: `python -m tests.packaging --python python3.11 python3.12 python3.13`.

For each interpreter the wheel is installed into a virtual environment of its own, and from an empty folder, with an
empty home, its programs run: help, `python -m`, and the window with the demo and one click on Detect. The first one
also installs the source archive, pipx installs the wheel, and the wheel is installed without PyTorch. `--only-lean`
tries that alone. `--bundle` builds the bundle without PyTorch instead, and starts it where no Python is.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.commands.exit_codes import DONE, PARTLY
from tests.packaging.archives import REPOSITORY, build

FIRST_CLICK = Path(__file__).with_name("first_click.py")
LEAN_LABELING = Path(__file__).with_name("lean_labeling.py")
PATIENCE_S, SETTLE_S = 120, 5
LEAN_REQUIREMENTS = REPOSITORY / "requirements-without-torch.txt"


@dataclass(frozen=True)
class Row:
    """What one way of installing came to."""

    way: str
    version: str
    install_s: float
    click: dict[str, object]


def environment(home: Path) -> dict[str, str]:
    """That of a new user without a screen; the package index settings stay."""
    kept = {key: value for key, value in os.environ.items() if key.startswith(("PIP_", "LANG", "LC_", "SSL_"))}
    return {**kept, "HOME": str(home), "PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen"}


class User:
    """An empty home and an empty folder to work in."""

    def __init__(self, root: Path) -> None:
        self.home, self.work = root / "home", root / "work"
        for folder in (self.home, self.work):
            folder.mkdir(parents=True)
        self.environment = environment(self.home)

    def run(self, *command: str | Path, allowed: Sequence[int] = (DONE,)) -> str:
        """Its output.

        Args:
            command: The program and its arguments.
            allowed: The exit codes that are no failure.

        Raises:
            subprocess.CalledProcessError: It failed; the error has its output.
        """
        done = subprocess.run(
            [str(part) for part in command], cwd=self.work, env=self.environment, capture_output=True,
            text=True,
        )  # fmt: skip
        if done.returncode not in allowed:
            sys.stderr.write(done.stdout[-3000:] + done.stderr[-3000:])
            done.check_returncode()
        return done.stdout

    def try_programs(self, python: Path) -> dict[str, object]:
        """Every way to start the program; the first click's figures."""
        scripts = python.parent
        for command in ([scripts / "frcnn"], [scripts / "frcnn-gui"], [python, "-m", "detector"],
                        [python, "-m", "frcnn_gui"]):  # fmt: skip
            assert self.run(*command, "--help").startswith("usage: frcnn")
        assert (python.parent.parent / "share/applications/frcnn-studio.desktop").is_file()
        entry = self.run(scripts / "frcnn-gui", "--add-to-menu").split(": ")[1].strip()
        assert Path(entry).is_file()
        # With -P, so that the script's own folder is not looked into.
        messages: dict[str, object] = json.loads(self.run(python, "-P", FIRST_CLICK, REPOSITORY).splitlines()[-1])
        assert messages["found"] == messages["objects"], messages
        assert not messages["wrong"], messages
        assert not messages["strange_files"], messages
        return messages


def install(root: Path, python: str, archive: Path, way: str) -> Row:
    """Into a new virtual environment, and try it."""
    user = User(root)
    venv = root / "venv"
    user.run(python, "-m", "venv", venv)
    own = venv / "bin" / "python"
    began = time.monotonic()
    user.run(own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", archive)
    spent = time.monotonic() - began
    user.run(own, "-m", "pip", "check")
    return Row(way, user.run(own, "--version").split()[1], spent, user.try_programs(own))


def install_by_pipx(root: Path, python: str, wheel: Path) -> Row:
    """pipx itself goes into an environment of its own."""
    user = User(root)
    user.run(python, "-m", "venv", root / "pipx-venv")
    own = root / "pipx-venv" / "bin" / "python"
    user.run(own, "-m", "pip", "install", "--quiet", "pipx")
    began = time.monotonic()
    user.run(own, "-m", "pipx", "install", wheel)
    spent = time.monotonic() - began
    assert user.run(user.home / ".local/bin/frcnn", "--help").startswith("usage: frcnn")
    assert user.run(user.home / ".local/bin/frcnn-gui", "--help").startswith("usage: frcnn")
    [inside] = user.home.glob("**/venvs/frcnn-studio/bin/python")
    return Row("pipx install", user.run(inside, "--version").split()[1], spent, user.try_programs(inside))


def install_without_torch(root: Path, python: str, wheel: Path) -> str:
    """Into a new virtual environment, with which the demo is labeled, checked and converted.

    Returns:
        The time of the installation and the size of the environment, in words.
    """
    user = User(root)
    venv = root / "venv"
    user.run(python, "-m", "venv", venv)
    own = venv / "bin" / "python"
    began = time.monotonic()
    pip = (own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    user.run(*pip, "-r", LEAN_REQUIREMENTS)
    user.run(*pip, "--no-deps", wheel)
    spent = time.monotonic() - began
    demo = user.run(own, "-P", LEAN_LABELING).splitlines()[-1]
    user.run(own, "-m", "detector", "convert", demo, "--to", "coco", "--out", user.work / "coco")
    assert "24 images" in user.run(own, "-m", "detector", "check", demo, allowed=(DONE, PARTLY))
    size = sum(path.lstat().st_size for path in venv.rglob("*") if path.is_file()) // 1_000_000
    return f"without PyTorch: {spent:.0f} s to install, {size} MB; the demo is labeled, checked and converted"


def build_bundle(root: Path, python: str, wheel: Path) -> str:
    """Build the bundle without PyTorch, and run its programs without a path to any other.

    Returns:
        Its size, in words.
    """
    user = User(root)
    own = root / "venv" / "bin" / "python"
    user.run(python, "-m", "venv", root / "venv")
    pip = (own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    user.run(*pip, "-r", LEAN_REQUIREMENTS, "pyinstaller")
    user.run(*pip, "--no-deps", wheel)
    folders = ("--distpath", root / "dist", "--workpath", root / "build")
    user.run(own, "-m", "PyInstaller", "--log-level", "WARN", *folders, REPOSITORY / "packaging" / "frcnn-studio.spec")
    folder = root / "dist" / "frcnn-studio"
    [contents] = folder.rglob("licenses/README.md")
    for name in ("Python", "PySide6_Essentials", "numpy", "pillow"):
        assert f"| {name} |" in contents.read_text(encoding="utf-8"), name
        assert name == "PySide6_Essentials" or list(contents.with_name(name).iterdir()), name  # its wheel has no text
    user.environment = {**user.environment, "PATH": ""}
    out = user.work / "converted"
    user.run(folder / "frcnn", "convert", REPOSITORY / "resources" / "demo", "--to", "coco", "--out", out)
    window = subprocess.Popen([folder / "frcnn-gui", "--demo"], cwd=user.work, env=user.environment)
    demo = user.home / ".local" / "share" / "frcnn-studio" / "demo"
    _wait_until(lambda: bool(list(demo.glob("*.jpg"))) or window.poll() is not None)
    time.sleep(SETTLE_S)
    assert window.poll() is None, "the window ended"
    window.terminate()
    window.wait()
    size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) // 1_000_000
    return f"bundle without PyTorch: {size} MB; it converts, and its window opens the demo"


def _wait_until(is_done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_done():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.packaging", description=__doc__)
    parser.add_argument("--python", nargs="+", default=[sys.executable], help="interpreters to install for")
    parser.add_argument("--only-lean", action="store_true", help="only install without PyTorch")
    parser.add_argument("--bundle", action="store_true", help="only build the bundle, and start it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="packaging-lean-") as name:
        wheel, _ = build(Path(name) / "built")
        if options.bundle:
            print(build_bundle(Path(name) / "bundle", options.python[0], wheel), flush=True)
            return 0
        print(install_without_torch(Path(name) / "lean", options.python[0], wheel), flush=True)
    if options.only_lean:
        return 0
    print("| way | Python | to install | first image | detections | objects found |\n| --- |" + " --- |" * 5)
    with tempfile.TemporaryDirectory(prefix="packaging-") as name:
        root = Path(name)
        wheel, sdist = build(root / "built")
        for number, python in enumerate(options.python):
            show(install(root / f"wheel-{number}", python, wheel, "wheel"))
        show(install(root / "sdist", options.python[0], sdist, "source archive"))
        show(install_by_pipx(root / "pipx", options.python[0], wheel))
    return 0


def show(row: Row) -> None:
    click = row.click
    found = f"{click['found']} of {click['objects']}, {click['wrong']} wrong"
    seconds = f"{row.install_s:.0f} s | {click['first_image_s']} s | {click['detected_s']} s"
    print(f"| {row.way} | {row.version} | {seconds} | {found} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
