"""A linear SVM for each class on the features of regions (R-CNN 2.3, SPP-Net 4.1).

Positives are the objects themselves. Negatives are the regions with an IoU below 0.3 with every object of the class;
there are far too many, so the SVM is trained on some, and then again with those that it takes for objects: hard
negative mining (R-CNN, appendix B).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.errors import UserFacingError
from detector.matching.box_overlap import Floats
from detector.proposal_sources.requirements import require_packages

NEGATIVE_IOU = 0.3
"""Chosen by a grid search on Pascal VOC: 0.5 costs 5 points of mAP (R-CNN 2.3)."""
FEATURE_NORM = 20.0
"""To which the mean length of the features is scaled, as in the published code of both papers"""
C = 1e-3
POSITIVE_WEIGHT = 2.0
BIAS_SCALE = 10.0
HARD_MARGIN, EASY_MARGIN = -1.0001, -1.2
"""Negatives scored above the first are hard ones; those below the second are dropped again."""
RETRAIN_AFTER = 2_000
"""New hard negatives after which a class is trained again"""
ONE_CLASS = "SVMs need regions that are not objects of {label}: there are none. Use more images or more proposals."
NO_OBJECT = "SVMs need objects of {label}: there are none in the training images. Label some, or delete the class."


@dataclass(frozen=True, eq=False)
class RegionSvms:
    """The SVMs of all classes.

    Attributes:
        weights: (C, D)
        biases: (C,)
        scale: By which features are multiplied first.
    """

    weights: Floats
    biases: Floats
    scale: float

    def score_regions(self, features: Floats) -> Floats:
        """(R, C) from features (R, D): positive where a region is classified as an object of the class."""
        return np.asarray(features * np.float32(self.scale) @ self.weights.T + self.biases, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class RegionExamples:
    """The regions of one training image.

    Attributes:
        features: (R, D)
        is_object: (R, C) whether a region is an object of the class itself.
        iou: (R, C) the largest IoU with an object of the class; 0 without one.
    """

    features: Floats
    is_object: NDArray[np.bool_]
    iou: Floats


def train_svms(
    images: Callable[[], Iterable[RegionExamples]], labels: tuple[str, ...], report: Callable[[str, int], None]
) -> RegionSvms:
    """Train an SVM for each class.

    Args:
        images: Iterates over the training images from the first, and is called several times.
        labels: The names of the classes, for messages.
        report: Is called with a class and the number of its negatives after each training.

    Raises:
        UserFacingError: A class has no objects or no negatives, or scikit-learn is not installed.
    """
    require_packages("R-CNN's SVMs", ("sklearn",))
    scale = _find_scale(images())
    miners = [_Miner(label, number, scale) for number, label in enumerate(labels)]
    for miner in miners:
        miner.collect_objects(images())
    for examples in images():
        for miner in miners:
            miner.add_image(examples, report)
    for miner in miners:
        miner.finish(report)
    return RegionSvms(
        np.stack([miner.weights for miner in miners]).astype(np.float32),
        np.array([miner.bias for miner in miners], np.float32),
        scale,
    )


class _Miner:
    """The SVM of one class, and the examples it is trained on."""

    def __init__(self, label: str, number: int, scale: float) -> None:
        self._label, self._number, self._scale = label, number, scale
        self._positives = np.zeros((0, 0), np.float32)
        self._negatives: list[Floats] = []
        self._new = 0
        self._is_trained = False
        self.weights: Floats = np.zeros(0, np.float32)
        self.bias = 0.0

    def collect_objects(self, images: Iterable[RegionExamples]) -> None:
        found = [one.features[one.is_object[:, self._number]] for one in images]
        if not sum(map(len, found)):
            raise UserFacingError(NO_OBJECT.format(label=self._label))
        self._positives = np.concatenate(found) * np.float32(self._scale)

    def add_image(self, examples: RegionExamples, report: Callable[[str, int], None]) -> None:
        """Take the negatives of the first image, then the hard ones of each."""
        is_negative = (examples.iou[:, self._number] < NEGATIVE_IOU) & ~examples.is_object[:, self._number]
        negatives = examples.features[is_negative] * np.float32(self._scale)
        if self._is_trained:
            negatives = negatives[negatives @ self.weights + self.bias > HARD_MARGIN]
        self._negatives.append(negatives)
        self._new += len(negatives)
        if self._new and (not self._is_trained or self._new >= RETRAIN_AFTER):
            self._train(report)

    def finish(self, report: Callable[[str, int], None]) -> None:
        if self._new or not self._is_trained:
            self._train(report)

    def _train(self, report: Callable[[str, int], None]) -> None:
        from sklearn.svm import LinearSVC

        negatives = np.concatenate(self._negatives) if self._negatives else self._positives[:0]
        if not len(negatives):
            raise UserFacingError(ONE_CLASS.format(label=self._label))
        features = np.concatenate([self._positives, negatives])
        is_object = np.arange(len(features)) < len(self._positives)
        svm = LinearSVC(
            C=C, loss="hinge", intercept_scaling=BIAS_SCALE, class_weight={True: POSITIVE_WEIGHT}, random_state=0,
            max_iter=10_000,
        )  # fmt: skip
        svm.fit(features, is_object)
        self.weights, self.bias = svm.coef_[0].astype(np.float32), float(svm.intercept_[0])
        self._negatives = [negatives[negatives @ self.weights + self.bias > EASY_MARGIN]]
        self._new, self._is_trained = 0, True
        report(self._label, len(self._negatives[0]))


def _find_scale(images: Iterable[RegionExamples]) -> float:
    """What makes the features `FEATURE_NORM` long on average."""
    total, count = 0.0, 0
    for one in images:
        total += float(np.linalg.norm(one.features, axis=1).sum())
        count += len(one.features)
    return FEATURE_NORM * count / total if total else 1.0
