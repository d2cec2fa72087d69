"""Faster R-CNN: the stages composed, nothing else.

The settings also make of it Mask R-CNN (with a mask head) and the networks before it, which have no RPN: Fast R-CNN
(proposals come from outside), SPP-Net (RoIs are pooled in a pyramid) and R-CNN (the backbone is run on each region).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from detector.config import DetectorConfig
from detector.frame import ModelFrame
from detector.image_stages import ForwardResult, ImageStages, TrainingImage, get_image_size
from detector.image_tensors import to_pixels
from detector.proposal_sources.network_proposals import find_network_proposals, to_rows
from detector.stages.anchor_targets import build_anchor_targets
from detector.stages.anchors import generate_anchors, level_cells
from detector.stages.detections import Detections, postprocess_detections
from detector.stages.features import build_backbone
from detector.stages.frozen_part import FrozenFeatures, count_frozen, stack_features
from detector.stages.head import FastRcnnHead, LastStageBoxHead
from detector.stages.losses import MASK_LOSS_KEY, ROI_LOSS_KEYS, RPN_LOSS_KEYS, mask_loss, roi_losses, rpn_losses
from detector.stages.mask_head import MaskRcnnHead
from detector.stages.mask_targets import build_mask_targets
from detector.stages.outside_proposals import compute_log_odds, take_outside_proposals
from detector.stages.proposal_targets import ProposalTargets, build_proposal_targets
from detector.stages.proposals import generate_proposals
from detector.stages.region_features import run_on_regions
from detector.stages.roi_pool import pool_rois
from detector.stages.rpn import RegionProposalNetwork
from detector.stages.spatial_pyramid import pool_spatial_pyramid
from detector.targets import Target, check_target


def _split_images(feature_maps: Sequence[Tensor]) -> list[tuple[Tensor, ...]]:
    """Levels (N, channels, h, w) -> of each image its maps (channels, h, w).

    Cells come first meanwhile, so that the gradient of a channels_last map is put together as one, without another
    layout or a sum with zeros for each image. That of a single image is not copied at all.
    """
    by_cell = [level.permute(0, 2, 3, 1) for level in feature_maps]
    levels = [(cells.squeeze(0),) if len(cells) == 1 else cells.unbind() for cells in by_cell]
    return [tuple(cells.permute(2, 0, 1) for cells in maps) for maps in zip(*levels, strict=True)]


class FasterRCNN(nn.Module):
    """The detector of `config` for `classes`. Label i + 1 is classes[i]; 0 is background."""

    mean: Tensor
    std: Tensor

    def __init__(self, config: DetectorConfig, classes: Sequence[str], pretrained: bool = False) -> None:
        """`pretrained` says that its backbone starts from pretrained weights, part of which stay as they are."""
        super().__init__()
        self.config = config
        self.classes = tuple(classes)
        self.pretrained = pretrained
        self.backbone = build_backbone(config.backbone, pretrained)
        channels = self.backbone.out_channels
        has_rpn = config.proposals.has_rpn
        self.rpn = RegionProposalNetwork(channels, config.anchors.per_cell, config.rpn) if has_rpn else None
        last_stage = LastStageBoxHead(config.backbone, pretrained) if config.head.last_stage else None
        self.roi_heads = (
            MaskRcnnHead(channels, len(self.classes), config.head, config.mask)
            if config.has_masks
            else FastRcnnHead(channels, len(self.classes), config.head, config.backbone.strides[-1], last_stage)
        )
        self.register_buffer("mean", torch.tensor(config.input.mean).view(3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(config.input.std).view(3, 1, 1), persistent=False)

    def forward(
        self,
        images: Sequence[TrainingImage],
        targets: Sequence[Target] | None = None,
        generators: Sequence[torch.Generator] | None = None,
        training_limits: bool | None = None,
    ) -> ForwardResult:
        """Compute losses, detections or both.

        With targets there are losses, in evaluation mode too; in evaluation mode there are detections as well.

        Args:
            images: (3, h, w) RGB each, float32 in 0..1 or uint8, of any size, or in training the output of `begin`.
            targets: One for each image.
            generators: These sample, one for each image (default: torch's global one).
            training_limits: Whether the proposal layer uses its numbers for training (default: in training mode).

        Raises:
            InvalidTargetError: For boxes no loss can be computed from.
        """
        limits = self.training if training_limits is None else training_limits
        given = None if targets is None else [target.get("proposals") for target in targets]
        stages = self.run_proposal_stages(images, limits, proposals=given)
        losses: dict[str, Tensor] = {}
        if targets is not None:
            self.check_targets(images, targets)
            draws = [None] * len(images) if generators is None else generators
            stages = [self.add_targets(*one) for one in zip(stages, targets, draws, strict=True)]
            losses = self.compute_losses(stages)
        found = [] if self.training else [self.detect(one) for one in stages]
        return ForwardResult(stages, losses, found)

    @property
    def loss_keys(self) -> tuple[str, ...]:
        """The losses that it has, in the order in which the stages come."""
        of_rpn = () if self.rpn is None else RPN_LOSS_KEYS
        return (*of_rpn, *ROI_LOSS_KEYS, *((MASK_LOSS_KEY,) if self.config.has_masks else ()))

    @property
    def has_frozen_part(self) -> bool:
        """Whether its first layers do not learn, and see whole images."""
        return not self.config.warps_regions and count_frozen(self.backbone.body) > 0

    @torch.no_grad()
    def begin(self, image: Tensor) -> FrozenFeatures:
        """Pass `image` (3, h, w) through the layers that do not learn, alone: so it never depends on other images."""
        width, height = get_image_size(image)
        frame = ModelFrame.from_image_size(width, height, self.config.input)
        return FrozenFeatures(self.backbone.begin(self._build_batch([image], [frame], self.config)), width, height)

    def check_targets(self, images: Sequence[TrainingImage], targets: Sequence[Target]) -> None:
        """Raises: InvalidTargetError."""
        for image, target in zip(images, targets, strict=True):
            check_target(target, *get_image_size(image), len(self.classes))

    def run_proposal_stages(
        self,
        images: Sequence[TrainingImage],
        training_limits: bool,
        config: DetectorConfig | None = None,
        proposals: Sequence[Tensor | None] | None = None,
    ) -> list[ImageStages]:
        """Compute the features, anchors, RPN and proposals of each image.

        Args:
            images: As for `forward`.
            training_limits: As for `forward`.
            config: For other settings than the model's own.
            proposals: (P, 5) of each image, as in its target, for a network without an RPN; None: they are found in
                its pixels.

        Raises:
            ProposalSourceError: The proposal source needs a package that is not installed, or is a file, whose
                proposals have to be given.
        """
        config = config or self.config
        frames = [ModelFrame.from_image_size(*get_image_size(image), config.input) for image in images]
        feature_maps = self._feature_maps(images, frames, config)
        maps_by_image = _split_images(feature_maps)
        if self.rpn is None:
            given = proposals or [None] * len(images)
            return [
                self._build_outside_stages(image, frame, maps, boxes, training_limits, config)
                for image, frame, maps, boxes in zip(images, frames, maps_by_image, given, strict=True)
            ]
        outputs = [tuple(zip(scores, deltas, strict=True)) for scores, deltas in self.rpn(feature_maps)]
        return [
            self._build_image_stages(frame, maps, own, training_limits, config)
            for frame, maps, own in zip(frames, maps_by_image, zip(*outputs, strict=True), strict=True)
        ]

    def run_backbone(self, images: Sequence[TrainingImage]) -> list[tuple[Tensor, ...]]:
        """The maps of each image alone, as `ImageStages.feature_maps`; not for an R-CNN."""
        frames = [ModelFrame.from_image_size(*get_image_size(image), self.config.input) for image in images]
        maps_by_image = _split_images(self._feature_maps(images, frames, self.config))
        cells = [level_cells(self.config.backbone, frame) for frame in frames]
        return [self._crop_maps(maps, own, self.config) for maps, own in zip(maps_by_image, cells, strict=True)]

    def _feature_maps(
        self, images: Sequence[TrainingImage], frames: Sequence[ModelFrame], config: DetectorConfig
    ) -> list[Tensor]:
        """(N, channels, h, w) of each level, of images all or none of which have gone through the frozen part."""
        begun = [one for one in images if isinstance(one, FrozenFeatures)]
        if begun:
            return self.backbone.finish(stack_features(begun))
        pixels = [one for one in images if isinstance(one, Tensor)]
        batch = self._build_batch(pixels, frames, config)
        if config.warps_regions:
            return [batch]
        maps: list[Tensor] = self.backbone(batch)
        return maps

    def _build_outside_stages(
        self,
        image: TrainingImage,
        frame: ModelFrame,
        feature_maps: Sequence[Tensor],
        given: Tensor | None,
        training_limits: bool,
        config: DetectorConfig,
    ) -> ImageStages:
        """As `_build_image_stages`, with the boxes of the proposal source in the place of the RPN's."""
        if given is None:
            assert isinstance(image, Tensor)
            given = torch.from_numpy(to_rows(find_network_proposals(config.proposals, to_pixels(image))))
        given = given.to(self.mean.device)
        boxes, scores = frame.to_model(given[:, :4]), compute_log_odds(given[:, 4])
        proposals = take_outside_proposals(boxes, scores, frame.width, frame.height, config.proposals, training_limits)
        if config.warps_regions:
            maps: tuple[Tensor, ...] = (feature_maps[0][:, : frame.height, : frame.width],)
        else:
            maps = self._crop_maps(feature_maps, level_cells(config.backbone, frame), config)
        return ImageStages(frame, maps, (len(boxes),), boxes, scores, torch.zeros_like(boxes), proposals)

    @staticmethod
    def _crop_maps(
        feature_maps: Sequence[Tensor], cells: Sequence[tuple[int, int]], config: DetectorConfig
    ) -> tuple[Tensor, ...]:
        """The cells of an image, without those that exist only because another image is larger."""
        return tuple(
            level[:, :height, :width]
            for level, (height, width), _ in zip(feature_maps, cells, config.backbone.strides, strict=False)
        )

    def _build_image_stages(
        self,
        frame: ModelFrame,
        feature_maps: Sequence[Tensor],
        outputs: Sequence[tuple[Tensor, Tensor]],
        training_limits: bool,
        config: DetectorConfig,
    ) -> ImageStages:
        """What is an image's own of the batch: cells beyond it exist only because another is larger."""
        anchors = generate_anchors(config, frame, self.mean.device)
        own = [(slice(height), slice(width)) for height, width in anchors.cells]
        scores = torch.cat([out[cells].flatten() for (out, _), cells in zip(outputs, own, strict=True)])
        deltas = torch.cat([out[cells].reshape(-1, 4) for (_, out), cells in zip(outputs, own, strict=True)])
        maps = self._crop_maps(feature_maps, anchors.cells, config)
        proposals = generate_proposals(
            anchors.boxes,
            scores,
            deltas,
            anchors.counts,
            frame.width,
            frame.height,
            config.proposals,
            training_limits,
        )
        return ImageStages(frame, maps, anchors.counts, anchors.boxes, scores, deltas, proposals)

    def _build_batch(self, images: Sequence[Tensor], frames: Sequence[ModelFrame], config: DetectorConfig) -> Tensor:
        """Normalized, resized, padded with zeros to whole strides: (N, 3, h, w)."""
        padded = [frame.padded_size(config.backbone.strides[-1]) for frame in frames]
        height, width = max(h for h, _ in padded), max(w for _, w in padded)
        kind = next(self.backbone.parameters()).dtype
        batch = torch.zeros(len(images), 3, height, width, device=self.mean.device, dtype=kind)
        for place, image, frame in zip(batch, images, frames, strict=True):
            place[:, : frame.height, : frame.width] = functional.interpolate(
                self._normalize(image)[None],
                size=(frame.height, frame.width),
                mode="bilinear",
                antialias=config.input.antialias,
            )[0]
        return batch

    def _normalize(self, image: Tensor) -> Tensor:
        """The only copy of an image in float32, with mean 0 and deviation 1 of each plane."""
        image = image.to(self.mean.device)
        if image.dtype == torch.uint8:
            return image.to(torch.float32).div_(255).sub_(self.mean).div_(self.std)
        return (image - self.mean).div_(self.std)

    def add_targets(self, stages: ImageStages, target: Target, generator: torch.Generator | None = None) -> ImageStages:
        """`stages` with the targets of the RPN and of the heads."""
        return self.add_head_targets(self.add_rpn_targets(stages, target, generator), target, generator)

    def add_rpn_targets(
        self, stages: ImageStages, target: Target, generator: torch.Generator | None = None
    ) -> ImageStages:
        """`stages` with the targets of the RPN, if there is one."""
        if self.rpn is None:
            return stages
        frame, config = stages.frame, self.config.anchor_targets
        boxes = frame.to_model(target["boxes"].to(stages.anchors))
        targets = build_anchor_targets(stages.anchors, boxes, frame.width, frame.height, config, generator)
        return replace(stages, anchor_targets=targets)

    def add_head_targets(
        self, stages: ImageStages, target: Target, generator: torch.Generator | None = None
    ) -> ImageStages:
        """`stages` with the targets of the head, and of the mask head."""
        frame = stages.frame
        boxes = frame.to_model(target["boxes"].to(stages.anchors))
        labels = target["labels"].to(stages.anchors.device)
        for_head = build_proposal_targets(
            stages.proposals.boxes, boxes, labels, self.config.proposal_targets, generator
        )
        stages = replace(stages, proposal_targets=for_head)
        if not self.config.has_masks:
            return stages
        outlines = target.get("outlines")
        placed = None if outlines is None else outlines.resize_by(frame.scale_x, frame.scale_y)
        return replace(stages, mask_targets=build_mask_targets(for_head, placed, self.config.mask.map_size))

    def pool_rois(self, stages: ImageStages, rois: Tensor) -> Tensor:
        """What the head gets of `rois` (R, 4): (R, channels, roi_size, roi_size), or as its operation makes it."""
        head, strides = self.config.head, self.config.backbone.strides
        if head.roi_operation == "warp":
            return run_on_regions(self.backbone, stages.feature_maps[0], rois, head.roi_size, strides[0])
        if head.roi_operation == "spatial_pyramid":
            return pool_spatial_pyramid(stages.feature_maps[0], rois, strides[0])
        return pool_rois(stages.feature_maps, rois, strides, head)

    def pool_mask_rois(self, stages: ImageStages, rois: Tensor) -> Tensor:
        """What the mask head gets of `rois` (R, 4): (R, channels, roi_size, roi_size)."""
        config = replace(self.config.head, roi_size=self.config.mask.roi_size)
        return pool_rois(stages.feature_maps, rois, self.config.backbone.strides, config)

    def run_head(self, stages: ImageStages, rois: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Class logits (R, C + 1) and deltas (R, C + 1, 4) for `rois` (R, 4) of one image, by default its proposals."""
        logits, deltas = self.roi_heads(self.pool_rois(stages, stages.proposals.boxes if rois is None else rois))
        return logits, deltas

    def run_mask_head(self, stages: ImageStages, rois: Tensor) -> Tensor:
        """Mask logits (R, C + 1, size, size) for `rois` (R, 4) of one image, of a network with a mask head."""
        assert isinstance(self.roi_heads, MaskRcnnHead)
        return self.roi_heads.compute_mask_logits(self.pool_mask_rois(stages, rois))

    def predict_masks(self, stages: ImageStages, rois: Tensor, labels: Tensor) -> Tensor:
        """(R, size, size) probabilities of the cells of `rois` (R, 4), each of the class in `labels` (R,)."""
        if not len(rois):
            return rois.new_zeros(0, self.config.mask.map_size, self.config.mask.map_size)
        assert isinstance(self.roi_heads, MaskRcnnHead)
        return self.roi_heads.predict_masks(self.pool_mask_rois(stages, rois), labels)

    def compute_losses(self, stages: Sequence[ImageStages]) -> dict[str, Tensor]:
        """The losses over a batch whose stages have targets."""
        head = self.compute_head_losses(stages)
        return (self.compute_rpn_losses(stages) if self.rpn is not None else {}) | head

    def compute_rpn_losses(self, stages: Sequence[ImageStages]) -> dict[str, Tensor]:
        """Those of the RPN."""
        targets = [one.anchor_targets for one in stages if one.anchor_targets is not None]
        outputs = [one.objectness for one in stages], [one.deltas for one in stages]
        return dict(zip(RPN_LOSS_KEYS, rpn_losses(*outputs, targets, self.config.losses), strict=True))

    def compute_head_losses(self, stages: Sequence[ImageStages]) -> dict[str, Tensor]:
        """Those of the head, and of the mask head."""
        for_head = [one.proposal_targets for one in stages if one.proposal_targets is not None]
        pooled = torch.cat([self.pool_rois(one, target.boxes) for one, target in zip(stages, for_head, strict=True)])
        logits, deltas = self.roi_heads(pooled)
        roi = roi_losses(
            logits,
            deltas,
            torch.cat([target.labels for target in for_head]),
            torch.cat([target.deltas for target in for_head]),
            self.config.losses,
        )
        losses = dict(zip(ROI_LOSS_KEYS, roi, strict=True))
        return losses | {MASK_LOSS_KEY: self._compute_mask_loss(stages)} if self.config.has_masks else losses

    def _compute_mask_loss(self, stages: Sequence[ImageStages]) -> Tensor:
        """0 where no positive RoI's object has an outline."""
        assert isinstance(self.roi_heads, MaskRcnnHead)
        pairs = [(one, one.mask_targets) for one in stages if one.mask_targets is not None]
        rois = [_require_targets(one).boxes[targets.roi] for one, targets in pairs]
        labels = torch.cat([_require_targets(one).labels[targets.roi] for one, targets in pairs])
        masks = torch.cat([targets.masks for _, targets in pairs])
        if len(labels):
            pooled = [self.pool_mask_rois(one, own) for (one, _), own in zip(pairs, rois, strict=True)]
            logits = self.roi_heads.compute_mask_logits(torch.cat(pooled))
        else:  # batch norms cannot take no RoIs at all
            logits = masks.new_zeros(0, len(self.classes) + 1, *masks.shape[1:])
        return mask_loss(logits, labels, masks)

    def detect(self, stages: ImageStages) -> Detections:
        """Detections of one image, in pixels of the image."""
        rois, frame = stages.proposals.boxes, stages.frame
        logits, deltas = self.run_head(stages)
        found = postprocess_detections(
            rois,
            logits,
            deltas,
            self.config.proposal_targets.delta_std,
            frame.width,
            frame.height,
            self.config.detection,
        )
        masks = self.predict_masks(stages, found.boxes, found.labels) if self.config.has_masks else None
        return Detections(frame.to_image(found.boxes), found.labels, found.scores, found.roi, masks)


def _require_targets(stages: ImageStages) -> ProposalTargets:
    assert stages.proposal_targets is not None
    return stages.proposal_targets
