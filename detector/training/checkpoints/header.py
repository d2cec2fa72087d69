"""The metadata of a checkpoint. Nothing in it is trusted: it is compared with the tensors before one is read."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from detector.config import DetectorConfig
from detector.errors import CheckpointError
from detector.training.checkpoints.checks import Shape, check_classes, check_config, check_count, check_network
from detector.training.runs.run_state import RunState
from detector.translatable import translatable
from detector.weights.weights_file import find_content_fault

FORMAT_KEY = "frcnn_checkpoint"
NO_CHECKPOINT = translatable("There is no checkpoint {path}.")
OTHER_SAFETENSORS = translatable("{path} is a safetensors file, but not a checkpoint of this program.")
OTHER_FORMAT = (
    "{path} has checkpoint format {format}; this program reads {known}. Train again, or use the program that wrote it."
)
UNUSABLE = "{path} cannot be used: {reason}"
NO_SAFETENSORS = "{path} is not a safetensors file: it {what}"
UNREADABLE_HEADER = translatable("{path} is not a safetensors file ({reason}). Choose a checkpoint.")
FORMAT_VERSION = 2
MAX_REASON_CHARS = 300
"""Characters of it"""
MAX_HEADER_BYTES = 20_000_000
"""Of what a file says about itself; with a thousand classes it has 0.1 MB"""
MOMENTUM_PREFIX = "training.momentum."
"""Before the name of a parameter: the optimizer's momentum for it, the mean of its gradients."""
SECOND_MOMENT = "training.second_moment."
"""The same, of the squares of its gradients (AdamW)."""
OTHER_BACKBONE_PREFIX = "training.other."
"""Before the name of a tensor of the second backbone, which alternating training has until RPN and head share one."""
TRAINING_PREFIXES = (MOMENTUM_PREFIX, SECOND_MOMENT, OTHER_BACKBONE_PREFIX)
"""Of tensors that are not the network's"""


@dataclass(frozen=True)
class CheckpointHeader:
    """All of a checkpoint but its tensors."""

    config: DetectorConfig
    classes: tuple[str, ...]
    step: int
    pretrained: bool
    run: RunState | None
    """None: the file has no state to resume from"""


def read_header(path: Path) -> CheckpointHeader:
    """The settings and classes of a checkpoint, and the shapes of its tensors, without reading the tensors.

    Raises:
        CheckpointError: `path` is not a checkpoint, or its tensors do not match its metadata.
    """
    text, shapes = _read_text_and_shapes(path)
    header = _parse_header(path, text)
    network = {name: shape for name, shape in shapes.items() if not name.startswith(TRAINING_PREFIXES)}
    moments = {
        kind: {name.removeprefix(prefix): shape for name, shape in shapes.items() if name.startswith(prefix)}
        for kind, prefix in (("momentum", MOMENTUM_PREFIX), ("second moment", SECOND_MOMENT))
    }
    other = {
        name.removeprefix(OTHER_BACKBONE_PREFIX): shape
        for name, shape in shapes.items()
        if name.startswith(OTHER_BACKBONE_PREFIX)
    }
    check_network(path, header.config, header.classes, header.pretrained, network, moments, other)
    return header


def format_header(header: CheckpointHeader) -> str:
    """As it stands in the file: one string, because the order of several would be different in every file."""
    values = {
        "version": FORMAT_VERSION,
        "classes": header.classes,
        "config": dataclasses.asdict(header.config),
        "step": header.step,
        "backbone_trained": header.pretrained,
    }
    if header.run is not None:
        values["run"] = dataclasses.asdict(header.run)
    # Half of a surrogate pair, as a class name can have it, becomes JSON's escape of it.
    return json.dumps(values, ensure_ascii=False, sort_keys=True).encode("utf-8", "backslashreplace").decode()


def _read_text_and_shapes(path: Path) -> tuple[str, dict[str, Shape]]:
    """What the file says of itself, and the shape of each tensor."""
    if not path.exists():
        raise CheckpointError(NO_CHECKPOINT.format(path=path))
    _check_file_kind(path)
    try:
        with safe_open(path, framework="pt") as file:
            metadata: Mapping[str, str] = file.metadata() or {}
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        if _is_cut_short(path):
            raise CheckpointError(f"{path} is truncated: copy it again, or train again.") from error
        raise CheckpointError(UNREADABLE_HEADER.format(path=path, reason=error)) from error
    if FORMAT_KEY not in metadata:
        raise CheckpointError(OTHER_SAFETENSORS.format(path=path))
    return metadata[FORMAT_KEY], shapes


def _check_file_kind(path: Path) -> None:
    """Refuse what is no safetensors file by its first bytes. Raises: CheckpointError."""
    try:
        fault = find_content_fault(path)
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
    except OSError as error:
        raise CheckpointError(f"{path} cannot be opened: {error.strerror or error}. Choose a checkpoint.") from error
    if fault:
        raise CheckpointError(NO_SAFETENSORS.format(path=path, what=fault))
    if MAX_HEADER_BYTES < length <= path.stat().st_size:
        raise CheckpointError(f"{path} cannot be used: its metadata has {length / 1e6:,.0f} MB.")


def _is_cut_short(path: Path) -> bool:
    """Whether the header promises tensors that the file ends before."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if 8 + length > size or length > MAX_HEADER_BYTES:
                return False  # that is no length: the file begins with something else
            header = json.loads(file.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        return size < 8 + length + max(ends, default=0)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return False


def _parse_header(path: Path, text: str) -> CheckpointHeader:
    try:
        values = json.loads(text)
        # Format 1 had nothing but its number here.
        version = values["version"] if isinstance(values, dict) else values
        if version != FORMAT_VERSION:
            raise CheckpointError(OTHER_FORMAT.format(path=path, format=str(version)[:9], known=FORMAT_VERSION))
        config = DetectorConfig.from_json(json.dumps(values["config"]))
        check_config(config)
        check_classes(values["classes"])
        run = RunState.from_object(values["run"]) if "run" in values else None
        trained = values["backbone_trained"] is True
        return CheckpointHeader(config, tuple(values["classes"]), check_count("step", values["step"]), trained, run)
    except KeyError as error:
        raise CheckpointError(f"{path} is incomplete: its metadata has no {error}.") from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise CheckpointError(UNUSABLE.format(path=path, reason=_format_reason(error))) from error


def _format_reason(error: Exception) -> str:
    """What is wrong with what a checkpoint says about itself, in a sentence that can be read to its end."""
    if isinstance(error, RecursionError):
        return "its metadata is nested too deeply."
    text = str(error)
    return f"{text if len(text) <= MAX_REASON_CHARS else f'{text[:MAX_REASON_CHARS]}…'}".rstrip(".") + "."
