"""How many of the objects the proposals of selective search, edge boxes, windows and a trained RPN cover."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from detector.data.labeled_set import load_training_set
from detector.demo.folder import write_demo_folder
from detector.evaluation.source_comparison import SourceResult, format_comparison, measure_source
from detector.predictor import Predictor
from detector.proposal_sources.folder import propose_in_images
from detector.proposal_sources.kept_proposals import KeptProposals
from detector.proposal_sources.proposed_boxes import ProposalSource, ProposedBoxes, SourceImage
from detector.proposal_sources.registry import build_source
from detector.proposal_sources.rpn import RpnProposals
from detector.training.checkpoints.checkpoint import load_checkpoint

NETWORK = Path(__file__).resolve().parents[2] / "resources" / "networks" / "demo.safetensors"
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SOURCES = ("selective-search", "selective-search-200", "edge-boxes", "sliding-windows")
SAMPLE = 40
"""Images of each set"""
TEST_SCENES_SEED = 2
"""The demo network was trained on scenes of seed 1."""


def run() -> None:
    """Print a table for each set."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        for name, folder in list_folders(Path(scratch)).items():
            if not folder.is_dir():
                print(f"{name}: {folder} is not there")
                continue
            images = sample_images(folder, SAMPLE)
            count = sum(len(image.objects) for image in images)
            print(f"\n{name}: {len(images)} images, {count} objects")
            print(format_comparison(measure_sources(images, with_network=name == "demo")), flush=True)


def list_folders(scratch: Path) -> Mapping[str, Path]:
    """The sets by name; scenes of the demo, which its network has not seen, are written to `scratch`."""
    demo = scratch / "demo"
    write_demo_folder(demo, SAMPLE * 6 // 5, seed=TEST_SCENES_SEED)  # a sixth stays unlabeled
    return {"demo": demo, "bccd": DATA / "bccd", "microcontrollers": DATA / "microcontrollers" / "train"}


def sample_images(folder: Path, count: int) -> list[SourceImage]:
    """Some of the labeled images, drawn at random with a fixed seed, or all where there are no more."""
    labeled = load_training_set(folder).images
    rows = np.random.default_rng(0).permutation(len(labeled))[:count]
    chosen = [labeled[row] for row in sorted(rows.tolist())]
    return [SourceImage(one.path, one.width, one.height, one.boxes[~one.difficult]) for one in chosen]


def measure_sources(images: Sequence[SourceImage], with_network: bool) -> Mapping[str, SourceResult]:
    """What each source covers, by name; one process, so that seconds can be compared."""
    sources: dict[str, ProposalSource] = {name: build_source(name) for name in SOURCES}
    if with_network:
        sources["RPN"] = RpnProposals(Predictor(load_checkpoint(NETWORK).model), NETWORK.name)
    results = {}
    for name, source in sources.items():
        found = list(propose_in_images(source, images, KeptProposals.of_user(), processes=1))
        unusable = [one for one in found if isinstance(one, str)]
        if unusable:
            raise RuntimeError(unusable[0])
        results[name] = measure_source(images, [one for one in found if isinstance(one, ProposedBoxes)])
    return results
