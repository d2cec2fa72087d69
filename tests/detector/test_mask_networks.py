"""Mask R-CNN as a network: its losses, its checkpoints, and what becomes of masks where only one side has them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import torch

from detector.config import MaskConfig, get_preset
from detector.data.geometry import Box
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rings import Rings
from detector.engines import choice
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Engine, Predictor
from detector.stages.losses import LOSS_KEYS, MASK_LOSS_KEY, mask_cell_loss_terms, mask_loss_terms
from detector.stages.mask_head import MaskRcnnHead
from detector.targets import Target
from detector.training.checkpoints.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from detector.training.checkpoints.torchvision_weights import load_any_checkpoint
from detector.training.checkpoints.transfer import MASK_HEAD_LEFT_OUT, start_from_checkpoint
from tests.detector.small import CLASSES, SMALL_PYRAMID, small_image, small_model, small_target

SMALL_MASKS = replace(SMALL_PYRAMID, mask=MaskConfig(channels=8, convolutions=2))
NORMED_MASKS = replace(SMALL_PYRAMID, mask=MaskConfig(channels=8, convolutions=2, norm="learned"))
DISC = [[80 + 20 * math.cos(t / 4), 40 + 20 * math.sin(t / 4)] for t in range(25)]
SQUARE = [[10.0, 10], [42, 10], [42, 42], [10, 42]]


def outlined_target(*polygons: list[list[float]] | None) -> Target:
    geometries = tuple(Box(0, 0, 9, 9) if points is None else Rings.from_polygons([points]) for points in polygons)
    return Target({**small_target(), "outlines": PlacedOutlines(geometries, 128, 96)})


def generator(seed: int = 3) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_that_what_each_roi_and_each_cell_adds_is_what_a_loop_gives() -> None:
    torch.manual_seed(0)
    logits, labels = torch.randn(3, 4, 5, 5), torch.tensor([2, 1, 3])
    masks = (torch.rand(3, 5, 5) < 0.5).float()
    terms, cell_terms = mask_loss_terms(logits, labels, masks), mask_cell_loss_terms(logits, labels, masks)
    for row, term in enumerate(terms.tolist()):
        cells = []
        for y in range(5):
            for x in range(5):
                probability = 1 / (1 + math.exp(-float(logits[row, labels[row], y, x])))
                cells.append(-math.log(probability if masks[row, y, x] else 1 - probability))
                assert float(cell_terms[row, y, x]) == pytest.approx(cells[-1] / 25 / 3, rel=1e-5)
        assert term == pytest.approx(sum(cells) / 25 / 3, rel=1e-5)


def test_that_only_the_map_of_the_own_class_is_trained() -> None:
    logits = torch.zeros(2, 3, 4, 4, requires_grad=True)
    mask_loss_terms(logits, torch.tensor([2, 1]), torch.ones(2, 4, 4)).sum().backward()
    assert logits.grad is not None
    assert logits.grad.abs().sum(dim=(2, 3)).nonzero().tolist() == [[0, 2], [1, 1]]


def test_that_the_mask_loss_comes_after_the_four_and_is_part_of_the_total() -> None:
    model = small_model(config=SMALL_MASKS).train()
    result = model([small_image()], [outlined_target(SQUARE, DISC)], [generator()])
    assert tuple(result.losses) == (*LOSS_KEYS, MASK_LOSS_KEY) == model.loss_keys
    values = [float(value.detach()) for value in result.losses.values()]
    assert values[-1] > 0.1
    assert float(result.total_loss.detach()) == pytest.approx(sum(values))
    result.total_loss.backward()
    assert isinstance(model.roi_heads, MaskRcnnHead)
    assert all(bool(one.grad.abs().sum() > 0) for one in model.roi_heads.mask_head.parameters() if one.ndim > 1)


@pytest.mark.parametrize("config", [SMALL_MASKS, NORMED_MASKS], ids=["plain", "norms"])
def test_that_boxes_alone_train_boxes_as_a_box_network_does(config: object) -> None:
    assert config in (SMALL_MASKS, NORMED_MASKS)
    model = small_model(config=SMALL_MASKS if config is SMALL_MASKS else NORMED_MASKS).train()
    for target in (small_target(), outlined_target(None, None)):
        result = model([small_image()], [target], [generator()])
        assert float(result.losses[MASK_LOSS_KEY]) == 0
        assert math.isfinite(float(result.total_loss.detach()))
        result.total_loss.backward()
        assert all(one.grad is None for name, one in model.named_parameters() if "mask" in name)
        assert model.roi_heads.box_predictor.cls_score.weight.grad is not None


def test_that_one_outlined_object_among_boxes_trains_masks_and_leaves_the_box_losses_alone() -> None:
    model = small_model(config=SMALL_MASKS).train()
    one = model([small_image()], [outlined_target(None, DISC)], [generator()]).losses
    boxes = model([small_image()], [small_target()], [generator()]).losses
    assert float(one[MASK_LOSS_KEY]) > 0.1
    assert all(torch.equal(one[key], boxes[key]) for key in LOSS_KEYS)


@pytest.mark.parametrize("corner", [(0.0, 0.0), (63.5, 40.25), (127.0, 95.0)], ids=["in the corner", "between", "last"])
def test_that_an_object_of_one_pixel_has_a_finite_loss_and_a_mask_of_finite_probabilities(
    corner: tuple[float, float],
) -> None:
    left, top = corner
    points = [[left, top], [left + 1, top], [left + 1, top + 1], [left, top + 1]]
    box = torch.tensor([[left, top, left + 1, top + 1]])
    outlines = PlacedOutlines((Rings.from_polygons([points]),), 128, 96)
    model = small_model(config=SMALL_MASKS).train()
    target = Target(boxes=box, labels=torch.tensor([2]), outlines=outlines)
    result = model([small_image()], [target], [generator()])
    result.total_loss.backward()
    assert 0 < float(result.losses[MASK_LOSS_KEY].detach()) < 2
    assert all(one.grad is None or bool(one.grad.isfinite().all()) for one in model.parameters())
    with torch.inference_mode():
        [stages] = model.eval().run_proposal_stages([small_image()], training_limits=False)
        masks = model.predict_masks(stages, torch.cat([box, box[:, [0, 1, 0, 1]]]), torch.tensor([2, 1]))
    assert bool(((masks > 0) & (masks < 1)).all())


@pytest.mark.slow
def test_that_masks_are_learned() -> None:
    """A few steps on one image: the loss of its masks falls far below that of a guess, ln 2."""
    model = small_model(config=SMALL_MASKS).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(60):
        optimizer.zero_grad()
        result = model([small_image()], [outlined_target(SQUARE, DISC)], [generator(step)])
        result.total_loss.backward()
        optimizer.step()
    assert float(result.losses[MASK_LOSS_KEY]) < 0.35


def test_that_a_network_with_norms_in_its_mask_head_detects_without_any_object() -> None:
    model = small_model(config=replace(NORMED_MASKS, detection=replace(NORMED_MASKS.detection, score=1.0))).eval()
    with torch.inference_mode():
        [found] = model([small_image()]).detections
    assert found.masks is not None
    assert found.masks.shape == (0, 28, 28)


def test_that_a_checkpoint_with_masks_loads_as_it_was(tmp_path: Path) -> None:
    model = small_model(config=SMALL_MASKS)
    save_checkpoint(tmp_path / "m.safetensors", model, 1)
    loaded = load_checkpoint(tmp_path / "m.safetensors")
    assert loaded.config == SMALL_MASKS
    assert all(torch.equal(one, model.state_dict()[name]) for name, one in loaded.model.state_dict().items())


def test_that_a_box_checkpoint_gives_a_mask_network_all_but_the_mask_head() -> None:
    known = Checkpoint(small_model(config=SMALL_PYRAMID), 7)
    model, sentence = start_from_checkpoint(known, SMALL_MASKS, CLASSES)
    assert sentence.endswith("Initialized: the mask head.")
    state = model.state_dict()
    assert all(torch.equal(one, state[name]) for name, one in known.model.state_dict().items())


def test_that_a_mask_checkpoint_gives_a_box_network_its_boxes_and_that_is_reported() -> None:
    known = Checkpoint(small_model(config=SMALL_MASKS), 7)
    model, sentence = start_from_checkpoint(known, SMALL_PYRAMID, CLASSES)
    assert sentence.endswith(MASK_HEAD_LEFT_OUT.format(preset=SMALL_PYRAMID.preset))
    assert "Initialized: nothing." in sentence
    assert all(torch.equal(one, known.model.state_dict()[name]) for name, one in model.state_dict().items())


def test_that_maps_of_classes_are_kept_by_name() -> None:
    known = Checkpoint(small_model(config=SMALL_MASKS), 7)
    model, sentence = start_from_checkpoint(known, SMALL_MASKS, ("triangle", "disc"))
    layer = "roi_heads.mask_predictor.mask_fcn_logits.weight"
    old, new = known.model.state_dict()[layer], model.state_dict()[layer]
    assert torch.equal(old[2], new[2])
    assert not torch.equal(old[1], new[1])
    assert "the mask head" in sentence.split(" Initialized: ")[0]


def build_torchvision_file(folder: Path, preset: str) -> Path:
    """Weights without a name of their network, in the names of torchvision's first Mask R-CNN where that has them."""
    config = get_preset(preset)
    small = replace(config, backbone=replace(config.backbone, fpn_channels=8), head=replace(config.head, hidden=8))
    small = replace(small, mask=replace(config.mask, channels=8, norm="none"))
    state = FasterRCNN(small, CLASSES, pretrained=True).state_dict()
    earlier = {name.replace("mask_head.0.0.", "mask_head.mask_fcn1."): one for name, one in state.items()}
    torch.save(earlier, folder / "m.pth")
    return folder / "m.pth"


