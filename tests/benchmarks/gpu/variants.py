"""What could make our networks faster on a device: the memory layout, compiling, and CUDA graphs."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from detector.compute.precision import choose_precision
from detector.config import DetectorConfig
from detector.faster_rcnn import FasterRCNN
from detector.inference import prepare_for_inference
from tests.benchmarks.gpu.networks import CLASSES, NO_TIME, _try, measure_ours
from tests.benchmarks.gpu.plan import Plan
from tests.benchmarks.gpu.timing import Speed, measure_call

HEADER = ("preset", "part", "as it is", "variant", "its speed", "time ratio")
_GAINS_NOTHING = "needs CUDA"
_MIN_SECONDS = 45.0


class _Parts(nn.Module):
    """Backbone and RPN head: the parts with a fixed input size and without loops."""

    def __init__(self, network: FasterRCNN) -> None:
        super().__init__()
        assert network.rpn is not None, "these presets have one"
        self.backbone, self.rpn = network.backbone, network.rpn

    def forward(self, batch: Tensor) -> tuple[Tensor, ...]:
        return tuple(tensor for pair in self.rpn(self.backbone(batch)) for tensor in pair)


def measure_variants(plan: Plan) -> Iterator[tuple[str, ...]]:
    """A row for each preset and variant, as long as there is time."""
    half = choose_precision("auto", plan.device)
    for name, config in list(plan.presets.items())[:3]:
        for task in ("detection", "training step"):
            plain = _try(plan, lambda: measure_ours(plan, config, task, half))  # noqa: B023 - called at once
            other = _try(plan, lambda: measure_ours(plan, config, task, half, torch.contiguous_format))  # noqa: B023
            yield _row(name, task, plain, "contiguous in place of channels_last", other)
        yield from _measure_parts(plan, name, config, half)


def _measure_parts(plan: Plan, name: str, config: DetectorConfig, precision: torch.dtype) -> Iterator[tuple[str, ...]]:
    def measure(variant: str) -> Speed:
        torch.manual_seed(0)
        parts = _Parts(prepare_for_inference(FasterRCNN(config, CLASSES), plan.device, precision))
        batch = torch.rand(1, 3, *plan.input_size(config), device=plan.device).to(memory_format=torch.channels_last)
        with torch.inference_mode(variant != "CUDA graph"), torch.no_grad():
            function = _prepare(plan, parts, batch.to(dtype=precision), variant)
            return measure_call(plan, lambda: function(batch.to(dtype=precision)))

    plain = _try(plan, lambda: measure("eager"))
    for variant in ("torch.compile", "CUDA graph"):
        if variant == "CUDA graph" and not plan.is_gpu:
            yield _row(name, "backbone and RPN", plain, variant, _GAINS_NOTHING)
        elif plan.seconds_left < _MIN_SECONDS and not plan.quick:
            yield _row(name, "backbone and RPN", plain, variant, NO_TIME)
        else:
            yield _row(name, "backbone and RPN", plain, variant, _try(plan, lambda: measure(variant)))  # noqa: B023


def _prepare(plan: Plan, parts: nn.Module, batch: Tensor, variant: str) -> nn.Module:
    if variant == "torch.compile":
        return torch.compile(parts, backend=plan.compiler)  # type: ignore[return-value]
    if variant == "CUDA graph":
        return torch.cuda.make_graphed_callables(parts, (batch,))  # type: ignore[return-value]
    return parts


def _row(name: str, part: str, plain: Speed | str, variant: str, speed: Speed | str) -> tuple[str, ...]:
    both = isinstance(plain, Speed) and isinstance(speed, Speed)
    ratio = f"{speed.seconds / plain.seconds:.2f}" if both else ""  # type: ignore[union-attr]
    return name, part, str(plain), variant, str(speed), ratio
