"""Bounding-box regression by ridge regression, for each class (R-CNN, appendix C).

    w = argmin  sum over pairs (P, G) of (t(P, G) - w . phi(P))^2  +  lambda |w|^2,   lambda = 1000

The targets t are the four deltas of Faster R-CNN (equation 2). Features and targets are centered, so a constant shift
of all boxes is learned without a penalty. Pairs are regions with an IoU of at least 0.6 with the object; farther ones
cannot be learned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.matching.box_overlap import Floats

LAMBDA = 1000.0
MIN_PAIR_IOU = 0.6


@dataclass(frozen=True, eq=False)
class BoxRegressor:
    """The regressor of one class.

    Attributes:
        weights: (D, 4)
        biases: (4,)
    """

    weights: Floats
    biases: Floats

    def predict_deltas(self, features: Floats) -> Floats:
        """(R, 4) from features (R, D)."""
        deltas: Floats = features @ self.weights + self.biases
        return deltas


def fit_box_regressor(features: Floats, targets: Floats, penalty: float = LAMBDA) -> BoxRegressor:
    """Fit the pairs of a class; without pairs, boxes stay as they are.

    With fewer pairs than features, the equations are solved for the pairs: both give the same weights.

    Args:
        features: (N, D) of the regions.
        targets: (N, 4) the deltas from each region to its object.
        penalty: lambda.
    """
    if not len(features):
        return BoxRegressor(np.zeros((features.shape[1], 4), np.float32), np.zeros(4, np.float32))
    center, mean = features.mean(axis=0, dtype=np.float64), targets.mean(axis=0, dtype=np.float64)
    phi, centered = features - center, targets - mean
    if len(phi) < phi.shape[1]:
        weights = phi.T @ _solve(phi @ phi.T, centered, penalty)
    else:
        weights = _solve(phi.T @ phi, phi.T @ centered, penalty)
    return BoxRegressor(weights.astype(np.float32), (mean - center @ weights).astype(np.float32))


def _solve(gram: NDArray[np.float64], right: NDArray[np.float64], penalty: float) -> NDArray[np.float64]:
    return np.asarray(np.linalg.solve(gram + penalty * np.eye(len(gram)), right), dtype=np.float64)
