"""The last stages of R-CNN and SPP-Net: SVMs and box regressors on the features of a fine-tuned network.

    fine-tuning with softmax  ->  features of the regions of every image  ->  an SVM and a box regressor for each class

Both are linear in the features (R-CNN 2.3 and appendix C, SPP-Net 4.1), as are the two layers that fine-tuning leaves
at the end of the network. So they take the places of these layers: the weights of an SVM become those of the logit of
its class, and the logit of the background is 0, where an SVM decides. Everything that detects, traces and stores a
network works as before. Scores stay in 0..1: with one class, a margin of 0 is a score of 0.5.

The papers take the features of boxes from the last pooling layer, not, as those of the SVMs, from the hidden layer
before the output. Here both are from the latter, as in Fast R-CNN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.ancestors.box_regression import MIN_PAIR_IOU, BoxRegressor, fit_box_regressor
from detector.ancestors.region_svms import RegionExamples, RegionSvms, train_svms
from detector.faster_rcnn import FasterRCNN
from detector.image_stages import ImageStages
from detector.matching.box_overlap import Floats
from detector.stages.boxes import box_iou, encode_boxes
from detector.targets import Target

TrainingSamples = Iterable[tuple[Tensor, Target]]
"""The training images (3, h, w) in 0..1 with their objects"""


LOGIT_PER_MARGIN = 4.0
"""A region that is surely background, at the margin -1, then has a score of 0.018 and is no detection."""


@dataclass(frozen=True, eq=False)
class ImageRegions:
    """The objects of one image and its proposals, in this order, as the last layers get them.

    Attributes:
        features: (R, D) of the hidden layer before the output.
        boxes: (R, 4) in pixels of the network's input.
        objects: (G, 4) the first G of them.
        labels: (G,) in 1..C
        iou: (R, G) of the regions with the objects.
    """

    features: Floats
    boxes: Floats
    objects: Floats
    labels: NDArray[np.int64]
    iou: Floats

    def write_file(self, path: Path) -> None:
        """Write them to a file, as plain arrays."""
        np.savez(path, features=self.features, boxes=self.boxes, objects=self.objects, labels=self.labels, iou=self.iou)

    @classmethod
    def read_file(cls, path: Path) -> ImageRegions:
        """Read what `write_file` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**arrays)


def fit_svm_head(model: FasterRCNN, samples: TrainingSamples, report: Callable[[str, int], None]) -> None:
    """Replace the last two layers of a network by SVMs and box regressors that are fitted to its features.

    The features are needed once for each class, and those of a large data set do not fit into memory: they are kept in
    temporary files. Fast R-CNN needs none of that (section 1.1).

    Args:
        model: The network, which is fine-tuned.
        samples: The images that it was trained on.
        report: As for `train_svms`.

    Raises:
        UserFacingError: A class has no object or no negatives, or scikit-learn or a proposal source is not installed.
        OSError: The temporary files cannot be written.
    """
    model.eval()
    with TemporaryDirectory(prefix="frcnn-svms-") as folder:
        files = []
        for number, regions in enumerate(_find_regions(model, samples)):
            files.append(Path(folder, f"{number}.npz"))
            regions.write_file(files[-1])
        _fit_to_files(model, files, report)


def _fit_to_files(model: FasterRCNN, files: Sequence[Path], report: Callable[[str, int], None]) -> None:
    """As `fit_svm_head`, with the regions of each image in a file."""

    def list_examples() -> Iterator[RegionExamples]:
        return (_list_examples(ImageRegions.read_file(file), len(model.classes)) for file in files)

    svms = train_svms(list_examples, model.classes, report)
    pairs = [_PairsOfClass() for _ in model.classes]
    for file in files:
        regions = ImageRegions.read_file(file)
        for label, of_class in enumerate(pairs, start=1):
            of_class.add_image(regions, label)
    width = svms.weights.shape[1]
    replace_last_layers(model, svms, [of_class.fit_regressor(width) for of_class in pairs])


