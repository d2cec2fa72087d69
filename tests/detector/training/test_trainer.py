from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file as load_tensors

from detector.data.image_io import decode_image
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.errors import CheckpointError, DatasetError
from detector.evaluation.average_precision import AveragePrecision
from detector.evaluation.coco import CocoMetrics
from detector.evaluation.evaluate import evaluate_network
from detector.evaluation.measurement import Evaluation
from detector.image_tensors import to_tensor
from detector.predictor import Predictor
from detector.stages.losses import LOSS_KEYS
from detector.targets import Target
from detector.training.checkpoints.checkpoint import load_checkpoint
from detector.training.runs.event_log import read_events
from detector.training.runs.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    StepCompleted,
    TrainingEvent,
    TrainingStarted,
)
from detector.training.runs.run_state import compute_fingerprint
from detector.training.trainer import CLASSES_DIFFER, ENDED_EARLY, MAX_VERSION_DIGITS
from detector.training.validation import Validation
from tests.detector.drawn import drawn_folder
from tests.detector.runs import CLASSES, RECIPE, new_model, new_trainer, of_kind
from tests.sentences import sentence_pattern


@pytest.fixture
def images(tmp_path: Path) -> TrainingSet:
    return load_training_set(drawn_folder(tmp_path / "images", 4))


def test_that_a_run_reports_its_start_every_step_every_epoch_and_its_end(images: TrainingSet, tmp_path: Path) -> None:
    events = list(new_trainer(images, tmp_path).run())
    version = compute_fingerprint(images)[:MAX_VERSION_DIGITS]
    plan = {"epochs": 2, "batch_size": RECIPE.batch_size, "short_side": 96}
    assert events[0] == TrainingStarted(4, CLASSES, 4, "cpu", "mobilenet_fpn", data_version=version, **plan)
    assert [(event.step, event.epoch) for event in of_kind(StepCompleted, events)] == [(1, 1), (2, 1), (3, 2), (4, 2)]
    assert [event.epoch for event in of_kind(EpochCompleted, events)] == [1, 2]
    assert [event.step for event in of_kind(CheckpointSaved, events)] == [2, 4]
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 4)
    assert load_checkpoint(tmp_path / "last.safetensors").step == 4


def test_that_losses_have_a_key_each_and_their_total(images: TrainingSet, tmp_path: Path) -> None:
    events = list(new_trainer(images, tmp_path).run())
    for step in of_kind(StepCompleted, events):
        parts = {key: value for key, value in step.losses.items() if key != "total"}
        assert set(parts) == {"loss_objectness", "loss_rpn_box_reg", "loss_classifier", "loss_box_reg"}
        assert step.losses["total"] == pytest.approx(sum(parts.values()))
    first, second = (step.losses["total"] for step in of_kind(StepCompleted, events)[:2])
    assert of_kind(EpochCompleted, events)[0].mean_losses["total"] == pytest.approx((first + second) / 2)


def test_that_training_brings_the_loss_down(images: TrainingSet, tmp_path: Path) -> None:
    recipe = replace(RECIPE, learning_rate=0.02)
    steps = of_kind(StepCompleted, list(new_trainer(images, tmp_path, recipe, max_steps=30).run()))
    totals = [step.losses["total"] for step in steps]
    assert sum(totals[-5:]) < 0.7 * sum(totals[:5])


def test_that_the_same_seed_gives_the_same_losses(images: TrainingSet, tmp_path: Path) -> None:
    def losses(seed: int) -> list[dict[str, float]]:
        events = list(new_trainer(images, tmp_path / "out", replace(RECIPE, seed=seed)).run())
        return [step.losses for step in of_kind(StepCompleted, events)]

    assert losses(3) == losses(3)
    assert losses(3) != losses(4)


def test_that_a_number_of_steps_goes_before_epochs(images: TrainingSet, tmp_path: Path) -> None:
    events = list(new_trainer(images, tmp_path, max_steps=3).run())
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 3)
    assert [event.step for event in of_kind(CheckpointSaved, events)] == [2, 3]


