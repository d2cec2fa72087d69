"""One step of the optimizer: as many images at once as memory holds, and nothing learned from what is not a number."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn

from detector.compute.distributed import PeerFailedError, abort_peers, gather_objects, wait_at_barrier
from detector.compute.precision import autocast_precision
from detector.config import TrainingConfig
from detector.convolutions.plan import working_clock
from detector.convolutions.training import fast_convolutions
from detector.faster_rcnn import FasterRCNN
from detector.image_stages import TrainingImage
from detector.stages.frozen_part import FrozenFeatures
from detector.training.batches import Batch
from detector.training.checkpoints.checkpoint import ResumeState
from detector.training.checkpoints.optimizer_state import read_optimizer, restore_optimizer
from detector.training.ddp import Replicas
from detector.training.feature_store import FeatureStore, prefers_single_images
from detector.training.memory import free_cached_memory, is_out_of_memory
from detector.training.non_finite import NonFiniteError, images_with_non_finite_gradient, images_with_non_finite_loss
from detector.training.objectives import JointObjective, Objective
from detector.training.runs.run_state import RunState
from detector.training.schedule import create_optimizer, set_learning_rate
from detector.translatable import translatable

LESS_AT_ONCE = translatable(
    "There is not enough memory for {images} images at once. From now on the network processes {fewer} at a time "
    "and accumulates their gradients: the result is the same, but training is slower."
)
NO_SINGLE_IMAGE = translatable(
    "{device} is too small for a single image. Choose a preset with smaller images or fewer layers."
)
FEATURES_NOT_CACHED = translatable(
    "There is not enough memory to cache the output of the frozen layers. It is computed in every step from now "
    "on: the result is the same, but training is slower."
)

MIN_LOSS_SCALE = 1.0
"""Below this, float16 overflows because the gradient does."""


class OutOfMemoryError(Exception):
    """There is no memory for one image at a time; the text is for a person."""


@dataclass(frozen=True)
class StepResult:
    """What one step did. Losses are means over all processes."""

    losses: dict[str, float]
    gradient_norm: float | None
    """Before clipping; None where float16 overflowed and the weights stayed as they were"""
    warnings: tuple[str, ...]


class Stepper:
    """Takes steps with the weights of `model`, which is on `device` already.

    Errors of `take_step`: NonFiniteError and OutOfMemoryError, which in all processes are the same; weights and moments
    then are as before the step.
    """

    def __init__(
        self,
        model: FasterRCNN,
        config: TrainingConfig,
        device: torch.device,
        precision: torch.dtype,
        store: FeatureStore | None = None,
        objective: Objective | None = None,
    ) -> None:
        """What frozen layers make of an image goes into `store`; `objective` is by default that of joint training."""
        self._objective = objective or JointObjective(model)
        self._model, self._config, self._store = model, config, store
        self._device, self._precision = device, precision
        self._parameters = {name: one for name, one in model.named_parameters() if one.requires_grad}
        self._replicas = Replicas(model)
        self._optimizer = create_optimizer(model, config)
        self._scaler = torch.amp.GradScaler(device.type, enabled=precision == torch.float16)
        self._images_at_once = config.batch_size
        self._begins_images = prefers_single_images(model, device)
        self._clock = working_clock()
        self._frozen_seconds = 0.0
        """Of the frozen layers in this step."""

    def take_step(self, batch: Batch, rate: float) -> StepResult:
        set_learning_rate(self._optimizer, rate)
        warnings = []
        since, self._frozen_seconds = self._clock(), 0.0
        while (losses := self._compute_gradients(batch)) is None:
            warnings.append(self._free_store() or self._halve_images_at_once())
        norm = self._update_weights(batch)
        if self._store is not None and len(batch.pixels) == len(batch.images):
            self._store.note_step(self._frozen_seconds, self._clock() - since)
        return StepResult(losses, norm, tuple(warnings))

    def _compute_gradients(self, batch: Batch) -> dict[str, float] | None:
        """Fill every parameter's `grad`; the losses, or None where it takes more memory than there is."""
        self._objective.prepare_modes()
        losses, fault = self._compute_own_gradients(batch)
        everyone = gather_objects((losses, fault))
        names = [name for _, other in everyone if isinstance(other, NonFiniteError) for name in other.names]
        if names:
            raise NonFiniteError("loss", tuple(names))
        finished = [other for other, _ in everyone if other is not None]
        if len(finished) < len(everyone):
            self._optimizer.zero_grad(set_to_none=True)
            free_cached_memory(self._device)
            return None
        self._replicas.average_gradients()
        return {key: sum(other[key] for other in finished) / len(finished) for key in finished[0]}

    def _compute_own_gradients(self, batch: Batch) -> tuple[dict[str, float] | None, NonFiniteError | None]:
        """The losses of this process's images, or what is wrong with them; (None, None) where memory is short."""
        fault: NonFiniteError | None = None
        try:
            losses = self._accumulate_gradients(batch)
            wait_at_barrier(self._device)
            return losses, None
        except PeerFailedError:
            return None, None
        except NonFiniteError as error:
            fault = error
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        abort_peers(self._device)
        return None, fault

    def _accumulate_gradients(self, batch: Batch) -> dict[str, float]:
        """Forward and backward, part by part; the losses of a part count by its share of the images.

        Gradients come out as from the whole batch where all images give equally many samples, as they nearly always do.
        """
        self._optimizer.zero_grad(set_to_none=True)
        keys = self._objective.loss_keys
        sums = dict.fromkeys(keys, 0.0)
        for start in range(0, len(batch.images), self._images_at_once):
            rows = slice(start, start + self._images_at_once)
            generators = [torch.Generator().manual_seed(seed) for seed in batch.seeds[rows]]
            with autocast_precision(self._device, self._precision), fast_convolutions(self._device, self._precision):
                result = self._objective.run(self._inputs(batch, rows), batch.targets[rows], generators)
            share = len(generators) / len(batch.images)
            values = torch.stack([result.losses[key].detach() for key in keys]).tolist()
            if not all(map(math.isfinite, values)):
                names = images_with_non_finite_loss(self._objective, result.stages, batch.names[rows])
                raise NonFiniteError("loss", names)
            loss = self._scaler.scale(result.total_loss * share)
            del result  # of its maps, only what the gradient needs is kept
            torch.autograd.backward(loss)
            for key, value in zip(keys, values, strict=True):
                sums[key] += value * share
        return sums | {"total": sum(sums.values())}

    def _inputs(self, batch: Batch, rows: slice) -> list[TrainingImage]:
        """The images of `rows`, where frozen layers see them alone after these."""
        if not self._begins_images:
            return batch.images[rows]
        return [self._begin(batch, row) for row in range(len(batch.images))[rows]]

    def _begin(self, batch: Batch, row: int) -> FrozenFeatures:
        image = batch.images[row]
        if isinstance(image, FrozenFeatures):
            return image
        since = self._clock()
        features = self._model.begin(image)
        self._frozen_seconds += self._clock() - since
        if self._store is not None and batch.views:
            self._store.keep_view(batch.views[row], features, batch.targets[row])
        return features

    def _free_store(self) -> str:
        """Give back what features take, in all processes; a warning, or nothing where none has any."""
        if not any(gather_objects(self._store is not None and self._store.give_up("there is not enough memory"))):
            return ""
        return FEATURES_NOT_CACHED

    def _halve_images_at_once(self) -> str:
        """Process half as many images at once from now on; returns a sentence about it.

        Raises:
            OutOfMemoryError: There is not enough memory for one image.
        """
        if self._images_at_once == 1:
            whose = "The GPU's memory" if self._device.type == "cuda" else "Memory"
            raise OutOfMemoryError(NO_SINGLE_IMAGE.format(device=whose))
        before, self._images_at_once = self._images_at_once, max(1, self._images_at_once // 2)
        return LESS_AT_ONCE.format(images=before, fewer=self._images_at_once)

    def _update_weights(self, batch: Batch) -> float | None:
        """Change the weights; the norm of the gradient."""
        self._scaler.unscale_(self._optimizer)
        norm = float(nn.utils.clip_grad_norm_(self._parameters.values(), self._config.clip_norm))
        overflown = not math.isfinite(norm)
        if overflown and self._scaler.get_scale() <= MIN_LOSS_SCALE:
            raise self._build_gradient_error(batch)
        # Does nothing with a gradient that overflowed.
        self._scaler.step(self._optimizer)
        self._scaler.update()
        return None if overflown else norm

    def _build_gradient_error(self, batch: Batch) -> NonFiniteError:
        everyone = gather_objects((images_with_non_finite_gradient(self._objective, batch), batch.names))
        images_at_fault = [name for names, _ in everyone for name in names]
        return NonFiniteError("gradient", tuple(images_at_fault or (name for _, names in everyone for name in names)))

    def capture_state(self, state: RunState) -> ResumeState:
        """`state`, with what is this one's to say, and the optimizer's moments."""
        scale = self._scaler.state_dict()
        state.images_at_once = self._images_at_once
        state.loss_scale, state.steps_at_scale = scale.get("scale", 0.0), scale.get("_growth_tracker", 0)
        moments, state.updates = read_optimizer(self._optimizer, self._parameters)
        return ResumeState(state, moments)

    def restore_state(self, resume_state: ResumeState) -> None:
        """Restore what `capture_state` returned."""
        state = resume_state.state
        self._images_at_once = min(state.images_at_once or self._config.batch_size, self._config.batch_size)
        if self._scaler.is_enabled() and state.loss_scale:
            scale = {"scale": state.loss_scale, "_growth_tracker": state.steps_at_scale}
            self._scaler.load_state_dict(self._scaler.state_dict() | scale)
        restore_optimizer(self._optimizer, self._parameters, resume_state.moments, state.updates)
