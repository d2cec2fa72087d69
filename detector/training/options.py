"""The table of training options, from which the command line, the Train dialog and docs/training-options.md are built.

To add one, add the setting to `detector.config` and a line here. Free of torch, so that a window can offer it before
the engine is loaded.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from detector.config import DetectorConfig, Precision, Schedule, TrainingScheme
from detector.translatable import translatable

NO_RANGE = "{text!r} is not two numbers over 0, the smaller first, as in 0.8,1.25"

OptionValue = int | float | bool | str | tuple[float, float]
OptionGroup = Literal["length", "recipe", "images", "network", "machine"]
OptionValues = Mapping[str, OptionValue]
"""Values by the names of their options"""


@dataclass(frozen=True)
class TrainingOption:
    """A setting of a training that users can change.

    `title` and `help` are translated in the window; `help` is a complete sentence.
    """

    name: str
    """The name on the command line, without dashes"""
    setting: str
    """The dotted name in `DetectorConfig`"""
    group: OptionGroup
    title: str
    help: str
    metavar: str = "N"
    minimum: float = 0.0
    maximum: float = math.inf
    decimals: int = 0
    """Decimals of a number; 0 for integers"""
    choices: tuple[str, ...] = ()
    """The values of a text option; empty for other kinds"""
    changes_time: bool = False
    """Whether it changes the time of a step"""

    @property
    def kind(self) -> type:
        """`bool`, `int`, `float`, `str`, or `tuple` for a range of factors."""
        return type(self.read(DetectorConfig()))

    def read(self, config: DetectorConfig) -> OptionValue:
        """The value in `config`."""
        value: Any = config
        for name in self.setting.split("."):
            value = getattr(value, name)
        return cast(OptionValue, value)

    def apply(self, config: DetectorConfig, value: OptionValue) -> DetectorConfig:
        """`config` with this value."""
        changed: DetectorConfig = _replace_nested(config, self.setting.split("."), value)
        return changed

    def parse(self, text: str) -> OptionValue:
        """Parse a number within the limits, or `LOW,HIGH`.

        Raises:
            ValueError: The message names the text and the permitted values.
        """
        if self.kind is tuple:
            low, _, high = text.partition(",")
            try:
                values = self._parse_number(low), self._parse_number(high)
            except ValueError:
                values = (1.0, 0.0)
            if values[0] > values[1]:
                raise ValueError(NO_RANGE.format(text=text))
            return values
        number = self._parse_number(text)
        return int(number) if self.kind is int else number

    def _parse_number(self, text: str) -> float:
        try:
            number = float(text) if self.decimals else int(text)
        except ValueError:
            number = math.nan
        if not (self.minimum <= number <= self.maximum and math.isfinite(number)):
            raise ValueError(f"{text!r} is not {self.describe_limits()}")
        return number

    def describe_limits(self) -> str:
        """The permitted values in words: "a whole number from 1 to 64"."""
        kind = "a number" if self.decimals else "a whole number"
        limits = f"{kind} from {_format_limit(self.minimum)}"
        return f"{limits} to {_format_limit(self.maximum)}" if math.isfinite(self.maximum) else limits


def _format_limit(value: float) -> str:
    """Whole numbers with all their digits, others in the shortest form: 2147483647, 0.001, 1e-07."""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


def _replace_nested(settings: Any, path: list[str], value: OptionValue) -> Any:
    first, *rest = path
    return dataclasses.replace(
        settings, **{first: _replace_nested(getattr(settings, first), rest, value) if rest else value}
    )


EPOCHS = TrainingOption(
    "epochs", "training.epochs", "length", translatable("Epochs"),
    translatable("Number of passes over all training images; more by default if there are few images."),
    minimum=1, maximum=100_000,
)  # fmt: skip
BATCH_SIZE = TrainingOption(
    "batch-size", "training.batch_size", "recipe", translatable("Batch size"),
    translatable("Number of images in each step of each process."), minimum=1, maximum=1024, changes_time=True,
)  # fmt: skip
TRAINING_OPTIONS: tuple[TrainingOption, ...] = (
    EPOCHS,
    BATCH_SIZE,
    TrainingOption(
        "scheme", "training.scheme", "recipe", translatable("Training scheme"),
        translatable("Train RPN and head jointly, or in turns, as in the 4-step alternating training of the paper."),
        choices=get_args(TrainingScheme),
    ),
    TrainingOption(
        "lr", "training.learning_rate", "recipe", translatable("Learning rate"),
        translatable("The learning rate after the warm-up."), "RATE", minimum=1e-7, maximum=10.0, decimals=6,
    ),
    TrainingOption(
        "schedule", "training.schedule", "recipe", translatable("Schedule"),
        translatable(
            "How the learning rate decreases: in steps, or along a cosine. Auto: in steps for up to 35 training images."
        ),
        choices=get_args(Schedule),
    ),
    TrainingOption(
        "warmup", "training.warmup_steps", "recipe", translatable("Warm-up"),
        translatable("Number of steps in which the learning rate rises at the start."), "STEPS", maximum=1_000_000,
    ),
    TrainingOption(
        "weight-decay", "training.weight_decay", "recipe", translatable("Weight decay"),
        translatable("Weight decay, except of biases and norms."), "D", maximum=1.0, decimals=5,
    ),
    TrainingOption(
        "clip", "training.clip_norm", "recipe", translatable("Gradient limit"),
        translatable("Largest norm of the gradient; larger gradients are scaled down to it."), "NORM",
        minimum=1e-3, maximum=1e6, decimals=3,
    ),
    TrainingOption(
        "patience", "training.patience", "recipe", translatable("Early stopping"),
        translatable("Stop after this number of epochs without a better AP; 0: never."), maximum=100_000,
    ),
    TrainingOption(
        "seed", "training.seed", "recipe", translatable("Seed"),
        translatable("The same seed gives the same run."), maximum=2**31 - 1,
    ),
    TrainingOption(
        "short-side", "input.short_side", "images", translatable("Image size"),
        translatable("Pixels of the short side after resizing; the limit of the long side changes in proportion."),
        "PX",
        minimum=64, maximum=4096, changes_time=True,
    ),
    TrainingOption(
        "flip", "training.flip", "images", translatable("Flip"),
        translatable("Mirror half of the images."),
    ),
    TrainingOption(
        "scale-jitter", "training.scale_jitter", "images", translatable("Scale jitter"),
        translatable("Scale images by a random factor from this range, for example 0.8,1.25."), "LOW,HIGH",
        minimum=0.01, maximum=100.0, decimals=2,
    ),
    TrainingOption(
        "color-jitter", "training.color_jitter", "images", translatable("Color jitter"),
        translatable("How much brightness, contrast and saturation vary, for example 0.2."), "J",
        maximum=1.0, decimals=2,
    ),
    TrainingOption(
        "frozen-layers", "backbone.frozen_convolutions", "network", translatable("Frozen layers"),
        translatable("Number of convolutions of the backbone, from the image on, that keep their pretrained weights."),
        maximum=1000, changes_time=True,
    ),
    TrainingOption(
        "precision", "training.precision", "machine", translatable("Precision"),
        translatable("Number format of convolutions and matrix products; auto: half precision where that is faster."),
        choices=get_args(Precision), changes_time=True,
    ),
    TrainingOption(
        "workers", "training.workers", "machine", translatable("Loader threads"),
        translatable("Number of threads that load images; 0: chosen for the machine."), maximum=256,
    ),
)  # fmt: skip
"""In the order of `--help` and of the dialog"""
OPTIONS_BY_NAME: Mapping[str, TrainingOption] = {option.name: option for option in TRAINING_OPTIONS}


def apply_options(config: DetectorConfig, values: OptionValues) -> DetectorConfig:
    """`config` with `values`; the limit of the long side follows a changed short side in proportion."""
    before = config.input
    for name, value in values.items():
        config = OPTIONS_BY_NAME[name].apply(config, value)
    if config.input.short_side != before.short_side:
        long_side = round(before.long_side * config.input.short_side / before.short_side)
        config = dataclasses.replace(config, input=dataclasses.replace(config.input, long_side=long_side))
    return config