def test_that_canceling_ends_after_the_step_with_a_checkpoint(images: TrainingSet, tmp_path: Path) -> None:
    trainer = new_trainer(images, tmp_path, replace(RECIPE, epochs=100))
    events: list[TrainingEvent] = []
    for event in trainer.run():
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 3:
            canceller = threading.Thread(target=trainer.cancel)
            canceller.start()
            canceller.join()
    assert events[-1] == Finished("canceled", tmp_path / "last.safetensors", 3)
    assert load_checkpoint(tmp_path / "last.safetensors").step == 3


def test_that_canceling_before_the_first_step_saves_nothing(images: TrainingSet, tmp_path: Path) -> None:
    trainer = new_trainer(images, tmp_path / "out")
    trainer.cancel()
    assert list(trainer.run())[-1] == Finished("canceled", None, 0)
    assert not (tmp_path / "out" / "last.safetensors").exists()


def test_that_the_decoding_thread_ends_when_nobody_listens_any_more(images: TrainingSet, tmp_path: Path) -> None:
    events = new_trainer(images, tmp_path).run()
    assert any(isinstance(event, StepCompleted) for event in events)
    events.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("decode")]


def measured(score: float) -> Validation:
    coco = CocoMetrics(ap=score, ap50=score)
    return Validation(Evaluation(AveragePrecision({}, score), 1, (), coco=coco), {"total": 1.0})


def give_scores(monkeypatch: pytest.MonkeyPatch, *scores: float) -> None:
    """What validation measures, epoch for epoch."""
    left = iter(scores)
    monkeypatch.setattr("detector.training.validation.Validator.measure_network", lambda *_args: measured(next(left)))


