"""`frcnn train`: fine-tune on labelled images."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from detector.commands.train_arguments import add_parser
from detector.errors import DatasetError
from detector.training.run_state import BEST_NAME, LAST_NAME

if TYPE_CHECKING:
    from detector.commands.train_display import Display
    from detector.faster_rcnn import FasterRCNN
    from detector.training.checkpoint import Unfinished
    from detector.training.events import Finished
    from detector.training.trainer import Trainer

__all__ = ["add_parser", "run"]

EXIT_FAILED = 2
EXIT_BY_SIGNAL = 128
"""Plus the signal's number, as a shell reports of a program that a signal ended: 130 is Ctrl-C."""


@dataclass(frozen=True)
class _Begun:
    """A run that is to go on."""

    model: FasterRCNN
    unfinished: Unfinished


def run(args: argparse.Namespace) -> int:
    from detector.commands.train_data import data_choice
    from detector.training.data_choice import load_sets

    begun = _begun(args)
    choice = data_choice(args, begun.unfinished.state.arguments if begun else {})
    seed = begun.model.config.training.seed if begun else args.seed or 0
    training_set, validation = load_sets(args.data, choice, seed)

    import torch

    from detector.device import choose_device
    from detector.distributed import joined
    from detector.training.trainer import Trainer

    device = choose_device(args.device)
    with joined(device) as process, ExitStack() as open_displays:
        torch.manual_seed(seed)
        model, sentence = _network(args, begun, training_set.classes, len(training_set.images))
        if sentence and process.is_first:
            print(sentence, file=sys.stderr)
        trainer = Trainer(
            model,
            training_set,
            model.config.training,
            args.out,
            device,
            validation,
            _max_steps(args, begun),
            args.checkpoint_every,
            begun.unfinished if begun else None,
            choice.arguments(),
        )
        displays = [open_displays.enter_context(closing(one)) for one in _displays(args, process.is_first)]
        return _follow(trainer, displays, process.is_first)


def _begun(args: argparse.Namespace) -> _Begun | None:
    """What --resume finds; None for a run that begins.

    Errors: DatasetError when --out holds a run and nothing is said of it (hours of training must not be lost to a
    repeated command); UserFacingError when the run cannot go on as the arguments want.
    """
    last = args.out / LAST_NAME
    if args.resume and last.exists():
        from detector.commands.train_network import resumed

        return _Begun(*resumed(args, last))
    for name in (LAST_NAME, BEST_NAME):
        if (args.out / name).exists() and not args.overwrite:
            raise DatasetError(
                f"{args.out / name} exists. Go on with that run with --resume, replace it with --overwrite, or choose "
                "another --out."
            )
    if args.resume:
        print(f"{args.out} holds no checkpoint yet, so the run begins at the first step.", file=sys.stderr)
    return None


def _network(
    args: argparse.Namespace, begun: _Begun | None, classes: tuple[str, ...], images: int
) -> tuple[FasterRCNN, str]:
    """The network to train, and what to say about it."""
    if begun:
        return begun.model, ""
    from detector.commands.train_network import new_network

    return new_network(args, classes, images)


def _max_steps(args: argparse.Namespace, begun: _Begun | None) -> int | None:
    """How many steps, if they are not to come from the number of epochs."""
    if args.steps or args.epochs or not begun:
        return args.steps or None
    return begun.unfinished.state.max_steps or None


def _displays(args: argparse.Namespace, is_first: bool) -> Iterator[Display]:
    """Where events are shown; nowhere by any process but the first."""
    if not is_first:
        return
    from detector.commands.train_display import BarDisplay, JsonDisplay

    yield JsonDisplay() if args.json else BarDisplay()
    if args.tensorboard:
        from detector.training.tensorboard import TensorBoard

        yield TensorBoard(args.tensorboard)


def _follow(trainer: Trainer, displays: list[Display], is_first: bool) -> int:
    """Show the run until it ends; the exit code."""
    from detector.training.events import Finished

    finished: Finished | None = None
    with _cancelled_by_signals(trainer) as received:
        for event in trainer.run():
            for display in displays:
                display.write(event)
            if isinstance(event, Finished):
                finished = event
    assert finished is not None
    if is_first:
        _tell_end(finished)
    if finished.failed:
        return EXIT_FAILED
    if finished.reason == "cancelled":
        return EXIT_BY_SIGNAL + (received[0] if received else signal.SIGINT)
    return 0


def _tell_end(finished: Finished) -> None:
    """What went wrong, on stderr."""
    if finished.failed:
        kept = f" The last checkpoint is {finished.path}." if finished.path else ""
        print(f"{finished.message}{kept}", file=sys.stderr)
    elif finished.reason == "cancelled":
        kept = f"; the checkpoint is {finished.path}, go on with --resume" if finished.path else ""
        print(f"Interrupted after step {finished.steps}{kept}.", file=sys.stderr)


@contextmanager
def _cancelled_by_signals(trainer: Trainer) -> Iterator[list[int]]:
    """The first Ctrl-C, or SIGTERM (as job schedulers send it), ends the run in good order; the second at once.

    Gives the signals that came.
    """
    received: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def cancel(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        trainer.cancel()
        signal.signal(number, signal.default_int_handler)

    for number in before:
        signal.signal(number, cancel)
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
