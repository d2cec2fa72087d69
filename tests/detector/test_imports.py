"""What importing the package costs, and what it must not bring in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detector.cli import COMMANDS
from detector.training.checkpoints.checkpoint import save_checkpoint
from tests.detector.image_files import write_image
from tests.detector.small import SMALL, SMALL_PYRAMID, small_model


def modules_after(statement: str) -> set[str]:
    script = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize(
    "module",
    [
        "detector",
        "detector.config",
        "detector.data",
        "detector.data.annotation",
        "detector.data.folder",
        "detector.data.formats.voc.label_file",
        "detector.data.image_io",
        "detector.demo",
        "detector.cli",
    ],
)
def test_that_reading_labels_and_images_imports_no_torch_and_no_qt(module: str) -> None:
    assert modules_after(f"import {module}").isdisjoint({"torch", "torchvision", "PySide6"})


def test_that_the_engine_runs_without_qt() -> None:
    engine = "import detector.predictor, detector.trace.live_stages, detector.training"
    assert modules_after(engine).isdisjoint({"PySide6"})


def commands_after(argument: str) -> set[str]:
    """Which commands are imported, and of other packages the heavy ones, when `frcnn` shows help."""
    script = "import atexit, sys; atexit.register(lambda: print(*sys.modules)); from detector.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", script, *argument.split()], capture_output=True, text=True, check=True)
    imported = set(done.stdout.splitlines()[-1].split())
    commands = {name for name in imported if name.rpartition(".")[2] in COMMANDS and name.startswith("detector.")}
    return commands | ({"numpy", "PIL", "torch", "torchvision", "tqdm", "detector.config", "detector.data"} & imported)


def test_that_the_list_of_commands_imports_none_of_them() -> None:
    assert commands_after("--help") == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_that_the_help_of_a_command_imports_that_command_and_no_numpy(command: str) -> None:
    imported = commands_after(f"{command} --help")
    # `detector.export` for its packages' names alone, which the command asks for before all else.
    assert imported - {"detector.config", "detector.data", "detector.export"} == {f"detector.commands.{command}"}


def test_that_a_first_detection_does_without_torchs_compiler(tmp_path: Path) -> None:
    for name, config in (("one-level", SMALL), ("pyramid", SMALL_PYRAMID)):
        save_checkpoint(tmp_path / name, small_model(config=config), 1)
    image = write_image(tmp_path / "image.png")
    script = (
        "import sys; from detector.cli import main; "
        "codes = [main(['detect', sys.argv[1], '--checkpoint', one, '--out', one + '-out']) for one in sys.argv[2:]]; "
        "print(*codes, *{'torch._dynamo', 'torch._dynamo.utils', 'sympy'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", script, str(image), str(tmp_path / "one-level"), str(tmp_path / "pyramid")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 0"


@pytest.mark.slow
def test_that_the_compiler_is_there_for_whoever_asks_for_it() -> None:
    script = (
        "import detector.torchvision_parts, torch, torch._dynamo\n"
        "print(torch._dynamo.utils.is_compile_supported('cpu'), torch.compile(lambda x: x, backend='eager')(3))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "3"