def test_that_the_best_checkpoint_is_that_of_the_best_epoch(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_scores(monkeypatch, 0.4, 0.6, 0.5)
    events = list(new_trainer(images, tmp_path, replace(RECIPE, epochs=3), validation=images).run())
    epochs = of_kind(EpochCompleted, events)
    assert [epoch.average_precision for epoch in epochs] == [0.4, 0.6, 0.5]
    assert [epoch.is_best for epoch in epochs] == [True, True, False]
    assert load_checkpoint(tmp_path / "best.safetensors").step == 4
    assert load_checkpoint(tmp_path / "last.safetensors").step == 6


def test_that_the_last_network_is_the_best_unless_another_is_proven_better(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_scores(monkeypatch, 0.4, 0.6, 0.5)
    monkeypatch.setattr("detector.training.runs.run_folder.RunFolder.is_best_proven", lambda *_args: False)
    events = list(new_trainer(images, tmp_path, replace(RECIPE, epochs=3), validation=images).run())
    assert [epoch.is_best for epoch in of_kind(EpochCompleted, events)] == [True, True, True]
    assert load_checkpoint(tmp_path / "best.safetensors").step == 6


def test_that_patience_ends_a_run_whose_ap_does_not_rise(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_scores(monkeypatch, 0.4, 0.6, 0.5, 0.6, 0.7)
    recipe = replace(RECIPE, epochs=9, patience=2)
    finished = list(new_trainer(images, tmp_path, recipe, validation=images).run())[-1]
    assert finished == Finished("completed", tmp_path / "last.safetensors", 8, ENDED_EARLY.format(epochs=2))


def test_that_the_best_checkpoint_is_light_and_the_last_can_be_resumed(images: TrainingSet, tmp_path: Path) -> None:
    list(new_trainer(images, tmp_path, validation=images, model=new_model(trained=True)).run())
    best, last = (load_tensors(tmp_path / name) for name in ("best.safetensors", "last.safetensors"))
    assert set(best) == set(new_model(trained=True).state_dict())
    trained = [name for name, one in new_model(trained=True).named_parameters() if one.requires_grad]
    assert set(last) - set(best) == {f"training.momentum.{name}" for name in trained}


def test_that_checkpoints_come_as_often_as_asked_for(images: TrainingSet, tmp_path: Path) -> None:
    events = list(new_trainer(images, tmp_path, max_steps=5, checkpoint_every=3).run())
    assert [event.step for event in of_kind(CheckpointSaved, events)] == [2, 3, 4, 5]


def test_that_no_more_than_some_minutes_are_lost(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detector.training.runs.run_folder.CHECKPOINT_INTERVAL_S", 0.0)
    events = list(new_trainer(images, tmp_path).run())
    assert [event.step for event in of_kind(CheckpointSaved, events)] == [1, 2, 3, 4]


def test_that_a_step_reports_what_a_window_shows(images: TrainingSet, tmp_path: Path) -> None:
    steps = of_kind(StepCompleted, list(new_trainer(images, tmp_path).run()))
    assert all(step.memory_bytes > 50_000_000 for step in steps)
    assert all(0 <= step.waiting_share <= 1 for step in steps)
    assert all(step.gradient_norm is not None and step.gradient_norm > 0 for step in steps)
    assert steps[0].seconds_left > steps[-1].seconds_left == 0


def test_that_the_log_has_every_event(images: TrainingSet, tmp_path: Path) -> None:
    events = list(new_trainer(images, tmp_path, validation=images).run())
    assert list(read_events(tmp_path / "events.jsonl")) == events


def test_that_a_folder_that_cannot_be_written_is_reported_before_the_first_step(
    images: TrainingSet, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"out: .* Choose another folder"):
        next(new_trainer(images, tmp_path / "out").run())


def test_that_validation_has_the_losses_of_the_network_as_it_is(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model()
    events = list(new_trainer(images, tmp_path, max_steps=1, validation=images, model=model).run())
    (epoch,) = of_kind(EpochCompleted, events)
    alone = []
    for image in images.images:
        pixels = to_tensor(decode_image(image.path).pixels)
        target = Target(boxes=torch.from_numpy(image.boxes), labels=torch.from_numpy(image.labels))
        with torch.no_grad():
            alone.append(model([pixels], [target], [torch.Generator().manual_seed(0)]).losses)
    for key in LOSS_KEYS:
        mean = sum(float(losses[key]) for losses in alone) / len(alone)
        assert epoch.validation_losses[key] == pytest.approx(mean, rel=1e-4)
    assert epoch.validation_losses["total"] == pytest.approx(sum(epoch.validation_losses[key] for key in LOSS_KEYS))


def test_that_validation_finds_what_a_predictor_finds(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model()
    events = list(new_trainer(images, tmp_path, max_steps=1, validation=images, model=model).run())
    (epoch,) = of_kind(EpochCompleted, events)
    again = evaluate_network(Predictor(load_checkpoint(tmp_path / "last.safetensors").model), images)
    assert again is not None
    assert again.coco.ap is not None
    assert epoch.coco_average_precision == pytest.approx(again.coco.ap, abs=1e-3)
    assert epoch.per_class == pytest.approx(again.coco.per_class_50, abs=1e-3)


def test_that_validation_is_measured_and_training_continues_in_training_mode(
    images: TrainingSet, tmp_path: Path
) -> None:
    model = new_model()
    modes = [
        model.training
        for event in new_trainer(images, tmp_path, model=model, validation=images).run()
        if isinstance(event, StepCompleted)
    ]
    assert modes == [True] * 4


def test_that_sets_of_other_classes_are_refused_with_both_counts(images: TrainingSet, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=sentence_pattern(CLASSES_DIFFER, count=2, read_count=1)):
        new_trainer(replace(images, classes=("square",)), tmp_path)


def test_that_an_image_without_objects_can_be_learned_from(images: TrainingSet, tmp_path: Path) -> None:
    empty = [replace(image, boxes=image.boxes[:0], labels=image.labels[:0]) for image in images.images]
    events = list(new_trainer(replace(images, images=tuple(empty)), tmp_path, max_steps=1).run())
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 1)
