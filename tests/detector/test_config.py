"""Presets, and settings that survive a round trip through JSON."""

from __future__ import annotations

import json

import pytest

from detector.config import PRESETS, DetectorConfig, get_preset


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_that_every_preset_survives_json(name: str) -> None:
    assert DetectorConfig.from_json(get_preset(name).to_json()) == get_preset(name)


def test_that_the_tutorials_numbers_are_in_its_preset() -> None:
    config = get_preset("tutorial")
    assert (config.anchors.scales, config.anchors.ratios, config.backbone.strides) == ((8, 16, 32), (0.5, 1, 2), (16,))
    assert (config.anchor_targets.positive_iou, config.anchor_targets.negative_iou) == (0.7, 0.3)
    assert (config.proposals.pre_nms_limit(True), config.proposals.post_nms_limit(True)) == (12_000, 2_000)
    assert (config.proposals.pre_nms_limit(False), config.proposals.post_nms_limit(False)) == (6_000, 300)
    assert (config.losses.rpn_box_weight, config.losses.roi_box_weight) == (10, 10)


def test_that_an_unknown_preset_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="choose one of tutorial, vgg16, resnet50_fpn"):
        get_preset("vgg19")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("proposals", "nms_iuo"), 0.5, "config.proposals has an unknown setting: nms_iuo"),
        (("proposals", "nms_iou"), "half", "config.proposals.nms_iou must be a float"),
        (("backbone", "name"), "vgg19", "config.backbone.name must be one of vgg16, mobilenet_v2"),
        (("input", "mean"), [0.5], "config.input.mean must be a list of 3 values"),
        (("training", "epochs"), True, "config.training.epochs must be a int"),
    ],
)
def test_that_a_wrong_setting_is_named(path: tuple[str, str], value: object, message: str) -> None:
    settings = json.loads(get_preset("vgg16").to_json())
    settings[path[0]][path[1]] = value
    with pytest.raises(ValueError, match=message):
        DetectorConfig.from_json(json.dumps(settings))


@pytest.mark.parametrize(
    ("section", "old", "new", "value"),
    [
        ("training", "colour_jitter", "color_jitter", 0.25),
        ("rpn", "scores_per_anchor", "objectness_channels", 2),
        ("proposals", "small_leave_first", "filter_small_before_topk", False),
    ],
)
def test_that_a_setting_is_read_under_its_name_in_earlier_versions(
    section: str, old: str, new: str, value: object
) -> None:
    written = json.loads(DetectorConfig().to_json())
    assert new in written[section]
    del written[section][new]
    written[section][old] = value
    config = DetectorConfig.from_json(json.dumps(written))
    assert getattr(getattr(config, section), new) == value
