"""The command line: finds the subcommand, and turns faults into sentences and exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from detector.commands import anchors, check, convert, detect, evaluate, stages, train
from detector.commands.exit_codes import EXPLAINED, FAILED, INTERRUPTED, PARTLY
from detector.commands.output import tell
from detector.errors import UserFacingError

COMMANDS: dict[str, ModuleType] = {
    "check": check,
    "convert": convert,
    "anchors": anchors,
    "stages": stages,
    "train": train,
    "detect": detect,
    "evaluate": evaluate,
}


def parser() -> argparse.ArgumentParser:
    main_parser = argparse.ArgumentParser(
        prog="frcnn",
        description="Faster R-CNN without a window: fine-tune it on labelled images, detect with it, measure it, and "
        "see what every stage makes of an image. Labels may be Pascal VOC, YOLO, COCO, labelme, CSV, CVAT, CreateML or "
        "VIA.",
        epilog=f"`frcnn COMMAND --help` explains a command. {EXPLAINED} `check` exits with 1 when it finds problems.",
    )
    subparsers = main_parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS.values():
        module.add_parser(subparsers)
    return main_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `arguments` (default: those of the process) and return the exit code."""
    args = parser().parse_args(arguments)
    try:
        return int(COMMANDS[args.command].run(args))
    except UserFacingError as error:
        tell(error)
        return FAILED
    except KeyboardInterrupt:
        tell("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not complain once more when it flushes stdout at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PARTLY
