"""Images per second of whole networks: ours, torchvision's, and torchvision's compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from detector.compute.precision import autocast_precision, choose_precision
from detector.config import DetectorConfig
from detector.faster_rcnn import FasterRCNN
from detector.inference import prepare_for_inference
from detector.targets import Target
from detector.training.schedule import create_optimizer
from tests.benchmarks.gpu.peers import whole_peer
from tests.benchmarks.gpu.plan import Plan
from tests.benchmarks.gpu.timing import Speed, forget, measure_call

CLASSES = ("a", "b", "c")
HEADER = (
    "preset", "what", "images/s, ours", "the same in float32", "torchvision, float32", "its amp", "compiled", "ratio",
)  # fmt: skip
BATCH = 2
"""Images in a training step"""
BOXES = ((0.05, 0.04, 0.5, 0.5), (0.25, 0.2, 0.65, 0.6), (0.6, 0.6, 0.8, 0.9))
"""As fractions of the image size"""
COMPILING_S = 100.0
"""The time to compile and measure a network; with less time left, it is not started."""
NO_TIME = "no time left"


def measure_networks(plan: Plan) -> Iterator[tuple[str, ...]]:
    """A row for each preset and task, as long as there is time.

    The last number is the time of ours divided by torchvision's best.
    """
    for name, config in plan.presets.items():
        for task in ("detection", "training step"):
            if plan.seconds_left <= 0:
                yield name, task, NO_TIME, *[""] * (len(HEADER) - 3)
                continue
            yield name, task, *_measure_preset(plan, name, config, task)


def _measure_preset(plan: Plan, name: str, config: DetectorConfig, task: str) -> tuple[str, ...]:
    half = choose_precision("auto", plan.device)
    ours = _try(plan, lambda: measure_ours(plan, config, task, half))
    full = _try(plan, lambda: measure_ours(plan, config, task, torch.float32))
    peers: list[Speed | str] = [
        _try(plan, lambda: measure_peer(plan, name, config, task, torch.float32)),
        _try(plan, lambda: measure_peer(plan, name, config, task, half)),
    ]
    is_first = name == next(iter(plan.presets))
    if is_first and task == "detection" if plan.quick else plan.seconds_left > COMPILING_S * (1 if is_first else 2):
        peers.append(_try(plan, lambda: measure_peer(plan, name, config, task, half, compiled=True)))
    else:
        peers.append(NO_TIME)
    best = [peer.seconds for peer in peers if isinstance(peer, Speed)]
    ratio = f"{ours.seconds / min(best):.2f}" if isinstance(ours, Speed) and best else ""
    return *map(str, (ours, full, *peers)), ratio


def _try(plan: Plan, function: Callable[[], Speed]) -> Speed | str:
    """The speed, or a short reason why there is none: an error in one network must not end the table."""
    try:
        return function()
    except (RuntimeError, ValueError, torch._dynamo.exc.TorchDynamoException) as error:
        return f"{type(error).__name__}: {str(error).strip().splitlines()[0][:60]}" if str(error) else "failed"
    finally:
        forget(plan)


def measure_ours(
    plan: Plan, config: DetectorConfig, task: str, precision: torch.dtype, layout: torch.memory_format | None = None
) -> Speed:
    """Our network as in the program; `layout` overrides the program's memory layout."""
    torch.manual_seed(0)
    network = FasterRCNN(config, CLASSES, pretrained=True)
    layout = layout or torch.channels_last
    if task == "detection":
        image = _images(plan, config, 1)
        detector = prepare_for_inference(network, plan.device, precision).to(memory_format=layout)
        with torch.inference_mode():
            return measure_call(plan, lambda: detector(image))
    network.to(plan.device).to(memory_format=layout).train()
    sgd = create_optimizer(network, config.training)
    images, boxes = _images(plan, config, BATCH), _boxes(plan, config)
    targets = [Target(boxes=boxes, labels=torch.tensor([1, 2, 3], device=plan.device), name="drawn")] * BATCH

    def step() -> None:
        sgd.zero_grad(set_to_none=True)
        with autocast_precision(plan.device, precision):
            result = network(images, targets)
        result.total_loss.backward()
        sgd.step()

    return measure_call(plan, step, BATCH)


def measure_peer(
    plan: Plan, name: str, config: DetectorConfig, task: str, precision: torch.dtype, compiled: bool = False
) -> Speed:
    """torchvision's network, on images that its own resizing leaves unchanged."""
    torch.manual_seed(0)
    peer = _fit_input(whole_peer(name, len(CLASSES)), config).to(plan.device)
    call: nn.Module = torch.compile(peer, backend=plan.compiler) if compiled else peer  # type: ignore[assignment]
    if task == "detection":
        image = _images(plan, config, 1)
        peer.eval()

        def detect() -> None:
            with torch.inference_mode(), autocast_precision(plan.device, precision):
                call(image)

        return measure_call(plan, detect)
    peer.train()
    sgd = torch.optim.SGD([one for one in peer.parameters() if one.requires_grad], 1e-4, 0.9, weight_decay=1e-4)
    images, boxes = _images(plan, config, BATCH), _boxes(plan, config)
    targets = [{"boxes": boxes, "labels": torch.tensor([1, 2, 3], device=plan.device)} for _ in range(BATCH)]

    def step() -> None:
        sgd.zero_grad(set_to_none=True)
        with autocast_precision(plan.device, precision):
            losses: dict[str, Tensor] = call(images, targets)
        torch.stack([loss.float() for loss in losses.values()]).sum().backward()
        sgd.step()

    return measure_call(plan, step, BATCH)


def _fit_input(peer: nn.Module, config: DetectorConfig) -> nn.Module:
    peer.transform.min_size = (config.input.short_side,)  # type: ignore[union-attr]
    peer.transform.max_size = config.input.long_side  # type: ignore[union-attr]
    return peer


def _images(plan: Plan, config: DetectorConfig, count: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.rand(3, *plan.input_size(config), generator=generator).to(plan.device) for _ in range(count)]


def _boxes(plan: Plan, config: DetectorConfig) -> Tensor:
    height, width = plan.input_size(config)
    return torch.tensor(BOXES, device=plan.device) * torch.tensor([width, height] * 2, device=plan.device)
