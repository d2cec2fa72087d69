"""Every command of the README and of the pages in docs/ works as typed, and every link and picture is there.

Names in capitals stand for folders and files, as they do there. Trainings are cut short and start from nothing, by
options after those that are typed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from PIL import Image

from detector.cli import main as frcnn
from detector.demo import write_demo_folder
from detector.weights.pretrained import COCO_FILES
from frcnn_gui.app import main as frcnn_gui
from tests.detector.processes import free_port
from tests.packaging.archives import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "docs").rglob("*.md")))
SHORT = ["--steps", "2", "--weights", "none", "--preset", "mobilenet_fpn", "--device", "cpu", "--batch-size", "2"]
IMAGES = 6


def list_commands(text: str = f"{README}\n{PAGES}") -> list[str]:
    """What the pages let their readers type, once each: the lines of blocks without a language."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return list(dict.fromkeys(line for language, block in blocks if not language for line in block.splitlines()))


def starting(*words: str) -> list[str]:
    return [line for line in list_commands() if line.startswith(words)]


ENGINE = starting("frcnn ")
TOGETHER = starting("torchrun ")
MENU = starting("frcnn-gui --add", "frcnn-gui --remove")
ELSEWHERE = [
    "pip install . && frcnn-gui --demo",  # its first half by tests.packaging, its second below
    "pip install '.[test]' && pytest",  # by .ci/run
    "pip install '.[docs]' && mkdocs build --strict",  # by .ci/run, too
    *starting("sudo apt-get install "),
]


def test_that_no_command_is_left_out() -> None:
    assert sorted([*ENGINE, *TOGETHER, *MENU, *ELSEWHERE]) == sorted(list_commands())
    assert len(ENGINE) >= 7
    assert len(TOGETHER) == 3


# -- the engine


class Place:
    """A labeled data set, and a run that was trained on it."""

    def __init__(self, root: Path) -> None:
        self.root, self.data, self.run, self.trained = root, root / "DATA", root / "RUN", root / "TRAINED"
        self.trained.mkdir()
        shutil.copy(REPOSITORY / "resources/networks/demo.safetensors", self.trained / "best.safetensors")
        write_demo_folder(self.data, IMAGES)
        Image.new("RGB", (800, 800), "gray").save(root / "image.png")

    def words(self, command: str, out: str) -> list[str]:
        """The command as a shell would hand it over, with the names in capitals filled in."""
        # The scores of a network of two steps are too close together for two programs to rank them alike.
        run = self.trained if " export " in command else self.run
        names = {"DATA": self.data, "IMAGES": self.data, "IMAGE": self.root / "image.png", "RUN": run}
        filled = re.sub(r"\b(DATA|IMAGES|IMAGE|RUN)\b", lambda found: str(names[found[0]]), command)
        return shlex.split(re.sub(r"\b(RESULTS|CONVERTED)\b", str(self.root / out), filled))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The README's own training has been run in it."""
    place = Place(tmp_path_factory.mktemp("readme"))
    train, resume = starting("frcnn train ")
    assert frcnn([*place.words(train, "")[1:], *SHORT]) == 0
    assert resume.endswith(" --resume")  # nothing is left to do, so it ends at once
    assert frcnn(place.words(resume, "")[1:]) == 0
    return place


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(line, marks=pytest.mark.slow if re.search("--preset tutorial|--tile|export", line) else ())
        for line in ENGINE
        if not line.startswith("frcnn train ")
    ],
)
def test_that_a_command_of_the_engine_works_as_typed(
    place: Place, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"out-{ENGINE.index(command)}"
    assert frcnn(place.words(command, out)[1:]) in ((0, 1) if " check " in command else (0,))
    assert capsys.readouterr().out.strip()
    assert (place.root / out).exists() == bool(re.search("RESULTS|CONVERTED", command))


@pytest.mark.slow
def test_that_coco_s_weights_detect_as_the_readme_says(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of an untrained network, as the real ones would have to be downloaded."""
    from torchvision.models.detection import fasterrcnn_resnet50_fpn

    [inline] = re.findall(r"`(frcnn detect [^`]*--weights coco[^`]*)`", PAGES.replace("\n", " "))
    network = fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None)
    torch.save(network.state_dict(), tmp_path / COCO_FILES["resnet50_fpn"])
    monkeypatch.setenv("FRCNN_WEIGHTS_DIR", str(tmp_path))
    words = place.words(inline.replace("IMAGES", "IMAGE"), "coco")
    assert frcnn([*words[1:], "--device", "cpu"]) == 0
    assert (place.root / "coco" / "detections.json").is_file()


def test_that_the_python_of_the_readme_runs() -> None:
    [snippet] = re.findall(r"^```python\n(.*?)^```", PAGES, re.MULTILINE | re.DOTALL)
    target = {"boxes": torch.tensor([[10.0, 10, 60, 60]]), "labels": torch.tensor([1])}
    names = {"images": [torch.rand(3, 96, 128)], "targets": [target]}
    small = snippet.replace('preset("resnet50_fpn"), ["cat", "dog"]', 'preset("mobilenet_fpn"), ["cat", "dog"], "none"')
    assert small != snippet
    exec(compile(small, "README.md", "exec"), names)
    assert names["result"] is not None


@pytest.mark.slow
@pytest.mark.parametrize("command", TOGETHER)
def test_that_several_processes_work_as_typed(place: Place, command: str, tmp_path: Path) -> None:
    """Two processes in place of the machines' GPUs."""
    machines = 2 if "--nnodes 2" in command else 1
    each = "1" if machines == 2 else "2"
    typed = command.replace("--nproc-per-node 4", f"--nproc-per-node {each}")
    typed = typed.replace("FIRST_MACHINE:29500", f"localhost:{free_port()}")
    words = place.words(typed.replace("--out RUN", f"--out {tmp_path}/run"), "together")
    words = [sys.executable, "-m", "torch.distributed.run", *words[1:], *(SHORT if " train " in command else [])]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    running = [subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(machines)]
    ends = [(process.communicate(timeout=180)[1], process.returncode) for process in running]
    assert [code for _, code in ends] == [0] * machines, ends
    assert (tmp_path / "run" / "last.safetensors").exists() or (place.root / "together").exists()


# -- the window


@pytest.mark.slow
def test_that_the_demo_opens_as_typed(tmp_path: Path) -> None:
    command = ELSEWHERE[0].partition(" && ")[2]
    program = [sys.executable, "-m", "frcnn_gui", *shlex.split(command)[1:]]
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    with subprocess.Popen(program, env=environment, cwd=REPOSITORY) as process:
        end = time.monotonic() + 120
        while len(list(tmp_path.rglob("demo_*.jpg"))) < 24:
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        time.sleep(2)
        assert process.poll() is None
        process.terminate()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="menus of Linux desktops")
def test_that_the_program_goes_into_the_menu_and_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert [frcnn_gui(shlex.split(line)[1:]) for line in MENU] == [0, 0]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


# -- what it says of the project


def test_that_the_check_installs_what_the_readme_names() -> None:
    [line] = starting("sudo apt-get install ")
    script = (REPOSITORY / ".ci/run").read_text()
    packages = re.search(r"packages=\((.*?)\)", script, re.DOTALL)
    assert packages is not None
    installed = set(packages[1].split())
    assert installed - {"xvfb", "xauth", "openbox", "fonts-dejavu-core"} == set(line.split()[3:])


def test_that_every_link_and_picture_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if not target.startswith("http"):
            assert (REPOSITORY / target).is_file(), target
