"""The training loop, as a stream of events that a terminal or a window can show as it likes."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import torch

from detector.compute.device import choose_device
from detector.compute.distributed import Process, is_distributed, this_process
from detector.compute.heap import keep_heap
from detector.compute.precision import choose_precision
from detector.config import TrainingConfig
from detector.data.labeled_set import TrainingSet
from detector.errors import CheckpointError, DatasetError
from detector.evaluation.pairing import MeasuredSet
from detector.faster_rcnn import FasterRCNN
from detector.proposal_sources.network_proposals import compute_file_digest
from detector.training.alternating import PHASE_COUNT, TrainingPhases
from detector.training.batches import Batch, BatchStream
from detector.training.checkpoints.checkpoint import ResumeState
from detector.training.data_folder import NoImagesError
from detector.training.feature_store import FeatureStore, create_store
from detector.training.memory import measure_memory
from detector.training.non_finite import NonFiniteError, format_device_lost, is_device_lost
from detector.training.runs.events import (
    EpochCompleted,
    Finished,
    PhaseStarted,
    Resumed,
    StepCompleted,
    TrainingEvent,
    TrainingStarted,
    Warned,
)
from detector.training.runs.resume import continue_state
from detector.training.runs.run_folder import RunFolder
from detector.training.runs.run_state import LAST_NAME, RunState, compute_fingerprint
from detector.training.runs.schedule_length import StepPlan, steps_per_epoch
from detector.training.schedule import resolve_schedule
from detector.training.step import OutOfMemoryError, Stepper
from detector.training.throughput import Throughput
from detector.training.validation import Validation, Validator
from detector.training.waiting import wait_for_batch, wait_for_folder
from detector.translatable import translatable

TRAINING_CONTINUES = translatable("Training continues.")
ENDED_EARLY = translatable("Ended early: AP did not improve in the last {epochs} epochs.")
CLASSES_DIFFER = translatable(
    "The network is for {count} classes ({classes}), but {folder} was read for {read_count} ({read_classes})."
)

MAX_VERSION_DIGITS = 10
"""Of the fingerprint of the images and labels, where a person reads it."""


class Trainer:
    """One training run. The caller draws the model's first weights; all else that is random comes from config.seed.

    Writes into `out_dir`: `last.safetensors` after every epoch, every few minutes, after every `checkpoint_every` steps
    and at the end; `best.safetensors` and `best_results.json` whenever AP on `validation` has never been higher, and
    at the end unless an earlier network is significantly better; `events.jsonl`; `split.json`.
    `max_steps` takes the place of the configuration's number of epochs; `minutes` is the time that they fit into, which
    is kept and reported, no more. `resume_state` continues the run that saved it, and `arguments` are kept for
    whoever does so. Inside `distributed.join_process_group`, all processes of a run must make a trainer and go through
    its events.

    Raises:
        DatasetError: The model's classes are not those of the sets.
        CheckpointError: `resume_state` was begun in other circumstances.
        UserFacingError: The network, or the number of steps, does not suit alternating training.
    """

    def __init__(
        self,
        model: FasterRCNN,
        training_set: TrainingSet,
        config: TrainingConfig,
        out_dir: Path,
        device: torch.device | str = "auto",
        validation: TrainingSet | None = None,
        max_steps: int | None = None,
        checkpoint_every: int | None = None,
        resume_state: ResumeState | None = None,
        arguments: Mapping[str, str] | None = None,
        minutes: float = 0.0,
    ) -> None:
        for labeled in filter(None, (training_set, validation)):
            _check_classes(model, labeled)
        self._process = this_process() if is_distributed() else Process()
        self._device = choose_device(device) if isinstance(device, str) else device
        self._precision = choose_precision(config.precision, self._device)
        # Most of a network is faster with channels last; where planes are, `fast_convolutions` goes over to them.
        self._model = model.to(self._device).to(memory_format=torch.channels_last)
        config = resolve_schedule(config, len(training_set.images))
        self._set, self._validation, self._config = training_set, validation, config
        per_epoch = steps_per_epoch(len(training_set.images), config.batch_size * self._process.count)
        self._plan = StepPlan(config.epochs * per_epoch if max_steps is None else max_steps, per_epoch)
        self._folder, self._checkpoint_every = RunFolder(out_dir, self._process), checkpoint_every
        self._state = RunState(
            max_steps=max_steps or 0,
            minutes=minutes,
            processes=self._process.count,
            training_data=compute_fingerprint(training_set, model.config.has_masks),
            validation_data=compute_fingerprint(validation, model.config.has_masks),
            proposal_data=compute_file_digest(model.config.proposals),
            arguments=dict(arguments or {}),
        )
        self._phases = TrainingPhases(self._model, config, self._plan.steps)
        if self._phases.current.number:
            self._state.begin_phase(self._phases.current.number)
            self._state.phased_steps = self._plan.steps
        self._saved_path: Path | None = None
        if resume_state is not None:
            self._state = continue_state(resume_state.state, self._state)
            self._phases.restore(self._state.phase, resume_state.moments)
        self._store, self._stepper = self._create_stepper()
        if resume_state is not None:
            self._stepper.restore_state(resume_state)
            self._saved_path = out_dir / LAST_NAME
        self._resumed_step = self._state.step
        self._validator = validation and Validator(self._model, validation, self._device, self._precision, config.seed)
        self._is_saved = True
        """Whether the last checkpoint is as the state is."""
        self._cancel_event = threading.Event()
        self._throughput = Throughput()

    @property
    def model(self) -> FasterRCNN:
        """The network that is trained."""
        return self._model

    def cancel(self) -> None:
        """End the run after the step it is in, with a checkpoint. May be called from any thread."""
        self._cancel_event.set()

    def exclude_pause(self) -> None:
        """The caller did something else between two events; that is no part of a step's time."""
        self._throughput.record_break()

    def run(self) -> Iterator[TrainingEvent]:
        """Train. The first event is TrainingStarted, the last Finished. A trainer runs once.

        Raises: CheckpointError when nothing can be written to `out_dir`; InvalidTargetError.
        """
        self._folder.open_log(self._resumed_step)
        try:
            with keep_heap():
                for event in self._run_to_end():
                    fault = self._folder.log_event(event)
                    yield event
                    if fault:
                        yield Warned(fault)
        finally:
            self._folder.close_log()
            self._phases.end()
            self._model.eval()

    def _run_to_end(self) -> Iterator[TrainingEvent]:
        yield self._started_event()
        yield from (Warned(text) for text in filter(None, [self._folder.write_split(self._set, self._validation)]))
        if self._saved_path is not None:
            yield Resumed(self._resumed_step, self._saved_path)
        for labeled in filter(None, (self._set, self._validation)):
            yield from (Warned(text) for text in labeled.warnings)
        try:
            yield from self._run_steps()
            yield from self._save_last()
            yield self._finished_event(*self._find_end_reason())
        except NonFiniteError as error:
            yield self._finished_event(f"failed-non-finite-{error.what}", error.format_message(self._state.step + 1))
        except NoImagesError as error:
            yield from self._end_without_images(error)
        except OutOfMemoryError as error:
            yield self._finished_event("failed-out-of-memory", str(error))
        except CheckpointError as error:
            yield self._finished_event("failed-checkpoint-not-saved", str(error))
        except RuntimeError as error:
            if not is_device_lost(error):
                raise
            yield self._finished_event("failed-device-lost", format_device_lost(error))

    def _end_without_images(self, error: NoImagesError) -> Iterator[TrainingEvent]:
        """End for want of images, which is no reason to lose what was learned from those before."""
        message = str(error)
        try:
            yield from self._save_last()
        except CheckpointError as unsaved:
            message = f"{message} {unsaved}"
        yield self._finished_event("failed-no-images", message)

    def _started_event(self) -> TrainingStarted:
        device = torch.cuda.get_device_name(self._device) if self._device.type == "cuda" else str(self._device)
        return TrainingStarted(
            images=len(self._set.images),
            classes=self._model.classes,
            total_steps=self._plan.steps,
            device=device,
            preset=self._model.config.preset,
            precision=str(self._precision).removeprefix("torch."),
            processes=self._process.count,
            validation_images=len(self._validation.images) if self._validation else 0,
            data_version=self._state.training_data[:MAX_VERSION_DIGITS],
            minutes=self._state.minutes,
            epochs=self._plan.epoch_of(self._plan.steps),
            batch_size=self._config.batch_size * self._process.count,
            short_side=self._model.config.input.short_side,
        )

    def _find_end_reason(self) -> tuple[str, str]:
        """Why the run is over, and what a person should know of it."""
        if self._is_stale() and self._state.step < self._plan.steps:
            return "completed", ENDED_EARLY.format(epochs=self._state.stale_epochs)
        over = self._state.step >= self._plan.steps and not self._state.loss_sums
        return ("completed" if over else "canceled"), ""

    def _finished_event(self, reason: str, message: str) -> Finished:
        return Finished(reason, self._saved_path, self._state.step, message)

    def _is_stale(self) -> bool:
        return 0 < self._config.patience <= self._state.stale_epochs

    def _create_stepper(self) -> tuple[FeatureStore | None, Stepper]:
        """For the current phase, in which other layers may be frozen than in the one before."""
        store = create_store(self._model, self._config, self._device, self._process.count)
        objective = self._phases.objective
        return store, Stepper(self._model, self._config, self._device, self._precision, store, objective)

    def _run_steps(self) -> Iterator[TrainingEvent]:
        state = self._state
        if state.loss_sums and self._plan.ends_epoch(state.step):
            yield from self._end_epoch()  # the run was canceled while it was measured
        while state.step < self._plan.steps and not self._is_stale():
            if state.step == self._phases.current.end:
                self._phases.begin_next()
                state.begin_phase(self._phases.current.number)
                self._store, self._stepper = self._create_stepper()
            phase = self._phases.current
            if phase.number:
                yield PhaseStarted(phase.number, PHASE_COUNT, state.step, phase.learning)
            if not (yield from self._run_phase()):
                return

    def _run_phase(self) -> Generator[TrainingEvent, None, bool]:
        """Take the steps of the current phase that are left; False where the run is canceled first."""
        state, phase = self._state, self._phases.current
        on_gpu = self._device.type == "cuda"
        stream = BatchStream(
            self._set,
            self._config,
            self._model.config.input,
            state.step,
            self._process,
            device_is_gpu=on_gpu,
            store=self._store,
            proposals=self._model.config.proposals,
        )
        with stream:
            self._throughput.record_break()
            while state.step < phase.end and not self._is_stale():
                batch = yield from wait_for_batch(stream, self._cancel_event.is_set)
                if batch is None:
                    return False
                if batch.was_interrupted:
                    self._throughput.record_break()
                yield from (Warned(text) for text in batch.skipped)
                yield from self._run_step(batch)
                if self._plan.ends_epoch(state.step):
                    yield from self._end_epoch()
                elif self._is_checkpoint_due():
                    yield from self._save_last(can_wait=True)
                    self._throughput.record_break()
        return True

    def _run_step(self, batch: Batch) -> Iterator[TrainingEvent]:
        state = self._state
        rate = self._config.learning_rate * self._phases.current.compute_rate_factor(state.step + 1, self._config)
        result = self._stepper.take_step(batch, rate)
        state.step += 1
        state.add_losses(result.losses)
        self._is_saved = False
        self._throughput.record_step(0.0 if batch.was_interrupted else batch.waited_s)
        yield from (Warned(text) for text in result.warnings)
        yield StepCompleted(
            step=state.step,
            total_steps=self._plan.steps,
            epoch=self._plan.epoch_of(state.step),
            losses=result.losses,
            learning_rate=rate,
            images_per_second=self._config.batch_size * self._process.count / self._throughput.seconds_per_step,
            seconds_left=self._throughput.estimate_seconds_left(
                self._plan.steps - state.step, self._plan.count_epochs_left(state.step)
            ),
            memory_bytes=measure_memory(self._device),
            waiting_share=self._throughput.waiting_share,
            gradient_norm=result.gradient_norm,
        )

    def _end_epoch(self) -> Iterator[TrainingEvent]:
        """Measure and save. If the run is canceled during that, it is done when the run is resumed."""
        state = self._state
        event = EpochCompleted(
            self._plan.epoch_of(state.step), state.mean_losses, average_precision=None, step=state.step
        )
        measured: Validation | None = None
        if self._validator and self._phases.current.has_whole_network:
            self._throughput.record_break()
            measured = yield from self._measure_network(self._validator)
            if measured is None:
                return
            yield from (Warned(text) for text in measured.evaluation.warnings)
            event = replace(_with_scores(event, measured), seconds=self._throughput.record_validation())
        is_best = state.end_epoch(event.coco_average_precision)
        if measured is not None and not is_best and state.step == self._plan.steps:
            is_best = not self._folder.is_best_proven(_build_measured_set(measured, self._set), self._set.root)
        self._is_saved = False
        yield replace(event, is_best=is_best)
        if is_best and measured is not None:
            yield from self._save_best(measured)
        yield from self._save_last(can_wait=True)
        self._throughput.record_break()

    def _measure_network(self, validator: Validator) -> Generator[TrainingEvent, None, Validation | None]:
        """None where the run is canceled meanwhile. Raises: NoImagesError."""
        while (measured := validator.measure_network(self._cancel_event.is_set)) is None:
            if not (yield from wait_for_folder(validator.folder, self._cancel_event.is_set)):
                return None
        return measured

    def _is_checkpoint_due(self) -> bool:
        by_time = self._folder.is_checkpoint_due()
        return by_time or (self._checkpoint_every is not None and self._state.step % self._checkpoint_every == 0)

    def _save_best(self, measured: Validation) -> Iterator[TrainingEvent]:
        results = _build_measured_set(measured, self._set)
        yield from (Warned(text) for text in filter(None, [self._folder.write_results(results, self._set.root)]))
        try:
            yield self._folder.save_best(self._model, self._state.step)
        except CheckpointError as error:
            yield Warned(f"{error} {TRAINING_CONTINUES}")

    def _save_last(self, can_wait: bool = False) -> Iterator[TrainingEvent]:
        """Unless there is nothing new. Where it `can_wait`, a full disk is no reason to end: space may come again.

        Raises:
            CheckpointError: The checkpoint cannot be used.
        """
        if self._is_saved:
            return
        kept = self._stepper.capture_state(self._state)
        kept = replace(kept, moments={**kept.moments, **self._phases.other_backbone})
        try:
            saved = self._folder.save_last(self._model, self._state.step, kept)
        except CheckpointError as error:
            if not can_wait or self._state.step == self._plan.steps:
                raise
            yield Warned(f"{error} {TRAINING_CONTINUES}")
            return
        self._saved_path, self._is_saved = saved.path, True
        yield saved


def _build_measured_set(measured: Validation, labeled: TrainingSet) -> MeasuredSet:
    return MeasuredSet(labeled.classes, measured.evaluation.results, measured.evaluation.compared_masks)


def _with_scores(event: EpochCompleted, measured: Validation) -> EpochCompleted:
    masks = measured.evaluation.masks
    event = replace(
        event,
        average_precision=measured.evaluation.coco.ap50,
        coco_average_precision=measured.score,
        mask_average_precision=None if masks is None else masks.coco.ap,
        per_class=measured.evaluation.coco.per_class_50,
        validation_losses=measured.losses,
    )
    if measured.intervals is None:
        return event
    ap50, ap = measured.intervals.ap50, measured.intervals.ap
    return replace(
        event,
        average_precision_interval=(ap50.low, ap50.high),
        coco_average_precision_interval=(ap.low, ap.high),
    )


def _check_classes(model: FasterRCNN, labeled: TrainingSet) -> None:
    if labeled.classes != model.classes:
        raise DatasetError(
            CLASSES_DIFFER.format(
                count=len(model.classes),
                classes=", ".join(model.classes),
                folder=labeled.root,
                read_count=len(labeled.classes),
                read_classes=", ".join(labeled.classes),
            )
        )
