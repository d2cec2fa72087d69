"""One network in its own process: `python -m tests.benchmarks.probe_network WHO TASK PRESET DEVICE PRECISION`.

WHO is ours or torchvision; PRECISION applies to ours (torchvision's is float32). TASK is detect, backbone, train,
train_kept (ours, with features of frozen layers kept from an earlier epoch) or train_channels_last (torchvision's, in
that memory layout). Prints JSON: seconds of each call as wall time and as processor time, and the peak memory in
addition to that of the network itself and of kept features.
"""

from __future__ import annotations

import gc
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import cast

import torch
from torch import Tensor
from torchvision.models.detection import FasterRCNN as TorchvisionFasterRCNN

from detector.compute.heap import keep_heap
from detector.compute.precision import autocast_precision, choose_precision
from detector.config import Precision, get_preset
from detector.convolutions.training import fast_convolutions
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rings import Rings
from detector.faster_rcnn import FasterRCNN
from detector.image_stages import TrainingImage
from detector.inference import prepare_for_inference
from detector.stages.mask_paste import paste_masks
from detector.targets import Target
from detector.training.feature_store import prefers_single_images
from detector.training.schedule import create_optimizer
from tests.benchmarks.accuracy.peer_targets import build_peer_target
from tests.benchmarks.peers import peer_of

CLASSES = ("a", "b", "c")
SIZES = {"vgg16": (600, 800), "resnet50_fpn": (600, 800), "mobilenet_fpn": (480, 640), "mask_mobilenet_fpn": (480, 640)}
BATCHES = {"vgg16": 1, "resnet50_fpn": 1, "mobilenet_fpn": 4, "mask_mobilenet_fpn": 4}
REPEATS = {"vgg16": 3, "resnet50_fpn": 3, "mobilenet_fpn": 15, "mask_mobilenet_fpn": 15}


def images(name: str, count: int, device: torch.device) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.rand(3, *SIZES[name], generator=generator).to(device) for _ in range(count)]


def build_targets(name: str, count: int, device: torch.device) -> list[Target]:
    """Of images of 480x640 at least, each object an octagon.

    For a mask network there are as many objects as an image may have positive RoIs. Both sides add the objects to the
    proposals, so they train masks on the same number of RoIs: with three objects, our untrained RPN happens to give 22
    to 30 of them in each image, torchvision's gives 4.
    """
    boxes = torch.tensor([[30.0, 20, 300, 240], [150.0, 100, 400, 300], [10.0, 10, 60, 70]], device=device)
    if (config := get_preset(name)).has_masks:
        sampling = config.proposal_targets
        boxes = _spread_boxes(int(sampling.samples * sampling.positive_fraction)).to(device)
    rings = tuple(Rings.from_polygons([build_octagon(*corners)]) for corners in boxes.tolist())
    labels, outlines = torch.arange(len(boxes), device=device) % 3 + 1, PlacedOutlines(rings, 640, 480)
    return [Target(boxes=boxes, labels=labels, outlines=outlines) for _ in range(count)]


def _spread_boxes(count: int) -> Tensor:
    """(count, 4) of different sizes, in an image of 640x480."""
    random = torch.Generator().manual_seed(0)
    sides = 30 + 90 * torch.rand(count, 2, generator=random)
    corners = torch.rand(count, 2, generator=random) * (torch.tensor([640.0, 480.0]) - sides)
    return torch.cat([corners, corners + sides], dim=1)


def build_octagon(x1: float, y1: float, x2: float, y2: float) -> list[list[float]]:
    """The points of an octagon in a box."""
    shares = [math.cos(math.pi * (2 * corner + 1) / 8) / 2 + 0.5 for corner in range(8)]
    return [[x1 + x * (x2 - x1), y1 + y * (y2 - y1)] for x, y in zip(shares, shares[-2:] + shares[:-2], strict=True)]


