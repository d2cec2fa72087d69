"""Networks without an RPN: Fast R-CNN, SPP-Net and R-CNN, from proposals to detections and traces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.roi_heads import RoIHeads
from torchvision.ops import MultiScaleRoIAlign

from detector import faster_rcnn
from detector.cli import main
from detector.commands.exit_codes import FAILED
from detector.commands.train_arguments import NO_ANCHORS
from detector.config import DetectorConfig, ProposalConfig, get_preset
from detector.data.labeled_set import load_training_set
from detector.evaluation.diagnostics import DiagnosedMiss, gather_diagnostics
from detector.evaluation.report import format_missed
from detector.export.requirements import NO_RPN, ExportError
from detector.faster_rcnn import FasterRCNN
from detector.image_tensors import to_pixels, to_tensor
from detector.outcomes import FunnelStage, MissCause, ProposalFate, Verdict
from detector.predictor import Predictor
from detector.proposal_sources import network_proposals, rpn
from detector.proposal_sources.network_proposals import find_network_proposals
from detector.proposal_sources.proposed_boxes import ProposalSourceError, ProposedBoxes
from detector.proposal_sources.requirements import INSTALL_COMMAND
from detector.stages.outside_proposals import take_outside_proposals
from detector.stages.spatial_pyramid import pool_spatial_pyramid
from detector.stages.warping import scale_context, warp_regions
from detector.trace.funnel import compute_funnel
from detector.trace.live_stages import LiveStages
from detector.trace.miss_attribution import find_miss_cause
from detector.trace.stage_query import StageQuery
from detector.training import batches
from detector.training.batches import NO_PROPOSALS, BatchStream
from detector.training.checkpoints.checkpoint import load_resume_state
from detector.training.checkpoints.checks import check_config
from detector.training.runs.events import StepCompleted
from detector.training.transforms import AugmentedImage, flip_image, scale_image
from tests.detector.drawn import drawn_folder
from tests.detector.runs import RECIPE, new_model, new_trainer, of_kind
from tests.detector.small import (
    CLASSES,
    SMALL,
    SMALL_FAST,
    SMALL_PYRAMID,
    SMALL_RCNN,
    SMALL_SPP,
    small_image,
    small_target,
)
from tests.detector.trace.test_live_stages import assert_equal
from tests.sentences import has_sentence, sentence_pattern

ANCESTORS = (SMALL_FAST, SMALL_SPP, SMALL_RCNN)
NOTHING = ProposedBoxes(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), 0.0, 0)


def name_config(config: DetectorConfig) -> str:
    return config.preset


def build_network(config: DetectorConfig) -> FasterRCNN:
    torch.manual_seed(0)
    return FasterRCNN(config, CLASSES).eval()


def build_proposals(*boxes: tuple[float, float, float, float]) -> Tensor:
    """(P, 5) with scores that fall."""
    scores = torch.linspace(0.9, 0.1, len(boxes))[:, None]
    return torch.cat((torch.tensor(boxes).reshape(-1, 4), scores), dim=1)


@torch.no_grad()
def test_that_a_fast_rcnn_finds_what_torchvisions_head_finds_in_the_same_proposals() -> None:
    config = replace(
        SMALL_FAST,
        head=replace(SMALL_FAST.head, aligned=False, class_init_std=0.3, box_init_std=0.1),
        detection=replace(SMALL_FAST.detection, score=0.2, nms_iou=0.4),
    )
    ours, image = build_network(config), small_image()
    size, channels, hidden = config.head.roi_size, config.backbone.fpn_channels, config.head.hidden
    heads = RoIHeads(
        MultiScaleRoIAlign(["0", "1", "2"], size, 2),
        TwoMLPHead(channels * size**2, hidden),
        FastRCNNPredictor(hidden, len(CLASSES) + 1),
        0.5, 0.5, 16, 0.25, (10.0, 10.0, 5.0, 5.0), 0.2, 0.4, 100,
    ).eval()  # fmt: skip
    heads.load_state_dict(ours.roi_heads.state_dict())
    (stages,) = ours.run_proposal_stages([image], training_limits=False)
    maps = {str(level): one[None] for level, one in enumerate(stages.feature_maps)}
    (theirs,), _ = heads(maps, [stages.proposals.boxes], [(stages.frame.height, stages.frame.width)])
    found = ours.detect(stages)
    assert len(found.scores) > 10
    torch.testing.assert_close(found.scores, theirs["scores"])
    torch.testing.assert_close(stages.frame.to_model(found.boxes), theirs["boxes"], atol=1e-3, rtol=1e-5)


@torch.no_grad()
def test_that_an_rcnn_runs_its_backbone_on_each_warped_region() -> None:
    model, regions = build_network(SMALL_RCNN), torch.tensor([[4.0, 8, 40, 60], [50, 10, 51, 11], [90, 40, 128, 96]])
    (stages,) = model.run_proposal_stages([small_image()], training_limits=False)
    (pixels,) = stages.feature_maps
    expected = [model.backbone(warp_regions(pixels, one[None], 32, scale_context(32)))[0] for one in regions]
    logits, deltas = model.run_head(stages, regions)
    theirs = model.roi_heads(torch.cat(expected))
    torch.testing.assert_close(logits, theirs[0])
    torch.testing.assert_close(deltas, theirs[1])


def test_that_the_context_of_a_warped_region_is_that_of_the_paper_in_proportion() -> None:
    assert (scale_context(227), scale_context(96)) == (16, 7)


@torch.no_grad()
def test_that_an_spp_net_pools_one_map_of_the_image() -> None:
    model, regions = build_network(SMALL_SPP), torch.tensor([[4.0, 8, 40, 60], [50, 10, 51, 11]])
    (stages,) = model.run_proposal_stages([small_image()], training_limits=False)
    pooled = pool_spatial_pyramid(stages.feature_maps[0], regions, 16)
    assert pooled.shape == (2, 96 * 50)
    torch.testing.assert_close(model.run_head(stages, regions)[0], model.roi_heads(pooled)[0])


def test_that_pretrained_convolutions_of_an_spp_net_do_not_learn() -> None:
    torch.manual_seed(0)
    model = FasterRCNN(SMALL_SPP, CLASSES, pretrained=True)
    assert not any(one.requires_grad for one in model.backbone.parameters())
    assert all(one.requires_grad for one in model.roi_heads.parameters())


def test_that_the_best_large_boxes_are_the_proposals() -> None:
    sides = torch.tensor([20.0, 8, 30, 40])
    boxes = torch.stack((torch.zeros(4), torch.zeros(4), sides, sides), dim=1)
    config = ProposalConfig(source="edge-boxes", min_size=16.0, post_nms_train=2, post_nms_test=1)
    scores = torch.tensor([2.0, 1, 0, -1])
    found = take_outside_proposals(boxes, scores, 100, 30, config, training=True)
    kept, small, below = ProposalFate.KEPT, ProposalFate.TOO_SMALL, ProposalFate.BELOW_POST_TOP_K
    assert found.fate.tolist() == [kept, small, kept, below]
    assert found.boxes.tolist() == [[0, 0, 20, 20], [0, 0, 30, 30]]
    assert found.decoded[3].tolist() == [0, 0, 40, 30], "boxes are cut to the input"
    assert take_outside_proposals(boxes, scores, 100, 30, config, training=False).anchor.tolist() == [0]


@pytest.mark.parametrize("config", ANCESTORS, ids=name_config)
def test_that_the_losses_of_a_trace_are_those_of_training(config: DetectorConfig) -> None:
    model, image, target = build_network(config), small_image(), small_target()
    generator = torch.Generator().manual_seed(3)
    result = model([image], [target], [generator], training_limits=True)
    assert tuple(result.losses) == model.loss_keys == ("loss_classifier", "loss_box_reg")
    query = StageQuery.from_arrays(config, target["boxes"].numpy(), target["labels"].numpy(), seed=3)
    live = LiveStages(model, image)
    trace = live.compute_trace(query)
    values = [float(value.detach()) for value in result.losses.values()]
    assert trace.losses == pytest.approx({"roi_class": values[0], "roi_box": values[1], "total": sum(values)})
    fewer = replace(query, config=replace(config, proposals=replace(config.proposals, post_nms_train=5)))
    assert_equal(live.compute_trace(fewer), LiveStages(model, image).compute_trace(fewer))
    assert live.count_computations("features") == 1
    stages = [row.stage for row in compute_funnel(trace)]
    assert stages == [FunnelStage.DECODED, FunnelStage.PROPOSALS, FunnelStage.SCORED, FunnelStage.DETECTIONS]


def test_that_an_object_is_missed_without_anchors_only_where_no_proposal_reaches_it() -> None:
    assert find_miss_cause(set(), None, was_dropped=False) is MissCause.PROPOSAL_BOX
    assert find_miss_cause({ProposalFate.KEPT}, None, was_dropped=False) is MissCause.ROI_HEAD


@pytest.mark.parametrize("config", ANCESTORS, ids=name_config)
def test_that_an_image_without_proposals_has_no_detections_and_no_losses(
    config: DetectorConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faster_rcnn, "find_network_proposals", lambda *_, **__: NOTHING)
    model = build_network(replace(config, proposal_targets=replace(config.proposal_targets, append_ground_truth=False)))
    result = model([small_image()], [small_target()])
    assert len(result.detections[0].scores) == 0
    assert result.total_loss == 0
    result.total_loss.backward()
    trace = LiveStages(model, small_image()).compute_trace(StageQuery(model.config, ((1, 1, 9, 9),), (1,)))
    assert len(trace.anchors) == len(trace.detections) == 0


def test_that_training_says_where_a_source_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = load_training_set(drawn_folder(tmp_path / "images", 2))
    monkeypatch.setattr(batches, "find_network_proposals", lambda *_, **__: NOTHING)
    recipe = replace(SMALL_FAST.training, batch_size=2)
    with BatchStream(
        images, recipe, SMALL_FAST.input, proposals=replace(SMALL_FAST.proposals, source="edge-boxes")
    ) as stream:
        batch = stream.take_batch()
    expected = {NO_PROPOSALS.format(source="edge-boxes", image=f"image_{number}.png") for number in range(2)}
    assert set(batch.skipped) == expected
    assert all(target["proposals"].shape == (0, 5) for target in batch.targets)


def test_that_the_limit_holds_for_20000_boxes() -> None:
    boxes = torch.rand(20_000, 4) * 40
    boxes[:, 2:] += boxes[:, :2] + 3
    many = torch.cat((boxes, torch.linspace(1, 0, 20_000)[:, None]), dim=1)
    (stages,) = build_network(SMALL_FAST).run_proposal_stages([small_image()], training_limits=True, proposals=[many])
    assert len(stages.proposals.boxes) == SMALL_FAST.proposals.post_nms_train
    assert stages.proposals.anchor.tolist() == list(range(SMALL_FAST.proposals.post_nms_train))


def test_that_pixels_come_back_from_a_tensor() -> None:
    pixels = np.arange(256 * 3, dtype=np.uint8).reshape(16, 16, 3)
    assert (to_pixels(to_tensor(pixels)) == pixels).all()


def test_that_the_same_pixels_are_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    first = find_network_proposals(SMALL_FAST.proposals, pixels)
    source = network_proposals.build_source("sliding-windows")
    monkeypatch.setattr(type(source), "find_proposals", lambda *_: pytest.fail("searched again"))
    again = find_network_proposals(SMALL_FAST.proposals, pixels.copy())
    np.testing.assert_array_equal(first.boxes, again.boxes)


def test_that_proposals_are_flipped_and_cut_with_the_image() -> None:
    boxes, labels = small_target()["boxes"], small_target()["labels"]
    sample = AugmentedImage(small_image(), boxes, labels, None, build_proposals((10, 20, 30, 40), (0, 0, 128, 96)))
    flipped = flip_image(sample).proposals
    assert flipped is not None
    assert flipped[:, :4].tolist() == [[98, 20, 118, 40], [0, 0, 128, 96]]
    for factor in (0.5, 2.0):
        scored = sample._replace(proposals=torch.cat((boxes, torch.ones(2, 1)), 1))
        shown = scale_image(scored, factor, create_generator())
        assert shown.proposals is not None
        present = {tuple(row) for row in shown.proposals[:, :4].tolist()}
        assert {tuple(row) for row in shown.boxes.tolist()} <= present, "objects and their proposals stay together"


def create_generator() -> np.random.Generator:
    return np.random.default_rng(0)


def test_that_a_missing_package_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.proposal_sources.requirements.find_spec", lambda _name: None)
    config = replace(SMALL_FAST, proposals=replace(SMALL_FAST.proposals, source="selective-search-200"))
    with pytest.raises(ProposalSourceError, match=sentence_pattern(INSTALL_COMMAND)):
        Predictor(build_network(config))


def test_that_settings_of_an_impossible_network_are_refused() -> None:
    for config in (
        replace(SMALL_RCNN, proposals=SMALL.proposals),
        replace(SMALL_FAST, head=replace(SMALL_FAST.head, roi_operation="warp")),
    ):
        with pytest.raises(ValueError, match="config"):
            check_config(config)
    with pytest.raises(ValueError, match="source"):
        DetectorConfig.from_json('{"proposals": {"source": "/etc/passwd"}}')


@pytest.mark.parametrize("name", ["fast_rcnn_mobilenet", "fast_rcnn_vgg16"])
def test_that_fast_rcnn_samples_as_the_paper_says(name: str) -> None:
    config = get_preset(name)
    rules = config.proposal_targets
    assert (config.training.batch_size, rules.samples, rules.positive_fraction) == (2, 64, 0.25)
    assert (rules.positive_iou, rules.negative_iou_low, rules.negative_iou_high) == (0.5, 0.1, 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("config", ANCESTORS, ids=name_config)
def test_that_a_run_is_resumed_exactly(config: DetectorConfig, tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path / "images", 4))
    recipe = replace(RECIPE, epochs=2)
    unbroken = new_trainer(images, tmp_path / "unbroken", recipe, model=new_model(trained=True, config=config))
    losses = [event.losses for event in of_kind(StepCompleted, list(unbroken.run()))]
    assert len(losses) == 4
    assert set(losses[0]) == {"loss_classifier", "loss_box_reg", "total"}
    first = new_trainer(images, tmp_path / "run", recipe, model=new_model(trained=True, config=config))
    for event in first.run():
        if isinstance(event, StepCompleted) and event.step == 3:  # in the second epoch: views are shown again
            first.cancel()
    checkpoint, state = load_resume_state(tmp_path / "run" / "last.safetensors")
    resumed = new_trainer(images, tmp_path / "run", recipe, model=checkpoint.model, resume_state=state)
    assert [event.losses for event in of_kind(StepCompleted, list(resumed.run()))] == losses[3:]
    ends = [(tmp_path / name / "last.safetensors").read_bytes() for name in ("run", "unbroken")]
    assert ends[0] == ends[1]


def test_that_an_export_is_refused() -> None:
    pytest.importorskip("onnx")
    from detector.export.model import build_onnx

    with pytest.raises(ExportError, match=sentence_pattern(NO_RPN, preset=SMALL_FAST.preset)):
        build_onnx(build_network(SMALL_FAST))


def test_that_anchors_are_refused_for_a_network_without_any(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, anchors = drawn_folder(tmp_path / "images", 2), tmp_path / "anchors.json"
    anchors.write_text("{}")
    command = [
        "train",
        str(data),
        "--out",
        str(tmp_path / "run"),
        "--preset",
        "fast_rcnn_mobilenet",
        "--weights",
        "none",
    ]
    assert main([*command, "--weights", "none", "--anchors", str(anchors)]) == FAILED
    assert has_sentence(capsys.readouterr().err, NO_ANCHORS, preset="fast_rcnn_mobilenet")


def test_that_a_network_without_an_rpn_is_no_proposal_source_itself() -> None:
    with pytest.raises(ProposalSourceError, match=sentence_pattern(rpn.NO_RPN, name="mine", source="sliding-windows")):
        rpn.RpnProposals(Predictor(build_network(SMALL_FAST)), "mine")


def test_that_the_summary_of_a_trace_leaves_out_stages_of_anchors() -> None:
    trace = LiveStages(build_network(SMALL_FAST), small_image()).compute_trace(StageQuery(SMALL_FAST))
    assert list(trace.summarize_counts()) == ["input", "features", "proposals", "rois", "detections", "losses"]


@pytest.mark.parametrize("config", [SMALL_PYRAMID, *ANCESTORS], ids=lambda one: one.preset)
def test_that_only_stages_of_the_network_can_miss_objects(config: DetectorConfig) -> None:
    details = gather_diagnostics([], [], CLASSES, source=config.proposals.source)
    expected = [one for one in MissCause if one is not MissCause.MASK_HEAD]
    if config.proposals.source != "rpn":
        expected = [one for one in expected if one not in {MissCause.NO_POSITIVE_ANCHOR, MissCause.RPN_NMS}]
    assert list(details.count_by_cause) == expected
    cause = MissCause.PROPOSAL_BOX
    lost = DiagnosedMiss(Path("a.jpg"), (0.0, 0.0, 9.0, 9.0), CLASSES[0], cause, Verdict.MISSED)
    (row,) = (line for line in format_missed(replace(details, missed=(lost,))).splitlines() if "proposal box" in line)
    named = "no candidate overlaps it enough" if config.proposals.source == "rpn" else "no proposal from sliding-w"
    assert named in row  # the words matter
