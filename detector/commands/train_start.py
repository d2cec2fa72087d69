"""Where `frcnn train` starts: at the first step, or from the checkpoint of a run that `--out` holds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.run_start import RunStart
from detector.errors import DatasetError, UserFacingError
from detector.training.runs.run_state import BEST_NAME, LAST_NAME

if TYPE_CHECKING:
    pass

NO_CHECKPOINT_YET = "{path} has no checkpoint yet, so the run begins at the first step."
NOTHING_TO_RESUME = "{path} has no {name} to resume from, so the run begins at the first step."
NETWORK_KEPT = "The network in {path} is kept as {name}."


def find_run_start(args: argparse.Namespace) -> RunStart:
    """Look into `--out`.

    The same command with `--resume` may be repeated as often as one likes: it begins where there is no checkpoint yet,
    and resumes it where there is one.

    Raises:
        DatasetError: `--out` holds a run and nothing is said of it; hours of training must not be lost to a repeated
            command.
        UserFacingError: The run cannot be resumed with these arguments.
    """
    last, best = args.out / LAST_NAME, args.out / BEST_NAME
    if not args.resume:
        for path in (last, best):
            if path.exists() and not args.overwrite:
                raise DatasetError(
                    f"{path} exists. Resume that run with --resume, replace it with --overwrite, or choose "
                    "another --out."
                )
        return RunStart()
    if last.exists():
        from detector.commands.train_network import resume_network

        return RunStart(*resume_network(args, last))
    if best.exists():
        text = NOTHING_TO_RESUME.format(path=args.out, name=LAST_NAME)
        return RunStart(sentence=text, network_to_set_aside=best)
    return RunStart(sentence=NO_CHECKPOINT_YET.format(path=args.out))


def set_aside_network(path: Path) -> str:
    """Rename the network of a run that was killed before its first last checkpoint, so that nothing replaces it.

    Returns:
        A sentence about it.

    Raises:
        UserFacingError: It cannot be renamed.
    """
    number = 1
    while (kept := path.with_stem(f"{path.stem}-{number}")).exists():
        number += 1
    try:
        path.rename(kept)
    except OSError as error:
        raise UserFacingError(
            f"{path} cannot be renamed to {kept.name}: {error.strerror or error}. Move it yourself, or choose another "
            "--out."
        ) from error
    return NETWORK_KEPT.format(path=path, name=kept.name)
