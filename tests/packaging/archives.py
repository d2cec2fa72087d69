"""Build the source archive, and the wheel from nothing but that: `python -m tests.packaging.archives FOLDER`."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def build(folder: Path) -> tuple[Path, Path]:
    """(wheel, sdist) in `folder`. The wheel is built in the unpacked sdist, so that it lacks nothing."""
    _hatchling(REPOSITORY, "sdist", folder)
    [sdist] = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(folder / "unpacked")
    [source] = (folder / "unpacked").iterdir()
    _hatchling(source, "wheel", folder)
    [wheel] = folder.glob("*.whl")
    return wheel, sdist


def _hatchling(source: Path, target: str, out: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)


if __name__ == "__main__":
    for archive in build(Path(sys.argv[1]).resolve()):
        sys.stdout.write(f"{archive}\n")
