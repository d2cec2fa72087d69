"""The exact settings of a run, which identify it: a run with the same settings need not be repeated."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

from detector.config import DetectorConfig, get_preset
from detector.training.schedule import resolve_schedule
from tests.benchmarks.accuracy.trials import Trial

Trained = Literal["ours", "torchvision"]
Flat = Mapping[str, Any]
"""Settings by their dotted names."""


@dataclass(frozen=True)
class PeerRecipe:
    """The recipe of torchvision's reference script, with a variable learning rate."""

    learning_rate: float = 0.01
    momentum: float = 0.9
    weight_decay: float = 1e-4
    decay_at: tuple[float, ...] = (16 / 26, 22 / 26)
    """Fractions of the run: after epochs 16 and 22 of 26"""
    decay_factor: float = 0.1
    warmup_start: float = 1e-3
    """The rate rises from this fraction within the first epoch"""
    clip_norm: float = 0.0
    """The maximum norm of the gradient, which the reference does not limit; 0: no limit"""

    def as_json(self) -> dict[str, Any]:
        """The settings to store; a limit of 0 is omitted."""
        settings = dataclasses.asdict(self)
        return settings if self.clip_norm else {key: value for key, value in settings.items() if key != "clip_norm"}


@dataclass(frozen=True)
class RunSettings:
    """A training run: the set, the network and the recipe."""

    set_name: str
    who: Trained
    steps: int
    config: DetectorConfig
    """Of our network; for the peer only its architecture, input, batch and seed are used"""
    peer: PeerRecipe | None = None
    trial: Trial = ""
    """A change of our recipe that is not a setting"""

    @property
    def seed(self) -> int:
        return self.config.training.seed

    def as_json(self) -> dict[str, Any]:
        """The settings that differ from the defaults, so that settings added later leave earlier runs valid."""
        written = {"set": self.set_name, "who": self.who, "steps": self.steps, "config": non_default(self.config)}
        peer = {"peer": self.peer.as_json()} if self.peer else {}
        return written | peer | ({"trial": self.trial} if self.trial else {})

    @property
    def key(self) -> str:
        """The name of the stored run."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()[:16]


def non_default(config: DetectorConfig) -> dict[str, Any]:
    """The settings of `config` that differ from `DetectorConfig()`, by their dotted names."""
    return _difference(flatten(dataclasses.asdict(config)), flatten(dataclasses.asdict(DetectorConfig())))


def _difference(one: Flat, other: Flat) -> dict[str, Any]:
    return {name: value for name, value in one.items() if other.get(name) != value}


def flatten(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested `settings` by their dotted names; tuples become lists, as in JSON."""
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = list(value) if isinstance(value, tuple) else value
    return flat


def describe_difference(kept: Flat, base: DetectorConfig) -> str:
    """The difference between the settings of a stored run and `base`, except for the seed.

    For example "head.hidden=512"; "as it is" if there is none.
    """
    plain = flatten(dataclasses.asdict(DetectorConfig()))
    run, present = plain | dict(kept), flatten(dataclasses.asdict(base))
    # A setting that was tried and not adopted exists only in the stored run.
    changed = {name: run[name] for name in run if run[name] != present.get(name) and name != "training.seed"}
    return " ".join(f"{name}={_short(value)}" for name, value in sorted(changed.items())) or "as it is"


def _short(value: object) -> str:
    if isinstance(value, list):
        return "(" + ", ".join(_short(one) for one in value) + ")"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def vary(config: DetectorConfig, changes: Iterable[str]) -> DetectorConfig:
    """`config` with `changes` such as `training.learning_rate=0.01` (the value is JSON).

    Raises:
        ValueError: A setting does not exist or does not accept this value.
    """
    return reduce(_change, changes, config)


def _change(config: DetectorConfig, change: str) -> DetectorConfig:
    name, sign, text = change.partition("=")
    if not sign:
        raise ValueError(f"{change!r} is not NAME=VALUE.")
    settings = json.loads(config.to_json())
    *path, last = name.split(".")
    table = reduce(lambda inner, step: inner[step], path, settings)
    try:
        table[last] = json.loads(text)
    except json.JSONDecodeError:
        table[last] = text
    return DetectorConfig.from_json(json.dumps(settings))


def our_settings(
    set_name: str,
    name: str,
    steps: int,
    seed: int,
    changes: Iterable[str],
    batch_size: int,
    images: int,
    trial: Trial = "",
) -> RunSettings:
    """A run of our preset `name` with `changes` on `images` images, in float32: the same on every machine."""
    config = get_preset(name)
    recipe = replace(config.training, seed=seed, batch_size=batch_size, precision="float32")
    varied = vary(replace(config, training=recipe), changes)
    resolved = replace(varied, training=resolve_schedule(varied.training, images))
    return RunSettings(set_name, "ours", steps, resolved, trial=trial)


PEER_RATES = (0.0025, 0.005, 0.01)
CLIP_ABOVE = 0.01
"""At higher rates the peer diverged from the pretrained backbone; there it gets our gradient limit."""


def peer_settings(set_name: str, name: str, steps: int, seed: int, rate: float, batch_size: int) -> RunSettings:
    """A run of torchvision's network of the same size as the preset `name`."""
    config = get_preset(name)
    recipe = replace(DetectorConfig().training, seed=seed, batch_size=batch_size)
    shape = DetectorConfig(preset=name, input=config.input, training=recipe)
    clip_norm = recipe.clip_norm if rate > CLIP_ABOVE else 0.0
    return RunSettings(set_name, "torchvision", steps, shape, PeerRecipe(learning_rate=rate, clip_norm=clip_norm))