def replace_last_layers(model: FasterRCNN, svms: RegionSvms, regressors: Sequence[BoxRegressor]) -> None:
    """Put one SVM and one box regressor for each class into the last two layers of a network.

    An SVM with the weights (2, 0), the bias -1 and features scaled by 3 has the margin 6 x1 - 1, and the logit 4 times
    that.
    """
    predictor = model.roi_heads.box_predictor
    std = predictor.bbox_pred.weight.new_tensor(model.config.proposal_targets.delta_std)
    with torch.no_grad():
        for layer in (predictor.cls_score, predictor.bbox_pred):
            layer.weight.zero_()
            layer.bias.zero_()
        predictor.cls_score.weight[1:] = torch.from_numpy(svms.weights * np.float32(svms.scale * LOGIT_PER_MARGIN))
        predictor.cls_score.bias[1:] = torch.from_numpy(svms.biases * np.float32(LOGIT_PER_MARGIN))
        for label, one in enumerate(regressors, start=1):
            rows = slice(4 * label, 4 * label + 4)
            predictor.bbox_pred.weight[rows] = torch.from_numpy(one.weights).T.to(std.device) / std[:, None]
            predictor.bbox_pred.bias[rows] = torch.from_numpy(one.biases).to(std.device) / std


@torch.no_grad()
def _find_regions(model: FasterRCNN, samples: TrainingSamples) -> Iterator[ImageRegions]:
    """One image at a time."""
    for image, target in samples:
        (stages,) = model.run_proposal_stages([image], training_limits=True, proposals=[target.get("proposals")])
        objects = stages.frame.to_model(target["boxes"].to(stages.anchors))
        boxes = torch.cat((objects, stages.proposals.boxes))
        yield ImageRegions(
            features=_compute_features(model, stages, boxes),
            boxes=boxes.cpu().numpy(),
            objects=objects.cpu().numpy(),
            labels=target["labels"].numpy(),
            iou=box_iou(boxes, objects).cpu().numpy(),
        )


def _compute_features(model: FasterRCNN, stages: ImageStages, boxes: Tensor) -> Floats:
    features: Tensor = model.roi_heads.box_head(model.pool_rois(stages, boxes))
    return features.float().cpu().numpy().astype(np.float32)


def _list_examples(regions: ImageRegions, classes: int) -> RegionExamples:
    """Which regions are objects of each class, and how much they overlap one."""
    of_class = regions.labels[None, :] == np.arange(1, classes + 1)[:, None]
    iou = np.stack([(regions.iou * own).max(axis=1, initial=0) for own in of_class], axis=1).astype(np.float32)
    is_object = np.zeros((len(regions.boxes), classes), dtype=np.bool_)
    is_object[: len(regions.labels)] = of_class.T
    return RegionExamples(regions.features, is_object, iou)


class _PairsOfClass:
    """The regions that are near an object of one class, with the deltas to it."""

    def __init__(self) -> None:
        self._features: list[Floats] = []
        self._deltas: list[Floats] = []

    def add_image(self, regions: ImageRegions, label: int) -> None:
        columns = np.flatnonzero(regions.labels == label)
        if not len(columns):
            return
        own = regions.iou[:, columns]
        rows = np.flatnonzero(own.max(axis=1) >= MIN_PAIR_IOU)
        nearest = columns[own[rows].argmax(axis=1)]
        self._features.append(regions.features[rows])
        objects, boxes = (torch.from_numpy(one) for one in (regions.objects[nearest], regions.boxes[rows]))
        self._deltas.append(encode_boxes(objects, boxes).numpy())

    def fit_regressor(self, width: int) -> BoxRegressor:
        """Where there are no pairs, boxes stay as they are; `width` is that of the features."""
        features = np.concatenate([np.zeros((0, width), np.float32), *self._features])
        return fit_box_regressor(features, np.concatenate([np.zeros((0, 4), np.float32), *self._deltas]))