def call(who: str, task: str, name: str, device: torch.device, precision: Precision) -> Callable[[], object]:
    """The function to time."""
    torch.manual_seed(0)
    if who == "torchvision":
        peer = peer_of(name, len(CLASSES)).to(device)
        if task == "train_channels_last":
            peer = peer.to(memory_format=torch.channels_last)
        if task.startswith("train"):
            return their_step(peer, name, device)
        return their_detection(peer.eval(), task, name, device)
    ours = FasterRCNN(get_preset(name), CLASSES, pretrained=True)
    chosen = choose_precision(precision, device)
    if task.startswith("train"):
        return our_step(ours, name, device, chosen, are_kept=task == "train_kept")
    return our_detection(ours, task, name, device, chosen)


def their_detection(peer: TorchvisionFasterRCNN, task: str, name: str, device: torch.device) -> Callable[[], object]:
    (image,) = images(name, 1, device)
    resized = peer.transform([image])[0].tensors
    return (lambda: peer.backbone(resized)) if task == "backbone" else (lambda: peer([image]))


def our_detection(
    ours: FasterRCNN, task: str, name: str, device: torch.device, precision: torch.dtype
) -> Callable[[], object]:
    (image,) = images(name, 1, device)
    network = prepare_for_inference(ours, device, precision)
    frame = network.run_proposal_stages([image], training_limits=False)[0].frame
    batch = network._build_batch([image], [frame], network.config).contiguous(memory_format=torch.channels_last)
    return (lambda: network.backbone(batch)) if task == "backbone" else (lambda: detect(network, image))


def detect(network: FasterRCNN, image: Tensor) -> None:
    """What is found in an image, its masks pasted."""
    (found,) = network([image]).detections
    if found.masks is not None:
        paste_masks(found.masks, found.boxes, image.shape[-1], image.shape[-2])


def our_step(
    network: FasterRCNN, name: str, device: torch.device, precision: torch.dtype, are_kept: bool
) -> Callable[[], object]:
    """A training step like the trainer's; if features `are_kept`, those of the images are already cached."""
    network.to(device).to(memory_format=torch.channels_last).train()
    sgd, count = create_optimizer(network, network.config.training), BATCHES[name]
    batch, truth = images(name, count, device), build_targets(name, count, device)
    alone = prefers_single_images(network, device)

    def begin() -> Sequence[TrainingImage]:
        with fast_convolutions(device, precision), autocast_precision(device, precision):
            return [network.begin(image) for image in batch] if alone else batch

    kept = begin() if are_kept else None

    def step() -> None:
        sgd.zero_grad(set_to_none=True)
        with fast_convolutions(device, precision):
            shown = begin() if kept is None else kept
            with autocast_precision(device, precision):
                loss = network(shown, truth).total_loss
            loss.backward()
        sgd.step()

    return step


def their_step(network: torch.nn.Module, name: str, device: torch.device) -> Callable[[], object]:
    """A training step with the optimizer of torchvision's reference script."""
    network.to(device).train()
    sgd, count = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-4), BATCHES[name]
    batch, with_masks = images(name, count, device), get_preset(name).has_masks
    truth = [build_peer_target(one, 640, 480, device, with_masks) for one in build_targets(name, count, device)]

    def step() -> None:
        sgd.zero_grad(set_to_none=True)
        torch.stack(list(network(batch, truth).values())).sum().backward()
        sgd.step()

    return step


def reset_peak() -> int:
    """Reset the peak memory of this process (Linux); returns its present memory in bytes."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_memory()


def peak_memory() -> int:
    """The peak memory since then, in bytes."""
    (line,) = (one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main() -> None:
    who, task, name, device_name, precision = sys.argv[1:6]
    device = torch.device(device_name)
    function = call(who, task, name, device, cast(Precision, precision))
    gc.collect()
    before = reset_peak()
    seconds, processor = [], []
    # As in the trainer and in folder detection
    keeping = keep_heap() if who == "ours" else nullcontext()
    with keeping, torch.inference_mode(not task.startswith("train")):
        for _ in range(REPEATS[name] + 2):
            start, start_of_processor = time.perf_counter(), time.process_time()
            function()
            if device.type == "cuda":
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
            processor.append(time.process_time() - start_of_processor)
    peak = peak_memory() - before
    if device.type == "cuda":
        peak = torch.cuda.max_memory_allocated()
    print(json.dumps({"seconds": seconds[2:], "processor": processor[2:], "peak": peak}))


if __name__ == "__main__":
    main()
