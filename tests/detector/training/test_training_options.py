"""The options of a training: one table for the command line, the Train dialog and the documents."""

from __future__ import annotations

import argparse

import pytest

from detector.commands import train_arguments
from detector.config import DetectorConfig, get_preset
from detector.training.options import NO_RANGE, OPTIONS_BY_NAME, TRAINING_OPTIONS, OptionValue, apply_options
from tests.sentences import sentence_pattern

OTHER_VALUES: dict[str, OptionValue] = {
    "epochs": 7,
    "batch-size": 3,
    "scheme": "alternating",
    "lr": 0.25,
    "schedule": "cosine",
    "warmup": 9,
    "weight-decay": 0.5,
    "clip": 2.5,
    "patience": 4,
    "seed": 11,
    "short-side": 320,
    "flip": False,
    "scale-jitter": (0.5, 2.0),
    "color-jitter": 0.25,
    "frozen-layers": 2,
    "precision": "float16",
    "workers": 5,
}


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train_arguments.add_parser(parser.add_subparsers(), "")
    return parser.parse_args(["train", "data", "--out", "run", *arguments])


def test_that_every_option_has_a_value_in_this_test() -> None:
    assert set(OTHER_VALUES) == set(OPTIONS_BY_NAME)


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_that_an_option_changes_its_own_setting_alone(name: str) -> None:
    option, before = OPTIONS_BY_NAME[name], DetectorConfig()
    after = option.apply(before, OTHER_VALUES[name])
    assert option.read(after) == OTHER_VALUES[name] != option.read(before)
    assert option.apply(after, option.read(before)) == before


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_that_the_command_line_knows_each_option(name: str) -> None:
    value = OTHER_VALUES[name]
    written = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    given = parse("--no-flip") if name == "flip" else parse(f"--{name}", written)
    assert train_arguments.read_options(given) == {name: value}
    assert OPTIONS_BY_NAME[name].read(train_arguments.apply_arguments(given, DetectorConfig())) == value


def test_that_no_option_given_leaves_the_preset_as_it_is() -> None:
    preset = get_preset("mobilenet_fpn")
    assert train_arguments.apply_arguments(parse(), preset) == preset


@pytest.mark.parametrize(
    ("name", "text", "limits"),
    [
        ("epochs", "0", "a whole number from 1 to 100000"),
        ("batch-size", "2.5", "a whole number from 1 to 1024"),
        ("lr", "nan", "a number from 1e-07 to 10"),
        ("weight-decay", "2", "a number from 0 to 1"),
        ("short-side", "63", "a whole number from 64 to 4096"),
        ("seed", "-1", "a whole number from 0 to 2147483647"),
        ("color-jitter", "-0.1", "a number from 0 to 1"),
    ],
)
def test_that_a_value_outside_of_its_limits_is_refused_with_them(name: str, text: str, limits: str) -> None:
    with pytest.raises(ValueError, match=f"'{text}' is not {limits}"):
        OPTIONS_BY_NAME[name].parse(text)


@pytest.mark.parametrize("text", ["2,1", "1", "0,1", "a,b", ""])
def test_that_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=sentence_pattern(NO_RANGE)):
        OPTIONS_BY_NAME["scale-jitter"].parse(text)


def test_that_the_long_side_follows_the_short_one_in_proportion() -> None:
    preset = get_preset("mobilenet_fpn")
    smaller = apply_options(preset, {"short-side": 200, "flip": False}).input
    assert (smaller.short_side, smaller.long_side) == (200, preset.input.long_side // 2)
    assert apply_options(preset, {"flip": False}).input == preset.input


@pytest.mark.parametrize("option", TRAINING_OPTIONS, ids=lambda option: option.name)
def test_that_every_preset_lies_within_the_limits(option: object) -> None:
    option = OPTIONS_BY_NAME[option.name]  # type: ignore[attr-defined]
    for preset in ("tutorial", "vgg16", "resnet50_fpn", "mobilenet_fpn", "mobilenet_v3_fpn"):
        value = option.read(get_preset(preset))
        if option.choices:
            assert value in option.choices
        elif option.kind in (int, float):
            assert option.parse(str(value)) == value
