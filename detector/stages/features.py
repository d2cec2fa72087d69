"""Feature extraction: a classification network, cut where its map is as small as wanted, or with a pyramid on top."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import islice

import torch
from torch import Tensor, nn

from detector.config import BackboneConfig, BackboneName, NormKind
from detector.stages.frozen_norm import FrozenNorm, merge_norms
from detector.stages.frozen_part import run_frozen, run_learning
from detector.torchvision_parts import BackboneWithFPN, models
from detector.weights.undrawn import UninitializedWeights

Norm = Callable[[int], nn.Module]

_LAYERS_BY_STRIDE: dict[str, dict[int, tuple[tuple[str, int], ...]]] = {
    "mobilenet_v2": {4: (("3", 24),), 8: (("6", 32),), 16: (("13", 96),), 32: (("17", 320),)},
    "mobilenet_v3_large": {4: (("3", 24),), 8: (("6", 40),), 16: (("12", 112),), 32: (("13", 160), ("16", 960))},
    **{
        name: {4: (("layer1", 256),), 8: (("layer2", 512),), 16: (("layer3", 1024),), 32: (("layer4", 2048),)}
        for name in ("resnet50", "resnet101", "resnext50_32x4d")
    },
}
"""For a pyramid: at each stride the layers whose maps of that size can be taken, and their channels, the last last.

MobileNetV3's maps at stride 32 are torchvision's choice: its first block of that size, and its last convolution.
"""

_LAST_CONVOLUTIONS = {"mobilenet_v2": ("18", 1280)}
"""What follows the last block of a network, at its coarsest stride, without changing the size of its map."""


def pyramid_layers(config: BackboneConfig) -> list[tuple[str, int]]:
    """The layer at each of the pyramid's strides and the channels of its map, finest first.

    A stride that comes n times has the last n layers of that stride.

    Raises:
        ValueError: The network does not have as many maps at these strides.
    """
    layers, counts = dict(_LAYERS_BY_STRIDE.get(config.name, {})), Counter(config.strides)
    if config.last_convolution:
        layers[max(layers)] = (_LAST_CONVOLUTIONS[config.name],)
    if any(count > len(layers.get(stride, ())) for stride, count in counts.items()):
        raise ValueError(f"There is no pyramid of {config.name} at strides {config.strides}.")
    return [layer for stride, count in counts.items() for layer in layers[stride][-count:]]


def layers_until_stride(layers: Iterable[nn.Module], stride: int) -> tuple[list[nn.Module], int]:
    """The leading `layers` whose output is no smaller than input / `stride`, and how many channels they give.

    Found the tutorial's way: pass a blank image through layer after layer, and stop where the map gets too small.
    """
    side = 4 * stride
    feature_map = torch.zeros(1, 3, side, side)
    kept: list[nn.Module] = []
    channels = 3
    with torch.no_grad():
        for layer in layers:
            feature_map = layer.eval()(feature_map)
            if feature_map.shape[-1] < side // stride:
                break
            kept.append(layer)
            channels = feature_map.shape[1]
    return kept, channels


@lru_cache
def _count_layers_until_stride(name: BackboneName, stride: int) -> tuple[int, int]:
    """How many layers of the network `name` `layers_until_stride` keeps, and how many channels they give.

    Counted once, and on the CPU: on the device `meta` the blank image takes longer than on a network with weights, and
    imports torch's compiler, which loading a checkpoint would wait for.
    """
    with torch.device("cpu"), UninitializedWeights():
        kept, channels = layers_until_stride(build_classification_network(name).children(), stride)
    return len(kept), channels


def build_classification_network(name: BackboneName, norm: Norm = nn.BatchNorm2d) -> nn.Module:
    """The untrained convolutional part of torchvision's classification network `name`."""
    if name == "vgg16":
        network: nn.Module = models.vgg16(weights=None).features
    elif name in ("mobilenet_v2", "mobilenet_v3_large"):
        network = getattr(models, name)(weights=None, norm_layer=norm).features
    else:
        network = getattr(models, name)(weights=None, norm_layer=norm)
    return network


def _backbone_norm(config: BackboneConfig, pretrained: bool) -> Norm:
    """Batch norms keep their pretrained statistics: a batch of a few images is too small to measure them again.

    A network that starts from nothing learns them.
    """
    return partial(FrozenNorm if pretrained else nn.BatchNorm2d, eps=config.norm_eps)


def norm_of_kind(kind: NormKind) -> Norm | None:
    """The norm that layers on top of a classification network have; with "frozen" they need `merge_norms`."""
    kinds: dict[NormKind, Norm | None] = {"none": None, "learned": nn.BatchNorm2d, "frozen": FrozenNorm}
    return kinds[kind]


