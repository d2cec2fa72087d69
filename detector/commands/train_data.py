"""Which images the arguments of `frcnn train` mean."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace

from detector.commands.arguments import build_open_options
from detector.training.runs.data_selection import DataChoice, choose_split_to_divide


def build_data_choice(args: argparse.Namespace, earlier: Mapping[str, str]) -> DataChoice:
    """What the arguments say; where they say nothing, what those of the run so far said.

    Raises:
        DatasetError: The data set cannot be used.
    """
    before = DataChoice.from_arguments(earlier)
    said = build_open_options(args, args.format)
    choice = replace(
        before,
        format=said.format or before.format,
        labels=said.labels_place.resolve() if said.labels_place else before.labels,
        origin=before.origin if said.origin is None else said.origin,
        split=args.split or before.split,
        skip_unusable=args.skip_unusable or before.skip_unusable,
    )
    if args.val is None and args.val_fraction is None:
        return replace(choice, val=before.val.resolve() if before.val else None)
    if args.val_fraction is not None and choice.split is None and not earlier:
        choice = replace(choice, split=choose_split_to_divide(args.data, choice.options))
    return replace(choice, val=args.val.resolve() if args.val else None, val_fraction=args.val_fraction)
