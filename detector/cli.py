"""The command line: finds the subcommand, and turns faults into sentences and exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from detector.commands.exit_codes import EXIT_CODES_HELP, FAILED, INTERRUPTED, PARTLY
from detector.commands.output import print_stderr
from detector.errors import UserFacingError
from detector.plugins import list_plugin_problems
from detector.torch_requirement import TorchMissingError, is_torch_missing

COMMANDS = {
    "check": "find problems in the labels of a data set",
    "convert": "convert labeled images from one label format to another",
    "anchors": "show how well the anchors of a preset fit the boxes of a data set",
    "propose": "find regions that may contain objects, and measure their recall",
    "stages": "show the output of each stage for one image and its boxes",
    "train": "fine-tune a network on labeled images",
    "svms": "replace the last layers of an R-CNN or SPP-Net by SVMs and box regressors",
    "detect": "detect objects in an image, a folder or a data set",
    "evaluate": "measure a checkpoint, or detections of another program, on labeled images",
    "export": "export a network as one ONNX file and verify its detections",
}
"""What each command does. Its module, `detector.commands.<name>`, is imported only when the command is asked for."""


def import_command(name: str) -> ModuleType:
    """The module of one of `COMMANDS`: `add_parser(subparsers, summary)` and `run(args)`."""
    return import_module(f"detector.commands.{name}")


def build_parser(command: str | None) -> argparse.ArgumentParser:
    """The parser of all commands, of which only `command` has its arguments.

    Args:
        command: One of `COMMANDS`; None where none is to be parsed, as for the list of them.
    """
    main_parser = argparse.ArgumentParser(
        prog="frcnn",
        description="The command line of Faster R-CNN Studio: fine-tune Faster R-CNN on labeled images, detect, "
        "evaluate, and inspect every stage. Labels can be Pascal VOC, YOLO, COCO, labelme, CSV, CVAT, CreateML, VIA "
        "or mask PNG.",
        epilog=f"`frcnn COMMAND --help` explains a command. {EXIT_CODES_HELP} "
        "`check` exits with 1 when it finds problems.",
    )
    subparsers = main_parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        if name == command:
            import_command(name).add_parser(subparsers, summary)
        else:
            subparsers.add_parser(name, help=summary)
    return main_parser


def _run_command(given: Sequence[str]) -> int:
    """Parse the arguments and run their command.

    Raises:
        TorchMissingError: The command needs PyTorch, which is not installed.
    """
    # Nothing but options without a value may come before the command.
    command = next((argument for argument in given if not argument.startswith("-")), None)
    if command is not None:
        from detector.plugin_presets import add_plugin_presets  # of which the list of commands needs nothing

        add_plugin_presets()
    try:
        args = build_parser(command).parse_args(given)
        for problem in list_plugin_problems():
            print_stderr(problem)
        return int(import_command(args.command).run(args))
    except ModuleNotFoundError as error:
        if is_torch_missing(error):
            raise TorchMissingError from error
        raise


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `arguments` (default: those of the process) and return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return _run_command(given)
    except UserFacingError as error:
        print_stderr(error)
        return FAILED
    except KeyboardInterrupt:
        print_stderr("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not complain once more when it flushes stdout at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PARTLY
