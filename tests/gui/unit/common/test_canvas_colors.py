"""Colors: stable, legible, and apart for color-blind people too."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from frcnn_gui.common.canvas_colors import (
    CASING_COLOR,
    CLASS_COLORS,
    CURVE_COLORS,
    LIGHT_CASING_COLOR,
    MORE_COLORS,
    class_color,
    contrast_ratio,
    text_color,
)
from frcnn_gui.common.meanings import Meaning

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIMULATIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
TRITANOPIA = {
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    )
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def seen(color: str, eyes: str) -> NDArray[np.float64]:
    """CIE Lab (1976) of a color as these eyes see it; a distance of about 2 can just be noticed."""
    values = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip((SIMULATIONS | TRITANOPIA)[eyes] @ linear, 0, 1) / WHITE
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def min_distance(colors: tuple[str, ...], eyes: str) -> float:
    points = [seen(color, eyes) for color in colors]
    return min(float(np.linalg.norm(one - other)) for one, other in combinations(points, 2))


@pytest.mark.parametrize("eyes", SIMULATIONS)
def test_that_the_colors_of_the_meanings_can_be_distinguished(eyes: str) -> None:
    assert min_distance(tuple(one.color for one in Meaning), eyes) > 24


FAMILIES = ((5, "red"), (52, "orange"), (92, "yellow"), (112, "green"), (183, "cyan"), (245, "blue"), (330, "pink"))
"""Where hues begin, in degrees of CIE Lab."""


def hue_family(color: str) -> str:
    """What people call the hue of a color."""
    _, red, yellow = seen(color, "normal")
    if np.hypot(red, yellow) < 8:
        return "neutral"
    degrees = np.degrees(np.arctan2(yellow, red)) % 360
    return next((name for start, name in reversed(FAMILIES) if degrees >= start), FAMILIES[-1][1])


def test_that_hues_are_called_what_people_call_them() -> None:
    names = {"#FF0000": "red", "#FF9600": "orange", "#FFFF00": "yellow", "#00AA00": "green", "#00FFFF": "cyan",
             "#0000FF": "blue", "#FF50B4": "pink", "#808080": "neutral"}  # fmt: skip
    assert {color: hue_family(color) for color in names} == names


def test_that_no_class_has_the_hue_of_a_meaning() -> None:
    of_meanings = {hue_family(one.color) for one in Meaning}
    of_classes = {hue_family(color) for color in CLASS_COLORS + MORE_COLORS}
    assert of_meanings == {"neutral", "red", "yellow", "green", "cyan"}
    assert of_classes == {"orange", "blue", "pink"}


@pytest.mark.parametrize("meaning", Meaning)
def test_that_a_meaning_is_told_from_its_casing(meaning: Meaning) -> None:
    """Of whatever lightness it is, its line differs from the casing on one of its sides."""
    assert max(contrast_ratio(meaning.color, casing) for casing in (CASING_COLOR, LIGHT_CASING_COLOR)) > 4


@pytest.mark.parametrize("eyes", SIMULATIONS)
def test_that_the_colors_of_the_classes_can_be_distinguished(eyes: str) -> None:
    assert min_distance(CLASS_COLORS, eyes) > 15


@pytest.mark.parametrize("eyes", SIMULATIONS | TRITANOPIA)
def test_that_everybody_shows_the_first_eight_classes_apart(eyes: str) -> None:
    assert min_distance(CLASS_COLORS[:8], eyes) > 15


def test_that_dozens_of_classes_still_differ() -> None:
    every = CLASS_COLORS + MORE_COLORS
    assert len(set(every)) == len(every) >= 48
    assert min_distance(every, "normal") > 15
    assert all(min_distance(every, eyes) > 7 for eyes in SIMULATIONS | TRITANOPIA)


@pytest.mark.parametrize("color", CLASS_COLORS + MORE_COLORS)
def test_that_an_outline_is_seen_on_white_and_on_black(color: str) -> None:
    assert contrast_ratio(CASING_COLOR, "#FFFFFF") > 10
    assert contrast_ratio(color, "#000000") > 1.8


@pytest.mark.parametrize("eyes", SIMULATIONS)
def test_that_the_colors_of_the_curves_can_be_distinguished(eyes: str) -> None:
    assert min_distance(CURVE_COLORS, eyes) > 15


def test_that_gray_and_green_of_one_lightness_would_fail() -> None:
    assert min_distance(("#009E73", "#8A8A8A"), "deuteranopia") < 15


def test_that_a_class_alone_keeps_its_color_from_run_to_run() -> None:
    assert class_color("car") == class_color("car", ["car"]) == "#FF2DA5"


def test_that_the_first_classes_of_a_folder_have_colors_of_their_own() -> None:
    classes = [f"class {number}" for number in range(len(CLASS_COLORS))]
    assert len({class_color(name, classes) for name in classes}) == len(CLASS_COLORS)


def test_that_more_classes_than_colors_have_colors_too() -> None:
    classes = [f"class {number}" for number in range(100)]
    colors = [class_color(name, classes) for name in classes]
    assert set(colors) == set(CLASS_COLORS + MORE_COLORS)


def test_that_a_class_that_joins_changes_no_color() -> None:
    classes = [f"class {number}" for number in range(30)]
    for count in range(1, len(classes)):
        assert class_color(classes[0], classes[:count]) == class_color(classes[0], classes)
        assert class_color(classes[count - 1], classes[:count]) == class_color(classes[count - 1], classes)


def test_that_the_strong_colors_are_given_first() -> None:
    classes = [f"class {number}" for number in range(7)]
    assert {class_color(name, classes) for name in classes} == set(CLASS_COLORS[:7])


@pytest.mark.parametrize("color", [*CLASS_COLORS, *MORE_COLORS, *[one.color for one in Meaning]])
def test_that_text_on_every_color_can_be_read(color: str) -> None:
    assert contrast_ratio(text_color(color), color) >= 4.5


def test_that_contrast_is_that_of_the_guidelines() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio("#123456", "#123456") == 1
