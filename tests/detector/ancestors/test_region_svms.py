from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import pytest

from detector.ancestors.region_svms import RegionExamples, train_svms
from detector.errors import UserFacingError

pytestmark = pytest.mark.skipif(find_spec("sklearn") is None, reason="needs scikit-learn")
DIRECTIONS = np.eye(12, dtype=np.float32)[:2] * 4


def make_image(random: np.random.Generator, regions: int = 60) -> RegionExamples:
    """Objects of two classes in two directions of the features; background near the origin, some of it similar."""
    features = random.normal(0, 1, (regions, 12)).astype(np.float32)
    is_object = np.zeros((regions, 2), bool)
    iou = random.uniform(0, 0.29, (regions, 2)).astype(np.float32)
    for row, label in ((0, 0), (1, 1)):
        features[row] += DIRECTIONS[label]
        is_object[row, label], iou[row, label] = True, 1
    iou[2:8] = 0.45  # near an object: neither
    features[2:8] += DIRECTIONS[0]
    features[8:12] += DIRECTIONS[0] * 0.5  # hard negatives
    return RegionExamples(features, is_object, iou)


def images(count: int = 12, seed: int = 0) -> Iterator[RegionExamples]:
    random = np.random.default_rng(seed)
    return (make_image(random) for _ in range(count))


def test_that_objects_of_other_images_are_separated_from_background() -> None:
    svms = train_svms(images, ("one", "two"), lambda _label, _count: None)
    wrong = 0
    for one in images(seed=1):
        scores = svms.score_regions(one.features)
        far = one.iou < 0.3
        wrong += int((scores[one.is_object] < 0).sum()) + int((scores[far] > 0).sum())
    assert wrong / (12 * 120) < 0.02


def test_that_mining_ends_where_training_on_every_negative_ends() -> None:
    from sklearn.svm import LinearSVC

    from detector.ancestors.region_svms import BIAS_SCALE, POSITIVE_WEIGHT, C

    svms = train_svms(images, ("one", "two"), lambda _label, _count: None)
    every = list(images())
    features = np.concatenate([one.features for one in every]) * svms.scale
    used = np.concatenate([one.is_object[:, 0] | (one.iou[:, 0] < 0.3) for one in every])
    is_object = np.concatenate([one.is_object[:, 0] for one in every])[used]
    whole = LinearSVC(
        C=C, loss="hinge", intercept_scaling=BIAS_SCALE, class_weight={True: POSITIVE_WEIGHT}, random_state=0,
        max_iter=100_000,
    ).fit(features[used], is_object)  # fmt: skip
    mined = features[used] @ svms.weights[0] + svms.biases[0]
    exact = whole.decision_function(features[used])
    assert np.corrcoef(mined, exact)[0, 1] > 0.98
    assert ((mined > 0) == (exact > 0)).mean() > 0.99


def test_that_easy_negatives_are_dropped() -> None:
    reported: list[tuple[str, int]] = []
    train_svms(images, ("one", "two"), lambda label, count: reported.append((label, count)))
    negatives = sum(int((one.iou[:, 0] < 0.3).sum()) for one in images())
    assert {label for label, _ in reported} == {"one", "two"}
    assert all(0 < count < negatives / 2 for label, count in reported[-2:])


def test_that_features_are_scaled_to_a_mean_length_of_20() -> None:
    svms = train_svms(images, ("one", "two"), lambda _label, _count: None)
    lengths = np.concatenate([np.linalg.norm(one.features, axis=1) for one in images()]) * svms.scale
    assert lengths.mean() == pytest.approx(20, rel=1e-5)


def test_that_a_class_without_objects_or_background_is_a_sentence() -> None:
    def without_objects() -> Iterator[RegionExamples]:
        return (RegionExamples(one.features, one.is_object & [True, False], one.iou) for one in images(2))

    def without_background() -> Iterator[RegionExamples]:
        return (RegionExamples(one.features, one.is_object, np.ones_like(one.iou)) for one in images(2))

    with pytest.raises(UserFacingError, match="objects of two"):
        train_svms(without_objects, ("one", "two"), lambda _label, _count: None)
    with pytest.raises(UserFacingError, match="not objects of one"):
        train_svms(without_background, ("one", "two"), lambda _label, _count: None)
