"""A network that trains computes convolutions in the fastest way: what it learns changes by rounding alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from detector.config import TrainingConfig
from detector.convolutions import training
from detector.convolutions.fused import can_fuse
from detector.convolutions.kept_choices import MeasuredChoices
from detector.convolutions.methods import available_methods
from detector.convolutions.training import (
    ConvolutionLayer,
    FastConvolutions,
    Part,
    TrainingConvolutionPlan,
    Way,
    fast_convolutions,
)
from detector.convolutions.weight_gradient import compute_winograd_gradient
from detector.training.batches import Batch
from detector.training.step import Stepper
from tests.detector.small import SMALL_PYRAMID, small_image, small_model, small_target

CPU = torch.device("cpu")
PARTS = get_args(Part)
WAYS: tuple[Way, ...] = ("direct", "planes", *(way for way in available_methods() if way != "direct"))
WAYS_OF_1X1: tuple[Way, ...] = ("direct", "onednn") if can_fuse() else ("direct",)
CONVOLUTIONS = [
    *(pytest.param(nn.Conv2d(6, 9, 3, padding=1), way, id=f"3x3-{way}") for way in WAYS),
    *(pytest.param(nn.Conv2d(6, 9, 3, padding=1, stride=2), way, id=f"3x3 that halves-{way}") for way in WAYS),
    *(pytest.param(nn.Conv2d(6, 9, 1), way, id=f"1x1-{way}") for way in WAYS_OF_1X1),
]


def prefer(preferred: Way, seen: list[str] | None = None) -> Callable[[Part, ConvolutionLayer], Way]:
    """Chooses `preferred` wherever it can be had."""

    def choose(part: Part, layer: ConvolutionLayer) -> Way:
        if seen is not None:
            seen.append(f"{part} {layer}")
        return preferred if preferred in layer.list_ways(part) else "direct"

    return choose


@pytest.fixture(autouse=True)
def _small_layers_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MIN_PRODUCTS", 0)


def conv2d_weight(images: Tensor, shape: tuple[int, ...], gradient: Tensor) -> Tensor:
    """torch's own gradient of a weight."""
    weight = torch.zeros(shape, dtype=images.dtype, requires_grad=True)
    return torch.autograd.grad(functional.conv2d(images, weight, padding=1), weight, gradient)[0]


@pytest.mark.parametrize("size", [(1, 1), (2, 7), (5, 4), (8, 12), (33, 50), (3, 450)], ids=str)
def test_that_the_gradient_of_a_weight_is_torchs(size: tuple[int, int]) -> None:
    generator = torch.Generator().manual_seed(size[0])
    images, gradient = torch.rand(2, 5, *size, generator=generator), torch.randn(2, 7, *size, generator=generator)
    expected = conv2d_weight(images.double(), (7, 5, 3, 3), gradient.double())
    found = compute_winograd_gradient(images, gradient)
    torch.testing.assert_close(found.double(), expected, atol=2e-5 * float(expected.abs().max()), rtol=0)


def test_that_the_gradient_of_a_weight_rounds_little_over_a_large_map() -> None:
    generator = torch.Generator().manual_seed(0)
    images, gradient = (torch.randn(1, 16, 120, 160, generator=generator) for _ in range(2))
    expected = conv2d_weight(images.double(), (16, 16, 3, 3), gradient.double())
    direct = conv2d_weight(images, (16, 16, 3, 3), gradient)
    found = compute_winograd_gradient(images, gradient)
    assert (found - expected).abs().max() < 6 * (direct - expected).abs().max() + 1e-6 * expected.abs().max()


@pytest.mark.parametrize(("layer", "way"), CONVOLUTIONS)
def test_that_every_way_gives_the_same_result_and_gradients(layer: nn.Conv2d, way: Way) -> None:
    inputs = [*layer.parameters()]
    images = torch.rand(2, 6, 21, 18, generator=torch.Generator().manual_seed(0)).requires_grad_()

    def numbers() -> list[Tensor]:
        result = layer(images)
        loss = (result * torch.arange(result.numel()).view_as(result) / result.numel()).sum()
        return [result, *torch.autograd.grad(loss, [images, *inputs])]

    expected = numbers()
    seen: list[str] = []
    with FastConvolutions(prefer(way, seen)):
        found = numbers()
    assert [name.split()[0] for name in seen] == ["result", "input", "weight"]
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5 * float(other.detach().abs().max()), rtol=0)


@pytest.mark.parametrize("way", WAYS)
def test_that_the_layer_after_it_may_work_in_place(way: Way) -> None:
    layers = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(inplace=True))
    images = torch.rand(1, 4, 9, 9)
    with FastConvolutions(prefer(way)):
        found = layers(images)
    torch.testing.assert_close(found, layers(images), atol=1e-5, rtol=0)
    found.sum().backward()


