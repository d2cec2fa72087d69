"""The settings of the stages that can be tried out, as data; each is a place in the detector's settings."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum
from typing import Any

from detector.config import DetectorConfig
from frcnn_gui.common.language import N_

SettingValue = float | int | bool | tuple[float, ...]


class SettingGroup(Enum):
    """Under which heading a setting stands; the value is the heading, to be translated where it is shown."""

    INPUT = N_("Input and anchors")
    ASSIGNMENT = N_("Anchor targets")
    PROPOSALS = N_("Proposal layer")
    ROIS = N_("RoI sample")
    DETECTION = N_("Detections")


@dataclass(frozen=True)
class StageSetting:
    """One setting. `low` and `high` are the ends of its slider."""

    id: str
    """Its place: "anchor_targets.positive_iou"."""
    group: SettingGroup
    title: str
    help: str
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    decimals: int = 2
    unit: str = ""
    is_list: bool = False
    """Several numbers, such as scales."""
    is_switch: bool = False
    limits: str = ""
    """"training" or "detection" where it counts only with those limits of the proposal layer."""


_A, _P, _R, _D, _I = (
    SettingGroup.ASSIGNMENT,
    SettingGroup.PROPOSALS,
    SettingGroup.ROIS,
    SettingGroup.DETECTION,
    SettingGroup.INPUT,
)
STAGE_SETTINGS: tuple[StageSetting, ...] = (
    StageSetting("input.short_side", _I, N_("Short side"),
                 N_("Short side of the resized image, unless the long side would exceed its limit. The network runs "
                    "again."),
                 64, 1333, 1, 0, N_("px")),
    StageSetting("anchors.scales", _I, N_("Scales"),
                 N_("Side lengths of the anchors, in strides of their level; for MobileNetV3 presets, in pixels of the "
                    "network input."), is_list=True),
    StageSetting("anchors.ratios", _I, N_("Ratios"), N_("Height divided by width of the anchors."), is_list=True),
    StageSetting("anchor_targets.positive_iou", _A, N_("Positive from IoU"),
                 N_("Anchors with at least this IoU with a box are positive.")),
    StageSetting("anchor_targets.negative_iou", _A, N_("Negative below IoU"),
                 N_("Anchors with a lower IoU with every box are negative.")),
    StageSetting("anchor_targets.samples", _A, N_("Minibatch"),
                 N_("Number of anchors that train the RPN in each step."),
                 2, 1024, 2, 0),
    StageSetting("anchor_targets.positive_fraction", _A, N_("Max. positive share"),
                 N_("Largest positive share of the minibatch; the rest negative.")),
    StageSetting("anchor_targets.ignore_outside", _A, N_("Ignore anchors outside"),
                 N_("Leave anchors that cross the image border out of training."), is_switch=True),
    StageSetting("proposals.nms_iou", _P, N_("NMS IoU"),
                 N_("Candidates above this IoU with a better one are suppressed.")),
    StageSetting("proposals.min_size", _P, N_("Min. side"), N_("Candidates with a shorter side are dropped."),
                 0, 64, 0.5, 1, N_("px of the input")),
    StageSetting("proposals.min_score", _P, N_("Min. objectness"),
                 N_("Candidates with a lower objectness do not enter NMS.")),
    StageSetting("proposals.pre_nms_train", _P, N_("Best before NMS"),
                 N_("Number of candidates that enter NMS, per level."),
                 1, 12_000, 10, 0, limits="training"),
    StageSetting("proposals.post_nms_train", _P, N_("Best after NMS"), N_("Number of proposals kept."),
                 1, 2_000, 10, 0, limits="training"),
    StageSetting("proposals.pre_nms_test", _P, N_("Best before NMS"),
                 N_("Number of candidates that enter NMS, per level."),
                 1, 12_000, 10, 0, limits="detection"),
    StageSetting("proposals.post_nms_test", _P, N_("Best after NMS"), N_("Number of proposals kept."),
                 1, 2_000, 10, 0, limits="detection"),
    StageSetting("proposal_targets.samples", _R, N_("RoIs"), N_("Number of RoIs that train the head in each step."),
                 2, 1024, 2, 0),
    StageSetting("proposal_targets.positive_fraction", _R, N_("Max. positive share"),
                 N_("Largest positive share of the RoIs.")),
    StageSetting("proposal_targets.positive_iou", _R, N_("Positive from IoU"),
                 N_("Proposals from this IoU with a box on are positive RoIs.")),
    StageSetting("proposal_targets.negative_iou_high", _R, N_("Negative below IoU"),
                 N_("Proposals below this IoU with all boxes can be negative RoIs.")),
    StageSetting("proposal_targets.negative_iou_low", _R, N_("Negative from IoU"),
                 N_("Proposals with a lower IoU with every box are not sampled.")),
    StageSetting("detection.score", _D, N_("Score"), N_("Boxes whose class scores less are not detections.")),
    StageSetting("detection.nms_iou", _D, N_("NMS IoU"),
                 N_("Boxes with a higher IoU with a better one of their class are suppressed.")),
    StageSetting("detection.max_detections", _D, N_("Max. detections"), N_("Maximum number of detections per image."),
                 1, 300, 1, 0),
)  # fmt: skip


def get_setting(config: DetectorConfig, id: str) -> SettingValue:
    """What `config` has at the place `id`."""
    part, _, name = id.partition(".")
    value: SettingValue = getattr(getattr(config, part), name)
    return value


def replace_setting(config: DetectorConfig, id: str, value: SettingValue) -> DetectorConfig:
    """`config` with `value` at the place `id`; a number is made one of the kind that was there."""
    part, _, name = id.partition(".")
    section: Any = getattr(config, part)
    kind = type(getattr(section, name))
    section = dataclasses.replace(section, **{name: kind(value)})
    return dataclasses.replace(config, **{part: section})


def find_changed_settings(config: DetectorConfig, of: DetectorConfig) -> tuple[str, ...]:
    """The places at which `config` differs from `of`."""
    return tuple(
        setting.id for setting in STAGE_SETTINGS if get_setting(config, setting.id) != get_setting(of, setting.id)
    )
