"""3x3 convolutions with fewer multiplications give what the plain ones give; the plan chooses and keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional
from torchvision.models.mobilenetv2 import InvertedResidual
from torchvision.models.resnet import Bottleneck

from detector.convolutions import nnpack
from detector.convolutions import plan as plan_module
from detector.convolutions.fused import can_fuse
from detector.convolutions.kept_choices import machine_key
from detector.convolutions.methods import Method, available_methods, compute_convolution, prepare_weight
from detector.convolutions.plan import MAX_BATCH, MIN_CELLS, ConvolutionPlan, LayerKind
from detector.convolutions.planned import PlannedConv2d
from detector.convolutions.rewriting import rewrite_convolutions

KIND = LayerKind(8, 16, 6)


class FixedPlan(ConvolutionPlan):
    """Chooses one method for everything."""

    def __init__(self, method: Method) -> None:
        super().__init__(None)
        self.method = method

    def choose_method(self, kind: LayerKind) -> Method:
        return self.method


def random_layer(inputs: int, outputs: int, height: int, width: int, count: int = 1) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(inputs * height + width)
    images = torch.rand(count, inputs, height, width, generator=generator)
    weight = torch.randn(outputs, inputs, 3, 3, generator=generator)
    return images, weight / (9 * inputs) ** 0.5, torch.randn(outputs, generator=generator)


@pytest.mark.parametrize("method", available_methods())
@pytest.mark.parametrize("size", [(1, 1), (2, 7), (5, 4), (8, 12), (33, 50), (3, 450)], ids=str)
@pytest.mark.parametrize(("rectify", "halve"), [(False, False), (True, False), (True, True)])
def test_that_every_method_gives_torchs_numbers(
    method: Method, size: tuple[int, int], rectify: bool, halve: bool
) -> None:
    images, weight, bias = random_layer(5, 7, *size, count=2)
    expected = functional.conv2d(images.double(), weight.double(), bias.double(), padding=1)
    expected = expected.relu() if rectify else expected
    if halve and min(size) > 1:
        expected = functional.max_pool2d(expected, 2)
    elif halve:
        expected = expected[:, :, : size[0] // 2, : size[1] // 2]
    with torch.inference_mode():
        found = compute_convolution(method, images, prepare_weight(method, weight), bias, rectify, halve)
    torch.testing.assert_close(found.double(), expected, atol=2e-5, rtol=0)


def test_that_winograd_needs_no_bias_and_rounds_little_with_many_channels() -> None:
    images, weight, _ = random_layer(256, 32, 19, 30)
    expected = functional.conv2d(images.double(), weight.double(), padding=1)
    found = compute_convolution("winograd", images, prepare_weight("winograd", weight), None)
    direct = functional.conv2d(images, weight, padding=1)
    assert (found - expected).abs().max() < 6 * (direct - expected).abs().max() + 1e-6
    assert found.is_contiguous(memory_format=torch.channels_last)


def test_that_a_result_is_not_overwritten_by_the_next_layer() -> None:
    images, weight, bias = random_layer(4, 4, 20, 20)
    prepared = prepare_weight("winograd", weight)
    with torch.inference_mode():
        first = compute_convolution("winograd", images, prepared, bias)
        kept = first.clone()
        compute_convolution("winograd", images * 3 + 1, prepared, bias)
    torch.testing.assert_close(first, kept, atol=0, rtol=0)


def test_that_only_plain_3x3_convolutions_are_planned_with_what_follows_them() -> None:
    body = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2, 2),
        nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        nn.Conv2d(4, 4, 3, padding=1, stride=2), nn.Conv2d(4, 4, 3, padding=1, groups=2),
        nn.Sequential(nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 3), nn.Conv2d(4, 4, 3, padding=1)),
    ).eval().requires_grad_(False)  # fmt: skip
    image = torch.rand(2, 3, 41, 30, generator=torch.Generator().manual_seed(0))
    expected = body(image)
    rewrite_convolutions(body, FixedPlan("winograd"))
    planned = [module for module in body.modules() if isinstance(module, PlannedConv2d)]
    assert [(one.rectify, one.halve) for one in planned] == [(True, True), (True, False), (False, False)]
    torch.testing.assert_close(body(image), expected, atol=1e-5, rtol=1e-5)


def test_that_outside_of_a_sequence_nothing_is_taken_for_what_follows() -> None:
    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(2, 2, 3, padding=1)
            self.relu = nn.ReLU()

    block = Block().requires_grad_(False)
    rewrite_convolutions(block, FixedPlan("direct"))
    assert isinstance(block.conv, PlannedConv2d)
    assert not block.conv.rectify
    assert isinstance(block.relu, nn.ReLU)


def count_measurements(monkeypatch: pytest.MonkeyPatch, method: Method = "winograd") -> list[LayerKind]:
    asked: list[LayerKind] = []

    def measure(kind: LayerKind) -> Method:
        asked.append(kind)
        return method

    monkeypatch.setattr(plan_module, "measure_fastest_method", measure)
    return asked


def test_that_a_kind_of_layer_is_measured_once_and_kept_for_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = count_measurements(monkeypatch)
    path = tmp_path / "new" / "convolutions.json"
    plan = ConvolutionPlan(path)
    assert [plan.choose_method(KIND), plan.choose_method(KIND), ConvolutionPlan(path).choose_method(KIND)] == [
        "winograd"
    ] * 3
    assert asked == [KIND]


def test_that_another_machine_measures_for_itself_and_both_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "convolutions.json"
    count_measurements(monkeypatch)
    ConvolutionPlan(path).choose_method(KIND)
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "SSE41")
    asked = count_measurements(monkeypatch, "direct")
    assert ConvolutionPlan(path).choose_method(KIND) == "direct"
    assert asked == [KIND]
    assert sorted(choices[str(KIND)] for choices in json.loads(path.read_text()).values()) == ["direct", "winograd"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[]", b"[" * 9**5, b'{"KEY": 3}', b'{"KEY": {"8x16@6": "a"}}', b'{"KEY": {"8x16@6": 1}}'],
    ids=["empty", "cut", "no text", "a list", "too deep", "a number", "no such method", "no method"],
)  # fmt: skip
def test_that_a_damaged_file_is_measured_again_and_replaced(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "convolutions.json"
    path.write_bytes(content.replace(b"KEY", machine_key().encode()))
    asked = count_measurements(monkeypatch)
    assert ConvolutionPlan(path).choose_method(KIND) == "winograd"
    assert asked == [KIND]
    assert ConvolutionPlan(path).choose_method(KIND) == "winograd"
    assert asked == [KIND]


def test_that_a_folder_that_cannot_be_written_costs_nothing_but_the_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    count_measurements(monkeypatch)
    plan = ConvolutionPlan(tmp_path / "file" / "convolutions.json")
    assert plan.choose_method(KIND) == "winograd"


def test_that_nothing_is_chosen_that_this_torch_cannot_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch, "_nnpack_spatial_convolution")
    assert available_methods() == ("direct", "winograd")
    assert plan_module.measure_fastest_method(LayerKind(4, 4, 5)) in available_methods()


def test_that_layers_of_rois_are_measured_with_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = []

    def note_shape(_method: Method, images: torch.Tensor, *_rest: object) -> None:
        shapes.append(tuple(images.shape))

    monkeypatch.setattr(plan_module, "compute_convolution", note_shape)
    for maps in (1, 100):
        plan_module.measure_fastest_method(LayerKind.from_sizes(4, 8, 14, 14, maps=maps))
    assert {shape[0] for shape in shapes} == {1, MAX_BATCH}
    assert len({str(LayerKind.from_sizes(4, 8, 14, 14, maps=maps)) for maps in (1, 2, 100)}) == 2
    assert LayerKind.from_sizes(128, 128, 50, 67, maps=4).measured_maps == 7
    assert LayerKind.from_sizes(512, 512, 600, 800, maps=4).measured_maps == 2


def test_that_large_maps_are_measured_in_part_and_alike_ones_once() -> None:
    assert LayerKind.from_sizes(64, 64, 600, 800) == LayerKind.from_sizes(64, 64, 1200, 900)
    assert LayerKind.from_sizes(256, 256, 20, 30) != LayerKind.from_sizes(256, 256, 10, 15)
    assert LayerKind.from_sizes(512, 512, 75, 100).size == MIN_CELLS.bit_length() - 1
    height, width = LayerKind.from_sizes(3, 3, 1, 1).sides
    assert height * width == 1


def test_that_convolutions_do_the_activations_after_them() -> None:
    body = nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.Identity(), nn.ReLU6(),
        nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Hardswish(), nn.Conv2d(8, 4, 1), nn.Sigmoid(),
    ).eval().requires_grad_(False)  # fmt: skip
    image = 20 * torch.rand(2, 3, 21, 34, generator=torch.Generator().manual_seed(0))
    expected = body(image)
    rewrite_convolutions(body, FixedPlan("direct"))
    kinds = [type(layer).__name__ for layer in body if not isinstance(layer, nn.Identity)]
    assert kinds == ["FusedConv2d"] * 3 + ["Sigmoid"] or not can_fuse()
    torch.testing.assert_close(body(image), expected, atol=1e-5, rtol=1e-5)
    assert body[:6](image[:0]).shape == (0, 4, 11, 17)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=["planes", "channels last"])
@pytest.mark.parametrize(
    "block",
    [
        Bottleneck(16, 4, norm_layer=nn.Identity),
        Bottleneck(16, 4, stride=2, downsample=nn.Conv2d(16, 16, 1, stride=2), norm_layer=nn.Identity),
        InvertedResidual(16, 16, stride=1, expand_ratio=6, norm_layer=nn.Identity),
        InvertedResidual(16, 16, stride=2, expand_ratio=6, norm_layer=nn.Identity),
    ],
    ids=["bottleneck", "bottleneck that halves", "inverted residual", "inverted residual that halves"],
)
def test_that_the_sums_in_blocks_become_part_of_convolutions(block: nn.Module, layout: torch.memory_format) -> None:
    network = nn.Sequential(block).eval().requires_grad_(False)
    image = torch.randn(2, 16, 13, 22, generator=torch.Generator().manual_seed(0)).contiguous(memory_format=layout)
    kept, expected = image.clone(), network(image)
    rewrite_convolutions(network, FixedPlan("winograd"))
    torch.testing.assert_close(network(image), expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(image, kept, atol=0, rtol=0)
    if can_fuse():
        assert not [layer for layer in network.modules() if isinstance(layer, nn.ReLU | nn.ReLU6)]


def test_that_without_onednn_the_same_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def network() -> nn.Module:
        torch.manual_seed(0)
        return nn.Sequential(nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), Bottleneck(16, 4, norm_layer=nn.Identity))

    image = torch.randn(1, 16, 13, 22, generator=torch.Generator().manual_seed(0))
    found = []
    for has_onednn in (True, False):
        can_fuse.cache_clear()
        monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda has=has_onednn: has)
        body = network().eval().requires_grad_(False)
        rewrite_convolutions(body, FixedPlan("direct"))
        found.append(body(image))
    can_fuse.cache_clear()
    torch.testing.assert_close(*found, atol=1e-5, rtol=1e-5)


@pytest.mark.skipif("nnpack" not in available_methods(), reason="this torch has no NNPACK")
def test_that_a_compiler_traces_a_layer_that_runs_by_nnpack(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = ConvolutionPlan(None)
    monkeypatch.setattr(plan, "choose_method", lambda _kind: "nnpack")
    convolution = nn.Conv2d(8, 8, 3, padding=1).requires_grad_(False)
    layer, images = PlannedConv2d(convolution, plan), torch.rand(1, 8, 12, 16)
    with torch.inference_mode():
        torch.testing.assert_close(torch.compile(layer, backend="eager")(images), convolution(images))


@pytest.mark.skipif("nnpack" not in available_methods(), reason="this torch has no NNPACK")
@pytest.mark.parametrize("last", available_methods())
def test_that_consecutive_layers_by_nnpack_pass_on_planes_with_the_same_numbers(last: Method) -> None:
    torch.manual_seed(0)
    images = torch.rand(1, 3, 17, 22).contiguous(memory_format=torch.channels_last)
    layers = [nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 4, 3, padding=1)]
    network = nn.Sequential(*layers).eval().requires_grad_(False)
    expected = network(images)
    rewrite_convolutions(network, FixedPlan("nnpack"))
    first, second = network[0], network[3]
    assert isinstance(first, PlannedConv2d)
    assert isinstance(second, PlannedConv2d)
    assert (first.keep_planes, second.keep_planes) == (True, False)
    second._plan = FixedPlan(last)
    with torch.inference_mode():
        assert first(images).is_contiguous()
        found = network(images)
        first.keep_planes = False
        assert torch.equal(found, network(images))
    assert found.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(found, expected, atol=2e-5, rtol=0)


@pytest.mark.skipif("nnpack" not in available_methods(), reason="this torch has no NNPACK")
@pytest.mark.parametrize("halve", [False, True], ids=["whole", "halved"])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=["planes", "channels last"])
def test_that_nnpack_computes_the_same_numbers_in_bands(
    layout: torch.memory_format, halve: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, weight, bias = random_layer(
        5, 7, 48, 24, count=2
    )  # of any other size, NNPACK may compute a band by another algorithm
    images = images.contiguous(memory_format=layout)
    expected, found = [], []
    for numbers, values in ((expected, nnpack.MAX_BAND_VALUES), (found, 500)):
        monkeypatch.setattr(nnpack, "MAX_BAND_VALUES", values)
        numbers += [
            nnpack.convolve_by_nnpack(images, weight, bias, rectify=True, halve=halve, keep_planes=keep_planes)
            for keep_planes in (False, True)
        ]
    for one, other in zip(found, expected, strict=True):
        assert torch.equal(one, other)
        assert one.stride() == other.stride()