def _freeze_layers(body: nn.Module, convolutions: int) -> None:
    """Freeze the first `convolutions` of a pretrained network, and all norms."""
    merge_norms(body)
    for convolution in [m for m in body.modules() if isinstance(m, nn.Conv2d)][:convolutions]:
        convolution.requires_grad_(False)


def _put_stride_in_1x1(network: nn.Module) -> None:
    """Halve the map in a bottleneck's first convolution (Caffe, Keras), not in its second (torchvision)."""
    for block in network.modules():
        if isinstance(block, models.resnet.Bottleneck):
            block.conv1.stride, block.conv2.stride = block.conv2.stride, (1, 1)


class SingleLevelFeatures(nn.Module):
    """A map at one stride. `pretrained`: it starts from pretrained weights, so its first layers are frozen."""

    def __init__(self, config: BackboneConfig, pretrained: bool) -> None:
        super().__init__()
        network = build_classification_network(config.name, _backbone_norm(config, pretrained))
        if config.stride_in_1x1:
            _put_stride_in_1x1(network)
        count, self.out_channels = _count_layers_until_stride(config.name, config.strides[0])
        self.body = nn.Sequential(OrderedDict(islice(network.named_children(), count)))
        if pretrained:
            _freeze_layers(self.body, config.frozen_convolutions)

    def forward(self, images: Tensor) -> list[Tensor]:
        """`images` (N, 3, h, w), normalized, sides whole multiples of the stride -> one map (N, channels, h/s, w/s)."""
        return [self.body(images)]

    def begin(self, images: Tensor) -> tuple[Tensor, ...]:
        """As `forward`, as far as nothing learns."""
        return run_frozen(self.body, images, {})

    def finish(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """What `forward` gives, from what `begin` gave."""
        return list(run_learning(self.body, maps, {}).values())


class PyramidFeatures(BackboneWithFPN):  # type: ignore[misc]
    """A feature pyramid (Lin et al. 2017) as torchvision builds it, under its key names; `pretrained` as above."""

    out_channels: int

    def __init__(self, config: BackboneConfig, pretrained: bool) -> None:
        stages = pyramid_layers(config)
        network = build_classification_network(config.name, _backbone_norm(config, pretrained))
        if config.stride_in_1x1:
            _put_stride_in_1x1(network)
        names = {layer: str(level) for level, (layer, _) in enumerate(stages)}
        norm = norm_of_kind(config.fpn_norm)
        super().__init__(network, names, [channels for _, channels in stages], config.fpn_channels, norm_layer=norm)
        if config.fpn_norm == "frozen":
            merge_norms(self.fpn)
        if pretrained:
            _freeze_layers(self.body, config.frozen_convolutions)

    def forward(self, images: Tensor) -> list[Tensor]:
        """`images` (N, 3, h, w), normalized, sides whole multiples of the coarsest stride.

        A map (N, channels, h/s, w/s) for every stride s, finest first, and the extra one of half the last one's size.
        """
        return list(super().forward(images).values())

    def begin(self, images: Tensor) -> tuple[Tensor, ...]:
        """As `forward`, as far as nothing learns."""
        return run_frozen(self.body, images, self.body.return_layers)

    def finish(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """What `forward` gives, from what `begin` gave."""
        return list(self.fpn(run_learning(self.body, maps, self.body.return_layers)).values())


def build_last_stage(config: BackboneConfig, pretrained: bool) -> tuple[nn.Module, int]:
    """The stage of a ResNet after stride 16 (conv5, torchvision's `layer4`), and the channels of its map.

    Its map has half the side of what it is given. `pretrained`: as above; nothing but its norms is frozen.

    Raises:
        ValueError: The network of `config` has no such stage, or its backbone does not end before it.
    """
    if not config.has_last_stage:
        raise ValueError(f"There is no last stage after {config.name} at strides {config.strides}.")
    network = build_classification_network(config.name, _backbone_norm(config, pretrained))
    if config.stride_in_1x1:
        _put_stride_in_1x1(network)
    name, channels = _LAYERS_BY_STRIDE[config.name][32][-1]
    stage = network.get_submodule(name)
    if pretrained:
        merge_norms(stage)
    return stage, channels


Backbone = SingleLevelFeatures | PyramidFeatures


def build_backbone(config: BackboneConfig, pretrained: bool) -> Backbone:
    """The feature extractor of `config`: with a pyramid where it has channels for one, else of a single level.

    `pretrained` says that it will be given pretrained weights, so that its first layers and its norms are frozen.

    Raises:
        ValueError: For strides that the network does not have.
    """
    if config.fpn_channels == 0 and len(config.strides) > 1:
        raise ValueError("Features at several strides need a pyramid: set fpn_channels.")
    return (PyramidFeatures if config.fpn_channels else SingleLevelFeatures)(config, pretrained)
