"""`frcnn train`: fine-tune on labelled images."""

from __future__ import annotations

import argparse
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from detector.commands.exit_codes import DONE, FAILED, PARTLY
from detector.commands.train_arguments import add_parser
from detector.commands.train_output import Displays, say
from detector.commands.train_signals import cancelled_by_signals
from detector.commands.train_start import Start, find_start, set_aside
from detector.errors import DatasetError

if TYPE_CHECKING:
    import torch

    from detector.commands.train_output import Display
    from detector.data.labelled_set import TrainingSet
    from detector.faster_rcnn import FasterRCNN
    from detector.training.events import Finished
    from detector.training.trainer import Trainer

__all__ = ["add_parser", "run"]

_ADVICE = "Run `frcnn check {data}` for every fault and what to do, or train without these images with --skip-unusable."
EXIT_BY_SIGNAL = 128
"""Plus the signal's number, as a shell reports of a program that a signal ended: 130 is Ctrl-C."""


def run(args: argparse.Namespace) -> int:
    from detector.commands.train_data import data_choice
    from detector.training.data_choice import UnusableLabelsError, load_sets

    began = time.monotonic()
    start = find_start(args)
    choice = data_choice(args, start.unfinished.state.arguments if start.unfinished else {})
    seed = start.model.config.training.seed if start.model else args.seed or 0
    try:
        training_set, validation = load_sets(args.data, choice, seed)
    except UnusableLabelsError as error:
        raise DatasetError(f"{error} {_ADVICE.format(data=args.data)}") from error
    partly = any(one.left_out for one in (training_set, validation) if one is not None)

    import torch

    from detector.device import choose_device
    from detector.distributed import joined

    device = choose_device(args.device)
    with joined(device) as process, ExitStack() as stack:
        torch.manual_seed(seed)
        model, sentence = _network(args, start, training_set.classes, len(training_set.images))
        if process.is_first:
            kept = set_aside(start.set_aside) if start.set_aside else ""
            for text in filter(None, (start.sentence, kept, sentence)):
                say(text)
        trainer = _trainer(args, start, model, (training_set, validation), device, began, choice.arguments())
        displays = stack.enter_context(closing(Displays(_displays(args, process.is_first))))
        code = _follow(trainer, displays, process.is_first)
        return PARTLY if partly and code == DONE else code


def _network(args: argparse.Namespace, start: Start, classes: tuple[str, ...], images: int) -> tuple[FasterRCNN, str]:
    """The network to train, and what to say about it."""
    if start.model:
        return start.model, ""
    from detector.commands.train_network import new_network

    return new_network(args, classes, images)


def _trainer(
    args: argparse.Namespace,
    start: Start,
    model: FasterRCNN,
    sets: tuple[TrainingSet, TrainingSet | None],
    device: torch.device,
    began: float,
    arguments: Mapping[str, str],
) -> Trainer:
    """Of a run as long as the arguments say. `began` by `time.monotonic`. Raises: UserFacingError."""
    from detector.commands.train_length import run_length
    from detector.distributed import is_shared, this_process
    from detector.training.trainer import Trainer

    training_set, validation = sets
    length = run_length(args, start, model, sets, device, began)
    if length.sentence and (not is_shared() or this_process().is_first):
        say(length.sentence)
    return Trainer(
        model,
        training_set,
        model.config.training,
        args.out,
        device,
        validation,
        length.steps,
        args.checkpoint_every,
        start.unfinished,
        arguments,
        length.minutes,
    )


def _displays(args: argparse.Namespace, is_first: bool) -> Iterator[Display]:
    """Where events are shown; nowhere by any process but the first."""
    if not is_first:
        return
    from detector.commands.train_display import BarDisplay, JsonDisplay

    yield JsonDisplay() if args.json else BarDisplay()
    if args.tensorboard:
        from detector.training.tensorboard import TensorBoard

        yield TensorBoard(args.tensorboard)


def _follow(trainer: Trainer, displays: Displays, is_first: bool) -> int:
    """Show the run until it ends; the exit code."""
    from detector.training.events import Finished

    finished: Finished | None = None
    with cancelled_by_signals(trainer) as received:
        for event in trainer.run():
            displays.write(event)
            if isinstance(event, Finished):
                finished = event
    assert finished is not None
    if is_first:
        _tell_end(finished)
    if finished.failed:
        return FAILED
    if finished.reason == "cancelled":
        return EXIT_BY_SIGNAL + (received[0] if received else signal.SIGINT)
    return DONE


def _tell_end(finished: Finished) -> None:
    """What went wrong, on stderr."""
    if finished.failed:
        kept = f" The last checkpoint is {finished.path}." if finished.path else ""
        say(f"{finished.message}{kept}")
    elif finished.reason == "cancelled":
        kept = f"; the checkpoint is {finished.path}, go on with --resume" if finished.path else ""
        say(f"Interrupted after step {finished.steps}{kept}.")
