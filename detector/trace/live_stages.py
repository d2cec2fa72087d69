"""All stages of one image, made again as far as a changed box, seed or setting needs it, and no further."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from torch import Tensor

from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.faster_rcnn import FasterRCNN
from detector.frame import ModelFrame
from detector.image_stages import ImageStages
from detector.proposal_sources.network_proposals import ImageFile, find_file_rows
from detector.stages.anchor_targets import AnchorTargets
from detector.stages.detections import ClassBoxes, NmsSurvivors
from detector.stages.proposal_targets import ProposalTargets
from detector.targets import Target, check_target
from detector.trace.convert import (
    build_anchor_grid,
    build_assignment_trace,
    build_detection_trace,
    build_mask_trace,
    build_proposal_trace,
    build_roi_mask,
    build_roi_trace,
)
from detector.trace.provenance import match_detections
from detector.trace.roi_mask import MaskRoi, RoiMask
from detector.trace.schema import Floats, MaskTrace, Rows, StageTrace
from detector.trace.stage_query import StageQuery
from detector.trace.stage_steps import (
    TrainingMasks,
    compute_losses,
    place_candidates,
    regenerate_proposals,
    run_training_masks,
    sample_anchor_targets,
    sample_rois,
    select_detections,
)

OTHER_ANCHOR_COUNT = "The network has {present} anchors a cell, not {requested}."
UNSEEN_ROI = "The mask head sees positive RoIs in training, and detections."

T = TypeVar("T")


@dataclass(frozen=True)
class CachedStage(Generic[T]):
    """The result of a stage, and the number of times it was computed."""

    value: T
    key: Hashable
    version: int


class LiveStages:
    """One image in one network. The first trace runs the network; later ones only what depends on what changed."""

    def __init__(
        self, model: FasterRCNN, image: Tensor, size: tuple[int, int] | None = None, path: Path | None = None
    ) -> None:
        """Prepare for one image.

        Args:
            model: The network.
            image: (3, h, w) float32 RGB in 0..1.
            size: (width, height) of the image in whose pixels boxes are, if `image` is a reduced copy of it.
            path: Of the file, for a network whose proposals are in a file.
        """
        self.model = model
        self._path = path
        self._image = image
        self._size = size or (int(image.shape[-1]), int(image.shape[-2]))
        self._cached_stages: dict[str, CachedStage[Any]] = {}

    def count_computations(self, name: str) -> int:
        """Number of times that the step `name` was computed: "features", "anchors", "proposals", ..."""
        step = self._cached_stages.get(name)
        return step.version if step else 0

    @property
    def feature_maps(self) -> tuple[Tensor, ...]:
        """(channels, h, w) of each level.

        Raises:
            RuntimeError: There is no trace yet.
        """
        if "features" not in self._cached_stages:
            raise RuntimeError("call trace() first")
        stages: ImageStages = self._cached_stages["features"].value
        return stages.feature_maps

    def compute_trace(self, query: StageQuery) -> StageTrace:
        """Pass the image through every stage, as a training step with `query` would.

        Raises:
            InvalidTargetError: A target box is not valid.
            ValueError: For settings that need another network.
        """
        self._check_query(query)
        with _evaluation_mode(self.model):
            return self._trace_stages(query)

    def trace_roi_mask(self, query: StageQuery, roi: MaskRoi) -> RoiMask:
        """Run the mask head on one RoI of the trace of `query`; that trace is computed as far as it is not yet.

        A detection is compared with the object that it found.

        Raises:
            InvalidTargetError: A target box is not valid.
            ValueError: For settings that need another network, and an RoI that the mask head never sees.
        """
        trace = self.compute_trace(query)
        is_seen = self.model.config.has_masks and (
            0 <= roi.row < len(trace.rois.labels) and trace.rois.labels[roi.row] > 0
            if roi.is_training
            else 0 <= roi.row < len(trace.detections)
        )
        if not is_seen:
            raise ValueError(UNSEEN_ROI)
        stages = self._cached_stages["proposals"].value
        stages = replace(stages, frame=self._image_frame(stages.frame))
        targets = self._target_training_roi(roi.row) if roi.is_training else self._target_detection(trace, roi.row)
        outlines = self._place_outlines(query, stages.frame) if int(targets.matched_box) >= 0 else None
        with _evaluation_mode(self.model):
            return build_roi_mask(self.model, stages, roi, targets, outlines)

    def predict_masks(self, query: StageQuery, rows: Rows) -> Floats:
        """Run the mask head on some detections of the trace of `query`, all at once.

        Args:
            query: What is traced, by a network with a mask head.
            rows: (K,) of `DetectionTrace`.

        Returns:
            (K, size, size) probabilities of the cells, each of the class of its detection.

        Raises:
            InvalidTargetError: A target box is not valid.
            ValueError: For settings that need another network.
        """
        self.compute_trace(query)
        found, survivors = self._cached_stages["detections"].value
        chosen = torch.from_numpy(rows).to(found.boxes.device)
        proposal, column = survivors.roi[chosen], survivors.column[chosen]
        with _evaluation_mode(self.model):
            stages = self._cached_stages["proposals"].value
            masks = self.model.predict_masks(stages, found.boxes[proposal, column], column + 1)
        values: Floats = masks.float().cpu().numpy()
        return values

    def _target_training_roi(self, row: int) -> ProposalTargets:
        sampled: ProposalTargets = self._cached_stages["rois"].value
        return sampled.select(slice(row, row + 1))

    def _target_detection(self, trace: StageTrace, row: int) -> ProposalTargets:
        """As if the final box trained the mask head."""
        found, survivors = self._cached_stages["detections"].value
        proposal, column = survivors.roi[row : row + 1], survivors.column[row : row + 1]
        box, device = found.boxes[proposal, column], found.boxes.device
        matched = torch.tensor(match_detections(trace).object[row : row + 1], device=device)
        return ProposalTargets(box, column + 1, torch.zeros_like(box), matched, box.new_zeros(1), proposal)

    def _place_outlines(self, query: StageQuery, frame: ModelFrame) -> PlacedOutlines | None:
        """Those of the objects beside the network's input; `frame` leads to pixels of the image."""
        return None if query.outlines is None else query.outlines.resize_by(frame.scale_x, frame.scale_y)

    def _check_query(self, query: StageQuery) -> None:
        ours, requested = self.model.config, query.config
        if ours.anchors.per_cell != requested.anchors.per_cell:
            raise ValueError(
                OTHER_ANCHOR_COUNT.format(present=ours.anchors.per_cell, requested=requested.anchors.per_cell)
            )
        needed, present = ((one.backbone, one.rpn, one.head.hidden, one.head.last_stage) for one in (requested, ours))
        if needed != present:
            raise ValueError("These settings need another network.")
        if ours.proposals.source != requested.proposals.source:
            raise ValueError("Other proposals need another network.")
        if replace(ours.mask, threshold=requested.mask.threshold) != requested.mask:
            raise ValueError("These settings need another mask head.")
        check_target(query.build_target(), *self._size, len(self.model.classes))

    def _cached_stage(self, name: str, key: Hashable, make: Callable[[], T]) -> CachedStage[T]:
        step: CachedStage[T] | None = self._cached_stages.get(name)
        if step is None or step.key != key:
            step = CachedStage(make(), key, self.count_computations(name) + 1)
            self._cached_stages[name] = step
        return step

    def _trace_stages(self, query: StageQuery) -> StageTrace:
        config, model = query.config, self.model
        features = self._cached_stage("features", config.input, lambda: self._run_network(query))
        frame = features.value.frame
        anchors = self._cached_stage(
            "anchors", (features.version, config.anchors), lambda: place_candidates(features.value, config)
        )
        grid = self._cached_stage(
            "grid", anchors.version, lambda: build_anchor_grid(anchors.value, self._image_frame(frame))
        )
        limits = (features.version, anchors.version, config.proposals, query.training)
        proposed = self._cached_stage(
            "proposals", limits, lambda: regenerate_proposals(features.value, anchors.value, config, query.training)
        )
        truth = (query.boxes, query.labels)
        boxes, labels = self._ground_truth(query, frame)
        drawn = self._cached_stage(
            "anchor_targets",
            (anchors.version, truth, config.anchor_targets, query.seed),
            lambda: sample_anchor_targets(anchors.value.boxes, boxes, frame, config, query.seed),
        )
        sampled = self._cached_stage(
            "rois",
            (proposed.version, drawn.version, truth, config.proposal_targets),
            lambda: sample_rois(proposed.value, boxes, labels, config, drawn.value[1]),
        )
        trained = self._cached_stage(
            "training_head",
            (sampled.version, config.head),
            lambda: model.run_head(proposed.value, sampled.value.boxes),
        )
        masks = self._run_mask_head(query, proposed.value, sampled) if model.config.has_masks else None
        looked_at = proposed.value.proposals.boxes[: config.proposals.post_nms_test]
        head = self._cached_stage(
            "head",
            (proposed.version, config.head, len(looked_at)),
            lambda: model.run_head(proposed.value, looked_at),
        )
        found = self._cached_stage(
            "detections",
            (head.version, config.detection, config.proposal_targets.delta_std),
            lambda: select_detections(looked_at, head.value, frame, config),
        )
        return self._assemble_trace(query, grid, proposed, drawn, sampled, trained, masks, head, found)

    def _run_mask_head(
        self, query: StageQuery, stages: ImageStages, sampled: CachedStage[ProposalTargets]
    ) -> CachedStage[TrainingMasks]:
        """On the RoIs that train it, and on no others."""
        placed = self._place_outlines(query, self._image_frame(stages.frame))
        return self._cached_stage(
            "training_masks",
            (sampled.version, query.outlines),
            lambda: run_training_masks(self.model, stages, sampled.value, placed),
        )

    def _assemble_trace(
        self,
        query: StageQuery,
        grid: CachedStage[Any],
        proposed: CachedStage[ImageStages],
        drawn: CachedStage[tuple[AnchorTargets, Tensor]],
        sampled: CachedStage[ProposalTargets],
        trained: CachedStage[tuple[Tensor, Tensor]],
        masks: CachedStage[TrainingMasks] | None,
        head: CachedStage[tuple[Tensor, Tensor]],
        found: CachedStage[tuple[ClassBoxes, NmsSurvivors]],
    ) -> StageTrace:
        config = query.config
        stages = replace(proposed.value, frame=self._image_frame(proposed.value.frame))
        for_rpn = drawn.value[0]
        trained_masks = None if masks is None else masks.value
        losses = compute_losses(stages, for_rpn, sampled.value, trained.value, trained_masks, config)
        return StageTrace(
            config=config,
            classes=self.model.classes,
            seed=query.seed,
            training=query.training,
            frame=stages.frame,
            feature_shapes=tuple((one.shape[0], one.shape[1], one.shape[2]) for one in stages.feature_maps),
            true_boxes=np.asarray(query.boxes, dtype=np.float32).reshape(-1, 4),
            true_labels=np.asarray(query.labels, dtype=np.int64),
            difficult=np.asarray(query.difficult or [False] * len(query.boxes), dtype=np.bool_),
            grid=grid.value,
            assignment=self._cached_stage(
                "assignment_record", drawn.version, lambda: build_assignment_trace(for_rpn.assignment, for_rpn.sampled)
            ).value,
            proposals=self._cached_stage(
                "proposal_record",
                (proposed.version, drawn.version, config.losses),
                lambda: build_proposal_trace(stages, for_rpn, config),
            ).value,
            rois=self._cached_stage(
                "roi_record",
                (sampled.version, trained.version, config.losses),
                lambda: build_roi_trace(stages.frame, sampled.value, *trained.value, config),
            ).value,
            detections=self._cached_stage(
                "detection_record",
                (head.version, found.version),
                lambda: build_detection_trace(stages.frame, head.value[0], *found.value, config),
            ).value,
            losses=losses,
            masks=None if masks is None else self._record_masks(masks),
        )

    def _record_masks(self, masks: CachedStage[TrainingMasks]) -> MaskTrace:
        of_rois = masks.value
        return self._cached_stage(
            "mask_record",
            masks.version,
            lambda: build_mask_trace(of_rois.targets, of_rois.labels, of_rois.logits),
        ).value

    def _run_network(self, query: StageQuery) -> ImageStages:
        config = replace(self.model.config, input=query.config.input)
        image = None if self._path is None else ImageFile(self._path, *self._size)
        height, width = self._image.shape[-2:]
        rows = find_file_rows(config.proposals, width, height, image)
        given = None if rows is None else torch.from_numpy(rows)
        (stages,) = self.model.run_proposal_stages([self._image], query.training, config, [given])
        return stages

    def _image_frame(self, frame: ModelFrame) -> ModelFrame:
        return replace(frame, image_width=self._size[0], image_height=self._size[1])

    def _ground_truth(self, query: StageQuery, frame: ModelFrame) -> tuple[Tensor, Tensor]:
        """Boxes (G, 4) in the network's frame and labels (G,), where the network is."""
        target, device = query.build_target(), self.model.mean.device
        return self._image_frame(frame).to_model(target["boxes"].to(device)), target["labels"].to(device)


def trace_image(
    model: FasterRCNN,
    image: Tensor,
    target: Target,
    seed: int = 0,
    size: tuple[int, int] | None = None,
    path: Path | None = None,
) -> StageTrace:
    """Pass `image` (3, h, w) float32 RGB 0..1 with its ground truth through every stage, as a training step would.

    Samples are drawn with `seed`; `size` and `path` as for `LiveStages`.

    Raises:
        InvalidTargetError: A target box is not valid.
    """
    live = LiveStages(model, image, size, path)
    check_target(target, *live._size, len(model.classes))
    boxes, labels = target["boxes"].numpy(), target["labels"].numpy()
    return live.compute_trace(
        StageQuery.from_arrays(model.config, boxes, labels, seed, outlines=target.get("outlines"))
    )


@contextmanager
def _evaluation_mode(model: FasterRCNN) -> Iterator[None]:
    """Have the network in evaluation mode without gradients, and then in the mode that it was in."""
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(was_training)
