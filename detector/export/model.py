"""The stages composed: a network as one ONNX model, with what a program needs to know in its metadata."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import onnx
import torch
from onnx import TensorProto, helper

from detector.config import DetectionConfig, DetectorConfig
from detector.export.anchors import add_anchors
from detector.export.detections import DetectionNames, add_detections
from detector.export.features import add_features
from detector.export.graph import GraphBuilder, Output
from detector.export.head import add_head
from detector.export.input import FrameNames, add_frame, add_input
from detector.export.masks import add_masks
from detector.export.proposals import LevelOutput, add_proposals
from detector.export.requirements import NO_RPN, ExportError
from detector.export.roi_pool import add_ordered_pooling, add_pooling
from detector.export.rpn import add_rpn
from detector.faster_rcnn import FasterRCNN
from detector.inference import prepare_for_inference
from detector.stages.mask_head import MaskRcnnHead

IMAGE_INPUT = "image"
PRODUCER = "frcnn-studio"
MASK_THRESHOLD_KEY = "mask_threshold"
"""In the metadata of a file with masks"""


def build_onnx(model: FasterRCNN, detection: DetectionConfig | None = None) -> onnx.ModelProto:
    """Make the file of a network.

    Args:
        model: the network; it is left alone.
        detection: the thresholds to put into the file; None: those of the network's configuration.

    Returns:
        A model that takes `image` (height, width, 3) uint8 RGB and gives `boxes` (D, 4) float32, x1 y1 x2 y2 in pixels
        of that image, `labels` (D,) int64, where 1 is the first class, and `scores` (D,), best first. With a mask head
        it also gives `masks` (D, 1, size, size) float32: the probabilities of the cells of each box.

    Raises:
        UserFacingError: it has a layer that ONNX cannot express.
    """
    network = prepare_for_inference(model, torch.device("cpu"), torch.float32, fewer_multiplications=False)
    config = network.config
    chosen = detection or config.detection
    g = GraphBuilder()
    output = _add_network(g, network)
    with g.name_scope("head"):
        probabilities = g.add_node("Softmax", output.class_logits, axis=1)
    with g.name_scope("detections"):
        std = config.proposal_targets.delta_std
        found = add_detections(g, output.rois, probabilities, output.class_deltas, std, output.frame, chosen)
    outputs: list[Output] = [
        (found.boxes, "boxes", TensorProto.FLOAT, ["detections", 4]),
        (found.labels, "labels", TensorProto.INT64, ["detections"]),
        (found.scores, "scores", TensorProto.FLOAT, ["detections"]),
    ]
    if config.has_masks:
        size = config.mask.map_size
        masks = _add_masks(g, network, output.feature_maps, found)
        outputs.append((masks, "masks", TensorProto.FLOAT, ["detections", 1, size, size]))
    proto = g.build_model(outputs, IMAGE_INPUT)
    proto.producer_name = PRODUCER
    helper.set_model_props(proto, _build_metadata(network.classes, config, chosen))
    return proto


def build_onnx_without_selection(network: FasterRCNN) -> onnx.ModelProto:
    """Make a model of everything up to the head's output, so that detections are selected outside with any thresholds.

    Args:
        network: Of `prepare_for_inference` on the CPU in float32, its convolutions rewritten or not.

    Returns:
        A model that takes `image` (height, width, 3) uint8 RGB and gives `rois` (R, 4) in pixels of the network's
        input, `class_logits` (R, C + 1), `class_deltas` (R, C + 1, 4), and `features` (1, channels): the mean of the
        coarsest feature map. All are float32.

    Raises:
        UserFacingError: It has a layer that ONNX cannot express.
    """
    g = GraphBuilder()
    output = _add_network(g, network)
    features = g.add_node("ReduceMean", output.feature_maps[-1], g.int_vector(2, 3), keepdims=0)
    outputs = len(network.classes) + 1
    proto = g.build_model(
        [
            (output.rois, "rois", TensorProto.FLOAT, ["rois", 4]),
            (output.class_logits, "class_logits", TensorProto.FLOAT, ["rois", outputs]),
            (output.class_deltas, "class_deltas", TensorProto.FLOAT, ["rois", outputs, 4]),
            (features, "features", TensorProto.FLOAT, [1, "channels"]),
        ],
        IMAGE_INPUT,
    )
    proto.producer_name = PRODUCER
    return proto


@dataclass(frozen=True)
class _NetworkNames:
    """What is known of an image before detections are selected."""

    frame: FrameNames
    feature_maps: Sequence[str]
    """(1, channels, h, w) each: those that RoIs are pooled from, finest first"""
    rois: str
    """(R, 4)"""
    class_logits: str
    """(R, C + 1)"""
    class_deltas: str
    """(R, C + 1, 4)"""


def _add_network(g: GraphBuilder, network: FasterRCNN) -> _NetworkNames:
    config = network.config
    strides = config.backbone.strides
    if network.rpn is None:
        raise ExportError(NO_RPN.format(preset=config.preset, source=config.proposals.source))
    with g.name_scope("input"):
        frame = add_frame(g, IMAGE_INPUT, config.input, strides[-1])
        batch = add_input(g, IMAGE_INPUT, frame, config.input)
    feature_maps = add_features(g, network.backbone, batch)
    levels = []
    for number, (feature_map, stride) in enumerate(zip(feature_maps, config.backbone.level_strides, strict=True)):
        with g.name_scope(f"rpn/{number}"):
            anchors = add_anchors(g, feature_map, frame, config.anchors, stride)
            levels.append(LevelOutput(anchors, *add_rpn(g, network.rpn, feature_map)))
    with g.name_scope("proposals"):
        sides = g.to_float(frame.width), g.to_float(frame.height)
        proposals = add_proposals(g, levels, *sides, config.proposals)
    with g.name_scope("roi_pool"):
        pooled, rois = add_pooling(g, feature_maps, proposals, strides, config.head)
    with g.name_scope("head"):
        logits, deltas = add_head(g, network.roi_heads, pooled)
    return _NetworkNames(frame, feature_maps[: len(strides)], rois, logits, deltas)


def _add_masks(g: GraphBuilder, network: FasterRCNN, feature_maps: Sequence[str], found: DetectionNames) -> str:
    config, head = network.config, network.roi_heads
    assert isinstance(head, MaskRcnnHead)
    pooling = replace(config.head, roi_size=config.mask.roi_size)
    with g.name_scope("mask_roi_pool"):
        pooled = add_ordered_pooling(g, feature_maps, found.input_boxes, config.backbone.strides, pooling)
    with g.name_scope("mask_head"):
        return add_masks(g, head, pooled, found.labels, config.mask.map_size)


def _build_metadata(classes: tuple[str, ...], config: DetectorConfig, detection: DetectionConfig) -> dict[str, str]:
    metadata = {
        "classes": json.dumps(classes, ensure_ascii=False),
        "score": str(detection.score),
        "nms_iou": str(detection.nms_iou),
        "max_detections": str(detection.max_detections),
        "preset": config.preset,
        "input": "image: height x width x 3, uint8, RGB",
        "output": "boxes: x1 y1 x2 y2 in pixels of the image; labels: 1 is the first of classes; scores: 0 to 1",
    }
    if not config.has_masks:
        return metadata
    output = f"{metadata['output']}; masks: probabilities of the cells of each box"
    return metadata | {"output": output, MASK_THRESHOLD_KEY: str(config.mask.threshold)}
