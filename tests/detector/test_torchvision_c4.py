"""The preset whose head is a ResNet's last stage, against torchvision's FasterRCNN of the same parts and weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from torchvision.models import resnet50
from torchvision.models.detection import FasterRCNN as TorchvisionFasterRCNN

from detector.config import BackboneConfig, DetectorConfig, get_preset
from detector.errors import WeightsUnavailableError
from detector.export.model import build_onnx
from detector.export.proof import (
    MAX_EDGE_DIFFERENCE_PX,
    MAX_SCORE_DIFFERENCE,
    ComparisonImage,
    prove_equivalence,
)
from detector.export.runtime import OnnxDetector
from detector.faster_rcnn import FasterRCNN
from detector.image_tensors import to_pixels
from detector.inference import prepare_for_inference
from detector.predictor import Predictor
from detector.stages.features import build_last_stage
from detector.stages.head import LastStageBoxHead
from detector.targets import Target
from detector.training.checkpoints.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from detector.training.checkpoints.checks import check_config
from detector.training.checkpoints.transfer import start_from_checkpoint
from detector.weights.pretrained import WEIGHTS_FILES
from detector.weights.undrawn import UninitializedWeights
from detector.zoo import build_detector
from tests.benchmarks.peers import c4_peer_of
from tests.detector.test_torchvision_pyramid import photograph, spread

CLASSES = ("a", "b", "c")
PRESET = get_preset("resnet50_c4")
CONFIG = replace(
    PRESET,
    input=replace(PRESET.input, short_side=96, long_side=160),
    anchors=replace(PRESET.anchors, scales=(1.0, 2.0, 4.0)),
    proposals=replace(PRESET.proposals, pre_nms_train=100, post_nms_train=20, pre_nms_test=100, post_nms_test=16),
    proposal_targets=replace(PRESET.proposal_targets, samples=8),
)
TARGET = Target(boxes=torch.tensor([[10.0, 10, 74, 74], [60.0, 20, 124, 60]]), labels=torch.tensor([1, 3]))


@pytest.fixture(scope="module")
def theirs() -> TorchvisionFasterRCNN:
    torch.manual_seed(0)
    network = c4_peer_of(CONFIG, len(CLASSES))
    for name, statistics in network.named_buffers():
        if name.endswith("bn3.weight"):  # as trained ones: 16 blocks of random weights would double the values each
            statistics.fill_(0.3)
        elif name.endswith("running_mean"):
            statistics.normal_(std=0.1)
        elif name.endswith("running_var"):
            statistics.uniform_(0.5, 1.5)
    for part, std in (
        (network.rpn.head.bbox_pred, 0.02),
        (network.rpn.head.cls_logits, 0.05),
        (network.roi_heads.box_predictor.bbox_pred, 0.01),
        (network.roi_heads.box_predictor.cls_score, 0.1),
    ):
        spread(part, std)
    return network.eval()


@pytest.fixture(scope="module")
def ours(theirs: TorchvisionFasterRCNN) -> FasterRCNN:
    with UninitializedWeights():
        network = FasterRCNN(CONFIG, CLASSES, pretrained=True)
    state = {name.replace("backbone.", "backbone.body."): tensor for name, tensor in theirs.state_dict().items()}
    network.load_state_dict(state, strict=True)
    return network.eval()


@pytest.mark.parametrize("size", [(96, 128), (150, 110)])
def test_that_proposals_and_detections_equal_torchvisions(
    ours: FasterRCNN, theirs: TorchvisionFasterRCNN, size: tuple[int, int]
) -> None:
    image = photograph(*size)
    with torch.inference_mode():
        resized, _ = theirs.transform([image])
        (proposals,), _ = theirs.rpn(resized, {"0": theirs.backbone(resized.tensors)})
        expected, result = theirs([image])[0], ours([image])
    torch.testing.assert_close(result.stages[0].proposals.boxes, proposals, atol=1e-3, rtol=0)
    (found,) = result.detections
    assert len(expected["boxes"]) > 10
    assert found.labels.tolist() == expected["labels"].tolist()
    torch.testing.assert_close(found.boxes, expected["boxes"], atol=1e-3, rtol=0)
    torch.testing.assert_close(found.scores, expected["scores"], atol=1e-4, rtol=0)


@pytest.mark.slow
def test_that_the_exported_file_finds_the_same(ours: FasterRCNN) -> None:
    detector = OnnxDetector(build_onnx(ours, CONFIG.detection).SerializeToString(), 1)
    images = iter([ComparisonImage("a.png", to_pixels(photograph(96, 128)))])
    proof = prove_equivalence(Predictor(ours, "cpu", "float32"), detector, images, 1, CONFIG.detection)
    assert proof.differences[0][1].detection_count > 10
    assert proof.max_edge_difference <= MAX_EDGE_DIFFERENCE_PX
    assert proof.max_score_difference <= MAX_SCORE_DIFFERENCE


def test_that_the_copy_for_detection_finds_the_same(ours: FasterRCNN) -> None:
    image = photograph(96, 128)
    copied = prepare_for_inference(ours, torch.device("cpu"), torch.float32)
    with torch.inference_mode():
        expected, found = ours([image]).detections[0], copied([image]).detections[0]
    torch.testing.assert_close(found.boxes, expected.boxes, atol=1e-2, rtol=0)
    torch.testing.assert_close(found.scores, expected.scores, atol=1e-4, rtol=0)


def test_that_a_step_reaches_the_last_stage_and_leaves_the_first_ones_alone(ours: FasterRCNN) -> None:
    whole = ours.train()([photograph(96, 128)], [TARGET], [torch.Generator().manual_seed(1)])
    begun = ours([ours.begin(photograph(96, 128))], [TARGET], [torch.Generator().manual_seed(1)])
    assert all(value.isfinite() and value > 0 for value in whole.losses.values())
    torch.testing.assert_close(begun.losses, whole.losses)
    whole.total_loss.backward()
    ours.eval()
    head = ours.roi_heads.box_head
    assert isinstance(head, LastStageBoxHead)
    for stage in (head.layer4, ours.backbone.body.layer3, ours.backbone.body.layer2):
        assert all(one.grad is not None and one.grad.abs().sum() > 0 for one in stage.parameters())
    assert not any(one.requires_grad for one in ours.backbone.body.layer1.parameters())
    ours.zero_grad(set_to_none=True)


def test_that_no_proposals_give_no_detections(ours: FasterRCNN) -> None:
    none = torch.zeros(0, 1024, 14, 14)
    logits, deltas = ours.roi_heads(none)
    assert (logits.shape, deltas.shape) == ((0, 4), (0, 4, 4))


def test_that_a_checkpoint_keeps_all_and_another_training_starts_from_it(ours: FasterRCNN, tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "c4.safetensors", ours, 1)
    loaded = load_checkpoint(tmp_path / "c4.safetensors")
    assert loaded.config == CONFIG
    state = loaded.model.state_dict()
    assert all(torch.equal(tensor, state[name]) for name, tensor in ours.state_dict().items())
    model, sentence = start_from_checkpoint(Checkpoint(loaded.model, 1), CONFIG, ("c", "new"))
    assert sentence == (
        "Kept: the backbone, the RPN, the head's hidden layers, class c. Initialized: class new."  # the words matter
    )
    assert torch.equal(model.roi_heads.box_head.layer4[0].conv1.weight, ours.roi_heads.box_head.layer4[0].conv1.weight)


def test_that_backbone_and_head_start_from_imagenet(tmp_path: Path) -> None:
    state: dict[str, Tensor] = {name: tensor.half() for name, tensor in resnet50(weights=None).state_dict().items()}
    save_file(state, tmp_path / WEIGHTS_FILES["resnet50"])
    model = build_detector(CONFIG, CLASSES, weights_dir=tmp_path)
    head = model.roi_heads.box_head
    for name, layer in (("layer4.2.conv3.weight", head), ("layer3.5.bn3.weight", model.backbone.body)):
        assert torch.equal(layer.state_dict()[name], state[name].float())
    # The file's strides are those of Keras.
    for stage in (head.layer4, model.backbone.body.layer3):
        assert (stage[0].conv1.stride, stage[0].conv2.stride) == ((2, 2), (1, 1))
    save_file({name: one for name, one in state.items() if "layer4" not in name}, tmp_path / WEIGHTS_FILES["resnet50"])
    with pytest.raises(WeightsUnavailableError, match=r"layer4\.0\.conv1\.weight"):
        build_detector(CONFIG, CLASSES, weights_dir=tmp_path)


@pytest.mark.parametrize(
    "faulty",
    [
        replace(CONFIG, backbone=BackboneConfig(name="vgg16")),
        replace(CONFIG, backbone=replace(CONFIG.backbone, strides=(32,))),
        replace(CONFIG, mask=get_preset("mask_mobilenet_fpn").mask),
        replace(CONFIG, head=replace(CONFIG.head, convolutions=4)),
    ],
    ids=["vgg16", "stride 32", "masks", "convolutions"],
)
def test_that_a_last_stage_needs_a_resnet_that_ends_before_it(faulty: DetectorConfig) -> None:
    check_config(CONFIG)
    with pytest.raises(ValueError, match="last_stage"):
        check_config(faulty)


def test_that_another_network_has_no_last_stage() -> None:
    with pytest.raises(ValueError, match="mobilenet_v2"):
        build_last_stage(BackboneConfig(name="mobilenet_v2"), pretrained=True)
