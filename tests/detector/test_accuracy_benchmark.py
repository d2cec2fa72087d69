from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detector.config import DetectorConfig, get_preset
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.evaluation.measurement import score_results
from detector.evaluation.results import ImageResult
from tests.benchmarks.accuracy.kept_runs import KeptRuns
from tests.benchmarks.accuracy.sets import merge_sets, take_images
from tests.benchmarks.accuracy.settings import (
    PeerRecipe,
    RunSettings,
    describe_difference,
    non_default,
    our_settings,
    peer_settings,
    vary,
)
from tests.benchmarks.accuracy.tables import best_peer, comparison_rows, group_runs, variation_rows
from tests.benchmarks.accuracy.training import Measured, peer_rate


def _ours(seed: int = 0, *changes: str) -> RunSettings:
    return our_settings("raccoon-100", "mobilenet_fpn", 300, seed, changes, 4, 100)


def _result(offset: float) -> ImageResult:
    true = np.array([[10, 10, 50, 50]], dtype=np.float32)
    found = true + np.float32(offset)
    one = np.array([1], dtype=np.int64)
    return ImageResult(
        Path("a.jpg"), 100, 80, found, one, np.array([0.9], dtype=np.float32), true, one, np.array([False])
    )


def _measured(offset: float = 0.0) -> Measured:
    return Measured(score_results([_result(offset)], ["thing"]), 12.34)


def test_that_equal_settings_have_one_key_and_any_difference_another() -> None:
    assert _ours().key == _ours().key
    others = [_ours(1), _ours(0, "training.learning_rate=0.003"), replace(_ours(), steps=301)]
    assert len({one.key for one in (_ours(), *others)}) == 4


def test_that_a_setting_at_its_default_is_not_written() -> None:
    assert non_default(DetectorConfig()) == {}
    assert non_default(vary(DetectorConfig(), ["head.hidden=512"])) == {"head.hidden": 512}


def test_that_a_setting_that_does_not_exist_cannot_be_varied() -> None:
    with pytest.raises(ValueError, match="unknown setting: nonsense"):
        vary(DetectorConfig(), ["head.nonsense=1"])
    with pytest.raises(ValueError, match="NAME=VALUE"):
        vary(DetectorConfig(), ["head.hidden"])


def test_that_a_difference_is_described_without_the_seed() -> None:
    base = get_preset("mobilenet_fpn")
    same = non_default(vary(base, ["training.seed=7"]))
    changed = non_default(vary(base, ["training.seed=7", "head.hidden=512", "anchors.scales=[2, 4.5]"]))
    assert describe_difference(same, base) == "as it is"
    assert describe_difference({**same, "training.ema": 0.99}, base) == "training.ema=0.99"
    assert describe_difference(changed, base) == "anchors.scales=(2, 4.5) head.hidden=512"


def test_that_a_run_is_claimed_once_and_kept(tmp_path: Path) -> None:
    one, other = KeptRuns(tmp_path), KeptRuns(tmp_path)
    with one.claim(_ours()) as mine, other.claim(_ours()) as theirs:
        assert (mine, theirs) == (True, False)
        one.add(_ours(), _measured(), "a machine")
    with other.claim(_ours()) as again:
        assert not again
    (run,) = other.read().values()
    assert (run.ap, run.ap50, run.cpu_seconds, run.machine) == (1.0, 1.0, 12.3, "a machine")
    (found,) = other.read_detections(run.key) or []
    assert np.array_equal(found.boxes, _result(0.0).boxes)
    assert (found.path, found.width) == (Path("a.jpg"), 100)


def test_that_ours_is_compared_with_the_best_rate_of_the_peer(tmp_path: Path) -> None:
    kept = KeptRuns(tmp_path)
    for seed in range(2):
        kept.add(_ours(seed), _measured(), "a machine")
        for rate, offset in ((0.005, 15.0), (0.01, 4.0)):
            kept.add(peer_settings("raccoon-100", "mobilenet_fpn", 300, seed, rate, 4), _measured(offset), "a machine")
    kept.add(_ours(0, "head.hidden=512"), _measured(8.0), "a machine")
    groups = group_runs(kept.read().values(), "mobilenet_fpn")
    best = best_peer(groups, "raccoon-100", 300)
    assert best is not None
    assert best.recipe == "rate 0.01"
    (row,) = comparison_rows(groups, kept)
    assert row[0] == "raccoon-100"
    assert row[2] == "rate 0.01"
    assert row[3] == "1.000 ± 0.000"
    assert row[5] == "100 / 100"  # of 100 resamplings, for each seed
    assert {recipe for _, _, recipe, *_ in variation_rows(groups)} == {
        "as it is", "head.hidden=512", "rate 0.005", "rate 0.01",
    }  # fmt: skip


def test_that_the_recipe_of_a_small_set_has_steps(tmp_path: Path) -> None:
    kept = KeptRuns(tmp_path)
    for name, images, changes in (("raccoon-25", 25, ()), ("raccoon-100", 100, ["training.schedule=step"])):
        kept.add(our_settings(name, "mobilenet_fpn", 300, 0, changes, 4, images), _measured(), "a machine")
    found = group_runs(kept.read().values(), "mobilenet_fpn")
    assert {group.set_name: group.recipe for group in found} == {
        "raccoon-25": "as it is", "raccoon-100": "training.schedule=step",
    }  # fmt: skip


def test_that_the_peer_warms_up_for_an_epoch_and_decays_as_the_reference_does() -> None:
    recipe = PeerRecipe(learning_rate=1.0)
    rates = [peer_rate(step, 260, 25, recipe) for step in range(1, 261)]
    assert rates[0] == pytest.approx(1e-3)
    assert rates[24] == pytest.approx(1.0)
    assert rates[159] == pytest.approx(1.0)
    assert rates[160] == pytest.approx(0.1)
    assert rates[219] == pytest.approx(0.1)
    assert rates[220] == pytest.approx(0.01)


def test_that_seeds_draw_different_images_and_everyone_the_same() -> None:
    blank = np.zeros((0, 4), np.float32), np.zeros(0, np.int64), np.zeros(0, np.bool_)
    images = tuple(LabeledImage(Path(f"{row}.jpg"), 8, 8, *blank) for row in range(20))
    whole = TrainingSet(Path(), ("a",), images)
    first, again, other = (take_images(whole, 5, seed) for seed in (0, 0, 1))
    assert first.images == again.images != other.images
    assert len(first.images) == 5


def test_that_merged_sets_keep_the_class_of_each_object_and_drop_unused_classes() -> None:
    def build_set(name: str, classes: tuple[str, ...], labels: list[int]) -> TrainingSet:
        boxes = np.zeros((len(labels), 4), np.float32)
        image = LabeledImage(Path(name), 8, 8, boxes, np.array(labels), np.zeros(len(labels), np.bool_))
        return TrainingSet(Path(), classes, (image,))

    merged = merge_sets(build_set("a", ("unused", "nano", "esp"), [3, 2]), build_set("b", ("raccoon",), [1]))
    assert merged.classes == ("esp", "nano", "raccoon")
    assert [(image.path.name, image.labels.tolist()) for image in merged.images] == [("a", [1, 2]), ("b", [3])]
