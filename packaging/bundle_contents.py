"""What a bundle contains of others, with their licenses: a table, and the texts of the licenses."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from tests.documentation.markdown import format_table
from tests.documentation.packages_page import read_license

FOLDER = "licenses"
_LICENSE_NAME = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[\w.-]*", re.IGNORECASE)


def write_contents(files: Iterable[str], folder: Path) -> list[tuple[str, str, str]]:
    """Write `README.md` and the texts of the licenses into `folder`.

    Args:
        files: Paths of the files that are bundled, where they are installed.
        folder: It is created, or replaced if it exists.

    Returns:
        What was written, as entries of a PyInstaller TOC.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    packages, system_libraries = find_owners(files)
    rows = [("Python", sys.version.split()[0], "PSF-2.0")]
    _copy_license(Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "LICENSE.txt",
                  folder / "Python")  # fmt: skip
    for package in packages:
        rows.append((package.metadata["Name"], package.version, read_license(package)))
        for file in package.files or ():
            if _LICENSE_NAME.fullmatch(file.name) and file.suffix != ".py":
                _copy_license(Path(str(package.locate_file(file))), folder / package.metadata["Name"])
    text = "# What this bundle contains\n\n" + format_table(("package", "version", "license"), rows)
    text += "\nThe folders beside this file have the texts of the licenses, of packages that bring them.\n"
    text += "\nLibraries of the system on which it was built, under the licenses of their packages there:\n\n"
    text += "".join(f"- {name}\n" for name in system_libraries)
    (folder / "README.md").write_text(text, encoding="utf-8")
    written = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(f"{FOLDER}/{path.relative_to(folder).as_posix()}", str(path), "DATA") for path in written]


def find_owners(files: Iterable[str]) -> tuple[list[metadata.Distribution], list[str]]:
    """The installed packages to which files belong, by name, and the names of the system's libraries among them."""
    owners = {
        str(Path(str(package.locate_file(file))).resolve()): package
        for package in metadata.distributions()
        for file in package.files or ()
    }
    found: dict[str, metadata.Distribution] = {}
    system_libraries = set()
    own = [Path(prefix).resolve() for prefix in (sys.prefix, sys.base_prefix) if prefix != "/usr"]
    for file in files:
        path = Path(file).resolve()
        package = owners.get(str(path))
        if package is not None:
            found[package.metadata["Name"]] = package
        elif ".so" in path.name and not any(path.is_relative_to(prefix) for prefix in own):
            system_libraries.add(path.name)
    return [found[name] for name in sorted(found, key=str.lower)], sorted(system_libraries)


def _copy_license(path: Path, folder: Path) -> None:
    """Several files of one name are kept apart by number."""
    if path.is_file():
        folder.mkdir(exist_ok=True)
        same = len(list(folder.glob(f"{path.stem}*{path.suffix}")))
        shutil.copyfile(path, folder / (path.name if not same else f"{path.stem}-{same}{path.suffix}"))
