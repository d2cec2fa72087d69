"""The detectors of the table, and the images that they are compared on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from detector.config import DetectorConfig, ProposalSourceName, TrainingScheme, get_preset
from detector.data.labeled_set import load_training_set
from detector.demo.folder import write_demo_folder
from tests.benchmarks.accuracy.sets import Parts, select_images

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
BATCH_SIZE = 2
STEPS = 150
TRAINING_SCENES_SEED, TEST_SCENES_SEED = 0, 2
SCENES = 24
"""Drawn for each part of the demo; the last sixth stays without labels."""
TRAINING_PHOTOGRAPHS, TEST_PHOTOGRAPHS = 40, 20


@dataclass(frozen=True)
class Generation:
    """A detector of the table.

    Attributes:
        name: As in the table.
        preset: Whose network and recipe it has.
        source: Where its proposals come from; None: from where those of the preset do.
        scheme: How RPN and head are trained.
        proposed_by: The key of the detector whose RPN finds the proposals.
        steps: Of training.
        tested_proposals: How many of an image the head scores when it detects; 0: as many as the preset says.
    """

    name: str
    preset: str
    source: ProposalSourceName | None = None
    scheme: TrainingScheme = "joint"
    proposed_by: str = ""
    steps: int = STEPS
    tested_proposals: int = 0

    def build_config(self, seed: int, proposal_file: Path | None = None) -> DetectorConfig:
        """The settings of a run with `seed`, whose proposals are in a file if one is given."""
        config = get_preset(self.preset)
        proposals = replace(config.proposals, source=self.source or config.proposals.source)
        if self.tested_proposals:
            proposals = replace(proposals, post_nms_test=self.tested_proposals)
        if proposal_file is not None:
            proposals = replace(proposals, source="file", file=str(proposal_file))
        training = replace(config.training, batch_size=BATCH_SIZE, seed=seed, scheme=self.scheme)
        return replace(config, proposals=proposals, training=training)


GENERATIONS: dict[str, Generation] = {
    "r_cnn": Generation("R-CNN", "r_cnn_mobilenet"),
    "spp_net": Generation("SPP-Net", "spp_net_mobilenet"),
    "fast_selective_search": Generation("Fast R-CNN, selective search at 200 px", "fast_rcnn_mobilenet"),
    "fast_selective_search_full": Generation(
        "Fast R-CNN, selective search at full size", "fast_rcnn_mobilenet", "selective-search"
    ),
    "fast_edge_boxes": Generation("Fast R-CNN, edge boxes", "fast_rcnn_mobilenet", "edge-boxes"),
    "faster_joint": Generation("Faster R-CNN, joint training", "mobilenet_fpn"),
    "faster_alternating": Generation("Faster R-CNN, alternating training", "mobilenet_fpn", scheme="alternating"),
    "faster_alternating_long": Generation(
        "Faster R-CNN, alternating training, 450 steps", "mobilenet_fpn", scheme="alternating", steps=3 * STEPS
    ),
    "fast_rpn": Generation(
        "Fast R-CNN, 300 RPN boxes of joint training",
        "fast_rcnn_mobilenet",
        proposed_by="faster_joint",
        tested_proposals=300,
    ),
}


def _load_demo(work: Path, seed: int) -> Parts:
    """The scenes are the same for every seed."""
    training, test = work / "demo" / "training", work / "demo" / "test"
    for folder, scenes_seed in ((training, TRAINING_SCENES_SEED), (test, TEST_SCENES_SEED)):
        if not folder.exists():
            write_demo_folder(folder, SCENES, seed=scenes_seed)
    labeled = load_training_set(training)
    return Parts(labeled, load_training_set(test, labeled.classes))


def _load_microcontrollers(_work: Path, seed: int) -> Parts:
    """Images drawn with the seed; the set has only seven test images of its own."""
    whole = load_training_set(DATA / "microcontrollers" / "train")
    order = np.random.default_rng(seed).permutation(len(whole.images)).tolist()
    training = sorted(order[:TRAINING_PHOTOGRAPHS])
    test = sorted(order[TRAINING_PHOTOGRAPHS : TRAINING_PHOTOGRAPHS + TEST_PHOTOGRAPHS])
    return Parts(select_images(whole, training), select_images(whole, test))


SETS: dict[str, Callable[[Path, int], Parts]] = {"demo": _load_demo, "microcontrollers": _load_microcontrollers}
"""By name; each takes the folder for files, and the seed of a run"""
