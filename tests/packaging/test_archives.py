"""The wheel has what the installed program needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.packaging.archives import REPOSITORY, build

LARGEST = 20_000_000
"Bytes; the demo's network is most of it."


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    path, _sdist = build(tmp_path_factory.mktemp("built"))
    assert path.stat().st_size < LARGEST
    return zipfile.ZipFile(path)


def test_that_the_wheel_has_every_module_and_no_test(wheel: zipfile.ZipFile) -> None:
    names = {name for name in wheel.namelist() if name.endswith(".py")}
    paths = [path for top in ("detector", "frcnn_gui") for path in (REPOSITORY / top).rglob("*.py")]
    assert names == {path.relative_to(REPOSITORY).as_posix() for path in paths}


def test_that_the_wheel_has_every_resource_that_the_program_reads(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for folder in ("icons", "networks", "desktop"):
        for path in (REPOSITORY / "resources" / folder).iterdir():
            assert f"frcnn_gui/resources/{folder}/{path.name}" in names
    assert "frcnn_gui/resources/translations/studio_zh_CN.qm" in names
    assert not [name for name in names if "pictures" in name or name.startswith("tests")]


def test_that_the_wheel_brings_an_entry_for_the_desktop(wheel: zipfile.ZipFile) -> None:
    shared = [name for name in wheel.namelist() if ".data/data/share/" in name]
    assert [name for name in shared if name.endswith("applications/frcnn-studio.desktop")]
    assert [name for name in shared if name.endswith("scalable/apps/frcnn-studio.svg")]


def test_that_the_wheel_s_programs_are_those_of_the_readme(wheel: zipfile.ZipFile) -> None:
    [entry_points] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    text = wheel.read(entry_points).decode()
    assert "frcnn = detector.cli:main" in text
    assert "frcnn-gui = frcnn_gui.__main__:main" in text


def test_that_python_m_runs_both_programs(tmp_path: Path) -> None:
    for module in ("detector", "frcnn_gui"):
        message = subprocess.run(
            [sys.executable, "-m", module, "--help"], cwd=REPOSITORY, capture_output=True, text=True, check=True
        )
        assert message.stdout.startswith("usage: frcnn")


def test_that_the_requirements_without_torch_are_those_of_the_project() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (REPOSITORY / "requirements-without-torch.txt").read_text(encoding="utf-8").splitlines()
    needed = [line for line in project["dependencies"] if not line.startswith(("torch", "safetensors"))]
    assert [line for line in lines if not line.startswith("#")] == needed
