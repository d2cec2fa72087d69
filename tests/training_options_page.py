"""Writes docs/training-options.md from the table of training options: `python -m tests.training_options_page`.

A test fails if the page is not what this script writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from detector.config import DEFAULT_PRESET, PRESETS
from detector.training.options import TRAINING_OPTIONS, OptionGroup, OptionValue, TrainingOption
from detector.training.runs.schedule_length import MIN_STEPS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "training-options.md"
GROUP_TITLES: Mapping[OptionGroup, str] = {
    "length": "Length",
    "recipe": "Recipe",
    "images": "Images",
    "network": "Network",
    "machine": "Machine",
}
INTRODUCTION = """\
<!-- Written by python -m tests.training_options_page; do not edit. -->

# Training options

These are options of `frcnn train`, and fields under Advanced in the Train dialog (Ctrl+T). An option that is not given
has the value of the preset. In the dialog, a field that differs from the preset has a bold title and a button that
resets it. `frcnn train --help` also lists the options for data, weights and files.
"""
_ADAMW_PRESETS = ", ".join(f"`{name}`" for name, config in PRESETS.items() if config.training.optimizer == "adamw")
GROUP_NOTES: Mapping[OptionGroup, str] = {
    "length": f"With few images, the default is the number of epochs that gives {MIN_STEPS} steps. `--steps` and "
    "`--minutes`\n(Training time in the dialog) are alternatives.\n",
    "recipe": "If you change the batch size, change the learning rate by the same factor, or with AdamW\n"
    f"({_ADAMW_PRESETS}) by its square root.\n",
}
PRESETS_SECTION = f"""\
## Defaults that depend on the preset

Without `--preset`, `{DEFAULT_PRESET}` is used.
"""


def render_page() -> str:
    """The whole page, as Markdown."""
    parts = [INTRODUCTION]
    for group in get_args(OptionGroup):
        options = [option for option in TRAINING_OPTIONS if option.group == group]
        parts += [f"## {GROUP_TITLES[group]}\n", *filter(None, [GROUP_NOTES.get(group)])]
        header = ("option", "in the dialog", "values", "default", "what it does")
        parts.append(_format_table(header, map(_build_row, options)))
    varying = [option for option in TRAINING_OPTIONS if _find_common_default(option) is None]
    rows = (
        (f"`{name}`", *(_format_value(option.read(config)) for option in varying)) for name, config in PRESETS.items()
    )
    parts.append(PRESETS_SECTION)
    parts.append(_format_table(("preset", *(f"`--{option.name}`" for option in varying)), rows))
    return "\n".join(parts)


def _build_row(option: TrainingOption) -> tuple[str, ...]:
    default = _find_common_default(option)
    text = "the preset's" if default is None else _format_value(default)
    return _format_usage(option), option.title, _describe_values(option), text, option.help


def _format_usage(option: TrainingOption) -> str:
    if option.kind is bool:
        return f"`--{option.name}`, `--no-{option.name}`"
    return f"`--{option.name}`" if option.choices else f"`--{option.name} {option.metavar}`"


def _describe_values(option: TrainingOption) -> str:
    """What may be given, with its limits."""
    if option.kind is bool:
        return "on or off"
    if option.choices:
        return ", ".join(f"`{choice}`" for choice in option.choices)
    if option.kind is tuple:
        return f"two numbers from {option.minimum:g} to {option.maximum:g}, smaller first"
    return option.describe_limits()


def _find_common_default(option: TrainingOption) -> OptionValue | None:
    """The value that all presets have; None if they differ."""
    first, *others = (option.read(config) for config in PRESETS.values())
    return first if all(other == first for other in others) else None


def _format_value(value: OptionValue) -> str:
    """As the command line has it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(f"{number:g}" for number in value)
    return value if isinstance(value, str) else f"{value:g}"


def _format_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(render_page(), encoding="utf-8")