def test_that_nothing_is_computed_for_what_does_not_learn() -> None:
    frozen, learning = nn.Conv2d(3, 4, 3, padding=1).requires_grad_(False), nn.Conv2d(4, 4, 3, padding=1)
    seen: list[str] = []
    with FastConvolutions(prefer("winograd", seen)):
        learning(frozen(torch.rand(1, 3, 8, 8))).sum().backward()
    assert [name.split()[0] for name in seen] == ["result", "result", "weight"]


@pytest.mark.parametrize(
    "layer",
    [nn.Conv2d(4, 4, 3, padding=1, groups=2), nn.Conv2d(4, 4, 3, padding="same")],
    ids=["groups", "padding by name"],
)
def test_that_other_layers_are_left_to_torch(layer: nn.Conv2d) -> None:
    seen: list[str] = []
    images = torch.rand(1, 4, 8, 8)
    with FastConvolutions(prefer("winograd", seen)):
        torch.testing.assert_close(layer(images), layer(images), atol=0, rtol=0)
        functional.conv2d(images, layer.weight, groups=layer.groups)
    assert not seen


def test_that_half_precision_and_gpus_are_left_to_torch() -> None:
    assert isinstance(fast_convolutions(CPU, torch.float32), FastConvolutions)
    for device, precision in ((CPU, torch.bfloat16), (torch.device("cuda"), torch.float32)):
        assert not isinstance(fast_convolutions(device, precision), FastConvolutions)


def learned_with(way: Way, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, float], Tensor]:
    """The losses of a step, and the gradient that it left, of all weights one after the other."""
    model = small_model(config=SMALL_PYRAMID).to(memory_format=torch.channels_last)
    stepper = Stepper(model, TrainingConfig(batch_size=2), CPU, torch.float32)
    batch = Batch([small_image(), small_image(seed=1)], [small_target(), small_target()], skipped=(), seeds=(3, 4))
    monkeypatch.setattr("detector.training.step.fast_convolutions", lambda *_: FastConvolutions(prefer(way)))
    losses = stepper.take_step(batch, rate=0.01).losses
    return losses, torch.cat([one.grad.flatten() for one in model.parameters() if one.grad is not None])


@pytest.mark.parametrize("way", [way for way in (*WAYS, *WAYS_OF_1X1) if way != "direct"])
def test_that_a_step_learns_the_same_in_every_way(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    expected_losses, expected = learned_with("direct", monkeypatch)
    losses, gradient = learned_with(way, monkeypatch)
    assert losses == pytest.approx(expected_losses, rel=1e-5)
    assert (gradient - expected).norm() < 1e-4 * expected.norm()


def test_that_each_part_of_a_layer_is_measured_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []

    def measure(part: Part, layer: ConvolutionLayer) -> Way:
        measured.append(f"{part} {layer}")
        return layer.list_ways(part)[-1]

    monkeypatch.setattr(training, "measure_fastest_way", measure)
    chosen = []
    for _ in range(2):
        plan = TrainingConvolutionPlan(MeasuredChoices(tmp_path / "training.json", WAYS))
        with FastConvolutions(lambda *of: chosen.append(plan.choose_way(*of)) or chosen[-1]):  # type: ignore[func-returns-value]  # noqa: B023
            nn.Conv2d(2, 3, 3, padding=1)(torch.rand(1, 2, 9, 9).requires_grad_()).sum().backward()
    assert len(measured) == 3
    assert chosen[:3] == chosen[3:]


def test_that_two_programs_that_measured_at_once_stay_with_one_choice(tmp_path: Path) -> None:
    first, second = (MeasuredChoices(tmp_path / "choices.json", WAYS) for _ in range(2))
    assert first.choose_or_measure("a layer", lambda: "planes") == "planes"
    assert second.choose_or_measure("a layer", lambda: "direct") == "planes"


def test_that_the_fastest_way_is_one_that_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Part, ConvolutionLayer]] = []
    with FastConvolutions(lambda part, layer: seen.append((part, layer)) or "direct"):  # type: ignore[func-returns-value]
        nn.Conv2d(4, 5, 3, padding=1, stride=2)(torch.rand(1, 4, 12, 9).requires_grad_()).sum().backward()
        nn.Conv2d(4, 5, 3, padding=1)(torch.rand(1, 4, 12, 9).requires_grad_()).sum().backward()
    assert len(seen) == 2 * len(PARTS)
    for part, layer in seen:
        assert training.measure_fastest_way(part, layer) in layer.list_ways(part)