def test_that_torchvisions_file_of_a_mask_network_is_recognized_whatever_preset_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build_torchvision_file(tmp_path, "mask_rcnn_resnet50_fpn")
    module = "detector.training.checkpoints.torchvision_weights.get_preset"
    asked: list[str] = []

    def build_small(name: str) -> object:
        asked.append(name)
        config = get_preset(name)
        return replace(config, backbone=replace(config.backbone, fpn_channels=8), head=replace(config.head, hidden=8))

    monkeypatch.setattr(module, build_small)
    for preset in ("", "resnet50_fpn"):
        loaded = load_any_checkpoint(path, preset)
        assert loaded.config.mask == MaskConfig(channels=8, convolutions=4)
    assert asked == ["mask_rcnn_resnet50_fpn", "resnet50_fpn"]


def test_that_a_mask_network_gets_an_engine_for_its_boxes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mask head reads feature maps, which engines do not give."""
    engine = cast(Engine, object())
    monkeypatch.setattr(choice, "_find_engine", lambda _predictor, _images: engine)
    monkeypatch.setattr(choice, "find_missing_packages", lambda: ())
    predictor = Predictor(small_model(config=SMALL_MASKS), "cpu", "float32")
    choice.prepare_engine(predictor, 1000)
    assert predictor.engine is engine
    choice.prepare_engine(predictor, 1000, with_masks=True)
    assert predictor.engine is None
