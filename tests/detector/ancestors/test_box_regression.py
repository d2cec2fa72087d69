from __future__ import annotations

import numpy as np
import pytest

from detector.ancestors.box_regression import fit_box_regressor


@pytest.mark.parametrize("pairs", [200, 10])
def test_that_the_weights_are_those_of_ridge_regression(pairs: int) -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    random = np.random.default_rng(pairs)
    features = random.normal(size=(pairs, 40)).astype(np.float32) * 10
    targets = random.normal(size=(pairs, 4)).astype(np.float32)
    found = fit_box_regressor(features, targets)
    ridge = linear_model.Ridge(alpha=1000).fit(features.astype(np.float64), targets.astype(np.float64))
    assert np.allclose(found.weights, ridge.coef_.T, atol=1e-6)
    assert np.allclose(found.predict_deltas(features), ridge.predict(features), atol=1e-4)


def test_that_without_pairs_boxes_stay_as_they_are() -> None:
    regressor = fit_box_regressor(np.zeros((0, 7), np.float32), np.zeros((0, 4), np.float32))
    assert not regressor.predict_deltas(np.ones((3, 7), np.float32)).any()


def test_that_a_strong_relation_is_learned_and_the_penalty_shrinks_it() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(500, 5)).astype(np.float32) * 20
    relation = random.normal(size=(5, 4)).astype(np.float32)
    targets = features @ relation + 3
    weak, strong = fit_box_regressor(features, targets, 1.0), fit_box_regressor(features, targets, 1e6)
    assert np.allclose(weak.predict_deltas(features), targets, atol=0.05)
    assert np.abs(strong.weights).mean() < np.abs(weak.weights).mean() / 3
