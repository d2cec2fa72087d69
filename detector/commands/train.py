"""`frcnn train`: fine-tune on labeled images."""

from __future__ import annotations

import argparse
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from detector.commands.exit_codes import DONE, FAILED, PARTLY
from detector.commands.run_start import RunStart
from detector.commands.train_arguments import add_parser
from detector.commands.train_output import Displays, print_message
from detector.commands.train_signals import cancel_on_signals
from detector.commands.train_start import find_run_start, set_aside_network
from detector.errors import DatasetError, WeightsUnavailableError

if TYPE_CHECKING:
    import torch

    from detector.commands.train_output import Display
    from detector.data.labeled_set import TrainingSet
    from detector.training.runs.events import Finished
    from detector.training.trainer import Trainer

INTERRUPTED = "Interrupted after step {step}{rest}."

__all__ = ["add_parser", "run"]

_UNUSABLE_ADVICE = (
    "Run `frcnn check {data}` for the list of problems, or train without these images with --skip-unusable."
)
EXIT_BY_SIGNAL = 128
"""Plus the signal's number, as a shell reports of a program that a signal ended: 130 is Ctrl-C."""


def run(args: argparse.Namespace) -> int:
    from detector.commands.train_data import build_data_choice
    from detector.training.runs.data_selection import UnusableLabelsError, load_sets

    began = time.monotonic()
    start = find_run_start(args)
    choice = build_data_choice(args, start.resume_state.state.arguments if start.resume_state else {})
    seed = start.model.config.training.seed if start.model else args.seed or 0
    try:
        training_set, validation = load_sets(args.data, choice, seed)
    except UnusableLabelsError as error:
        raise DatasetError(f"{error} {_UNUSABLE_ADVICE.format(data=args.data)}") from error
    partly = any(one.left_out for one in (training_set, validation) if one is not None)

    from detector.compute.device import choose_device
    from detector.compute.distributed import join_process_group

    device = choose_device(args.device)
    with join_process_group(device) as process, ExitStack() as stack:
        if process.is_first:
            kept = set_aside_network(start.network_to_set_aside) if start.network_to_set_aside else ""
            for text in filter(None, (start.sentence, kept)):
                print_message(text)
        trainer = _prepare_trainer(args, start, (training_set, validation), device, began, choice.to_arguments())
        displays = stack.enter_context(closing(Displays(_open_displays(args, process.is_first))))
        code = _run_training(trainer, displays, process.is_first)
        return PARTLY if partly and code == DONE else code


def _prepare_trainer(
    args: argparse.Namespace,
    start: RunStart,
    sets: tuple[TrainingSet, TrainingSet | None],
    device: torch.device,
    began: float,
    arguments: Mapping[str, str],
) -> Trainer:
    """The trainer for the arguments; the first process prints what there is to know. Raises: UserFacingError."""
    from detector.commands.train_network import build_run_request
    from detector.compute.distributed import is_distributed, this_process
    from detector.training.start_run import StartNote, prepare_trainer

    def print_note(note: StartNote) -> None:
        if not is_distributed() or this_process().is_first:
            print_message(note.sentence)

    request = build_run_request(args, start, arguments)
    try:
        trainer = prepare_trainer(request, sets, device, began, print_note)
    except WeightsUnavailableError as error:
        if args.weights == "coco":
            raise
        raise WeightsUnavailableError(f"{error} Or use random weights: --weights none.") from error
    assert trainer is not None  # nobody cancels it
    return trainer


def _open_displays(args: argparse.Namespace, is_first: bool) -> Iterator[Display]:
    """Where events are shown; nowhere by any process but the first."""
    if not is_first:
        return
    from detector.commands.train_display import BarDisplay, JsonDisplay

    yield JsonDisplay() if args.json else BarDisplay()
    if args.tensorboard:
        from detector.training.runs.tensorboard import TensorBoard

        yield TensorBoard(args.tensorboard)


def _run_training(trainer: Trainer, displays: Displays, is_first: bool) -> int:
    """Show the run until it ends; the exit code."""
    from detector.training.runs.events import Finished

    finished: Finished | None = None
    with cancel_on_signals(trainer) as received:
        for event in trainer.run():
            displays.write(event)
            if isinstance(event, Finished):
                finished = event
    assert finished is not None
    if is_first:
        _print_ending(finished)
    if finished.has_failed:
        return FAILED
    if finished.reason == "canceled":
        return EXIT_BY_SIGNAL + (received[0] if received else signal.SIGINT)
    return DONE


def _print_ending(finished: Finished) -> None:
    """What went wrong, on stderr."""
    if finished.has_failed:
        kept = f" The last checkpoint is {finished.path}." if finished.path else ""
        print_message(f"{finished.message}{kept}")
    elif finished.reason == "canceled":
        kept = f"; the checkpoint is {finished.path}, resume with --resume" if finished.path else ""
        print_message(INTERRUPTED.format(step=finished.steps, rest=kept))
