"""Tables of the stored runs: comparison with the peer's best rate set by set, and variations of our recipe."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detector.config import DetectorConfig, get_preset
from detector.evaluation.bootstrap import compare_runs
from detector.evaluation.results import ImageResult
from detector.training.schedule import MAX_IMAGES_FOR_STEPS, resolve_schedule
from tests.benchmarks.accuracy.kept_runs import KeptRun, KeptRuns
from tests.benchmarks.accuracy.sets import SETS, BenchmarkSet
from tests.benchmarks.accuracy.settings import describe_difference

AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Group:
    """The runs of one network and recipe on one set, which differ only in their seeds."""

    set_name: str
    who: str
    recipe: str
    steps: int
    runs: tuple[KeptRun, ...]

    @property
    def ap(self) -> float:
        """The mean over the seeds."""
        return statistics.fmean(run.ap for run in self.runs)

    @property
    def cpu_seconds(self) -> float:
        """The mean over the seeds."""
        return statistics.fmean(run.cpu_seconds for run in self.runs)

    @property
    def seeds(self) -> frozenset[int]:
        """The seeds of the runs."""
        return frozenset(seed_of(run) for run in self.runs)


def seed_of(run: KeptRun) -> int:
    """The seed of a stored run; the default is not stored."""
    return int(run.settings["config"].get("training.seed", 0))


def group_runs(runs: Iterable[KeptRun], preset_name: str, sets: Mapping[str, BenchmarkSet] = SETS) -> list[Group]:
    """The runs of `preset_name` by set, network and recipe, each group in the order of the seeds.

    Args:
        runs: of all presets.
        preset_name: of the runs to group.
        sets: their numbers of images decide which schedule the recipe means; for others, it is that of large sets.
    """
    base = get_preset(preset_name)
    groups: dict[tuple[str, str, str, int], list[KeptRun]] = defaultdict(list)
    for run in runs:
        settings = run.settings
        if settings["config"].get("preset", DetectorConfig().preset) != preset_name:
            continue
        if settings["who"] == "torchvision":
            recipe = _peer_recipe(settings["peer"])
        else:
            recipe = _our_recipe(settings, _resolve_recipe(base, sets.get(settings["set"])))
        groups[settings["set"], settings["who"], recipe, settings["steps"]].append(run)
    return [Group(*key, tuple(sorted(found, key=seed_of))) for key, found in groups.items()]


def _resolve_recipe(base: DetectorConfig, known: BenchmarkSet | None) -> DetectorConfig:
    images = known.training_images if known else MAX_IMAGES_FOR_STEPS + 1
    return replace(base, training=resolve_schedule(base.training, images))


def _peer_recipe(recipe: Mapping[str, float]) -> str:
    return f"rate {recipe['learning_rate']:g}" + (" clipped" if recipe.get("clip_norm") else "")


def _our_recipe(settings: Mapping[str, Any], base: DetectorConfig) -> str:
    own = {name: value for name, value in settings["config"].items() if name != "training.precision"}
    difference = describe_difference(own | {"training.precision": base.training.precision}, base)
    trial = settings.get("trial", "")
    return " ".join(filter(None, (trial, difference if difference != AS_IT_IS else ""))) or AS_IT_IS


def best_peer(groups: Sequence[Group], set_name: str, steps: int) -> Group | None:
    """The peer at the rate with the highest mean AP, among the rates with the most seeds."""
    peers = [one for one in groups if (one.set_name, one.who, one.steps) == (set_name, "torchvision", steps)]
    return max(peers, key=lambda one: (len(one.runs), one.ap), default=None)


def comparison_rows(groups: Sequence[Group], kept: KeptRuns) -> list[tuple[str, ...]]:
    """For each set on which both were run: the peer at its best rate, ours, and their difference."""
    rows: list[tuple[str, ...]] = []
    for ours in groups:
        if ours.who != "ours" or ours.recipe != AS_IT_IS:
            continue
        peer = best_peer(groups, ours.set_name, ours.steps)
        if peer is None:
            continue
        share = _better_share(ours, peer, kept)
        rows.append(
            (
                ours.set_name,
                _format_spread([run.ap for run in peer.runs]),
                peer.recipe,
                _format_spread([run.ap for run in ours.runs]),
                f"{ours.ap - peer.ap:+.3f}",
                share,
                _format_spread([run.ap50 for run in peer.runs]),
                _format_spread([run.ap50 for run in ours.runs]),
                _format_spread([run.ap75 for run in peer.runs]),
                _format_spread([run.ap75 for run in ours.runs]),
                f"{ours.cpu_seconds / peer.cpu_seconds:.2f}",
            )
        )
    return rows


COMPARISON_HEADER = (
    "set", "torchvision AP", "its best", "our AP", "difference", "better in", "torchvision AP50", "our AP50",
    "torchvision AP75", "our AP75", "CPU time ratio",
)  # fmt: skip


def mask_rows(groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """For each set and recipe of a network with a mask head: AP of boxes, masks and boundaries, and the time."""
    ordered = sorted(groups, key=lambda one: (one.set_name, one.steps, one.who, one.recipe))
    return [
        (
            one.set_name,
            one.who,
            one.recipe,
            str(one.steps),
            ", ".join(str(seed_of(run)) for run in one.runs),
            *(
                _format_spread([getattr(run, name) or 0.0 for run in one.runs])
                for name in ("ap", "segm_ap", "segm_ap50", "boundary_ap")
            ),
            _format_spread([run.cpu_seconds for run in one.runs], digits=0),
        )
        for one in ordered
        if any(run.segm_ap is not None for run in one.runs)
    ]


MASK_HEADER = (
    "set", "network", "recipe", "steps", "seeds", "box AP", "segm AP", "segm AP50", "boundary AP", "CPU seconds",
)  # fmt: skip


def variation_rows(groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """All recipes that were tried, set by set, the best first."""
    ordered = sorted(groups, key=lambda one: (one.set_name, one.steps, -one.ap))
    return [
        (
            one.set_name,
            one.who,
            one.recipe,
            str(len(one.runs)),
            _format_spread([run.ap for run in one.runs]),
            _format_spread([run.ap50 for run in one.runs]),
            _format_spread([run.ap75 for run in one.runs]),
            f"{one.cpu_seconds:.0f}",
        )
        for one in ordered
    ]


VARIATION_HEADER = ("set", "network", "recipe", "seeds", "AP", "AP50", "AP75", "CPU seconds")


def _format_spread(values: Sequence[float], digits: int = 3) -> str:
    """The mean and the standard deviation; without the latter for a single run."""
    mean = f"{statistics.fmean(values):.{digits}f}"
    return f"{mean} ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else mean


def _better_share(ours: Group, peer: Group, kept: KeptRuns) -> str:
    """In how many of 100 resamplings of the test images ours is better, for each seed."""
    shares = []
    for run in ours.runs:
        other = next((one for one in peer.runs if seed_of(one) == seed_of(run)), None)
        found = [kept.read_detections(one.key) for one in (run, other) if one is not None]
        pair = [results for results in found if results is not None]
        if len(pair) == 2:
            shares.append(f"{_share(pair[0], pair[1]):.0f}")
    return " / ".join(shares) or "not kept"


def _share(ours: Sequence[ImageResult], theirs: Sequence[ImageResult]) -> float:
    class_count = max((int(one.true_labels.max(initial=0)) for one in (*ours, *theirs)), default=0)
    compared = compare_runs(ours, theirs, [str(label) for label in range(1, class_count + 1)])
    return math.nan if compared is None else 100 * compared.ap.better_share
