"""Checkpoints: one safetensors file with the weights and all that is needed to use them.

Its metadata are JSON: the format's version, the classes, the configuration (preprocessing included), the step, and
whether the backbone keeps its pretrained statistics. The last checkpoint of a run holds, in the same file, what it
needs to be resumed: the optimizer's moments beside the weights, and the state of the run in the metadata.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from detector.config import DetectorConfig
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.header import (
    FORMAT_KEY,
    TRAINING_PREFIXES,
    CheckpointHeader,
    format_header,
    read_header,
)
from detector.training.runs.run_files import write_run_file
from detector.training.runs.run_state import RunState
from detector.translatable import translatable
from detector.weights.undrawn import UninitializedWeights

NO_TRAINING_STATE = "{path} has a network, but no training state to resume. Start from it with --weights {weights}."
CHECKPOINT_NOT_WRITTEN = translatable(
    "The checkpoint {path} could not be written: {reason}. Free some space or choose another folder; an existing "
    "checkpoint there was not changed."
)


@dataclass(frozen=True)
class Checkpoint:
    """A network as it was at `step` of its training."""

    model: FasterRCNN
    step: int

    @property
    def classes(self) -> tuple[str, ...]:
        return self.model.classes

    @property
    def config(self) -> DetectorConfig:
        return self.model.config


@dataclass(frozen=True)
class ResumeState:
    """The state needed to resume a run."""

    state: RunState
    moments: Mapping[str, Tensor]
    """The optimizer's, by a prefix for their kind and the names of parameters; none for those never changed. With them
    the second backbone of alternating training."""


def save_checkpoint(
    path: Path, model: FasterRCNN, step: int, half: bool = False, resume_state: ResumeState | None = None
) -> None:
    """Write the network to `path`, whole or not at all. `half` stores float16: half the size, a little less exact.

    A link at `path` is replaced, and what it names stays as it is.

    Raises:
        CheckpointError: It cannot be written; what was at `path` is as it was.
    """
    state = resume_state.state if resume_state else None
    header = CheckpointHeader(model.config, model.classes, step, model.pretrained, state)
    tensors = {name: _prepare_for_file(tensor, half) for name, tensor in model.state_dict().items()}
    if resume_state is not None:
        tensors |= {name: _prepare_for_file(tensor) for name, tensor in resume_state.moments.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_run_file(path, save(tensors, {FORMAT_KEY: format_header(header)}))
    except OSError as error:
        raise CheckpointError(CHECKPOINT_NOT_WRITTEN.format(path=path, reason=error.strerror or error)) from error


def _prepare_for_file(tensor: Tensor, half: bool = False) -> Tensor:
    kind = (torch.float16 if half else torch.float32) if tensor.is_floating_point() else tensor.dtype
    return tensor.detach().to("cpu", kind).contiguous()


def load_checkpoint(path: Path, device: torch.device | str = "cpu") -> Checkpoint:
    """The network in `path`, in evaluation mode.

    Raises:
        CheckpointError: The checkpoint cannot be used.
    """
    header = read_header(path)
    return Checkpoint(_build_network(path, header).to(device).eval(), header.step)


def load_resume_state(path: Path) -> tuple[Checkpoint, ResumeState]:
    """The network in `path` and the state to resume its run.

    Raises:
        CheckpointError: It cannot be used, or holds a network and no more.
    """
    header = read_header(path)
    if header.run is None:
        raise CheckpointError(NO_TRAINING_STATE.format(path=path, weights=path))
    moments = _read_tensors(path, of_training=True)
    return Checkpoint(_build_network(path, header), header.step), ResumeState(header.run, moments)


def _build_network(path: Path, header: CheckpointHeader) -> FasterRCNN:
    try:
        with UninitializedWeights():
            model = FasterRCNN(header.config, header.classes, header.pretrained)
        model.load_state_dict(_read_tensors(path, of_training=False))
    except RuntimeError as error:
        raise CheckpointError(f"{path} cannot be loaded: {error}") from error
    return model


def _read_tensors(path: Path, of_training: bool) -> dict[str, Tensor]:
    """Either those of training alone or those of the network.

    Raises:
        CheckpointError: The checkpoint cannot be used.
    """
    try:
        with safe_open(path, framework="pt") as file:
            names = [name for name in file.keys() if name.startswith(TRAINING_PREFIXES) is of_training]  # noqa: SIM118
            return {name: file.get_tensor(name) for name in names}
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{path} cannot be loaded: {error}") from error
