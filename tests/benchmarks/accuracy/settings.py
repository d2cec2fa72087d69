"""What a run is, exactly: two runs of the same settings need not both be made."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

from detector.config import DetectorConfig, get_preset

Trained = Literal["ours", "torchvision"]
Flat = Mapping[str, Any]
"""Settings by their dotted names."""


@dataclass(frozen=True)
class PeerRecipe:
    """How torchvision's reference script trains a detector, with its rate to be chosen."""

    learning_rate: float = 0.01
    momentum: float = 0.9
    weight_decay: float = 1e-4
    decay_at: tuple[float, ...] = (16 / 26, 22 / 26)
    """Fractions of the run: its 16th and 22nd epoch of 26"""
    decay_factor: float = 0.1
    warmup_start: float = 1e-3
    """The rate rises from this fraction within the first epoch"""
    clip_norm: float = 0.0
    """The most that the gradient's norm may be, which the reference does not limit; 0: no limit"""

    def as_json(self) -> dict[str, Any]:
        """As it is kept; a limit that is not there is not written."""
        settings = dataclasses.asdict(self)
        return settings if self.clip_norm else {key: value for key, value in settings.items() if key != "clip_norm"}


@dataclass(frozen=True)
class RunSettings:
    """One training run on one set, and the network and recipe it is made with."""

    set_name: str
    who: Trained
    steps: int
    config: DetectorConfig
    """Of our network; of the peer's, its shape, input, batch and seed"""
    peer: PeerRecipe | None = None

    @property
    def seed(self) -> int:
        return self.config.training.seed

    def as_json(self) -> dict[str, Any]:
        """What differs from the defaults, so that a setting that is added later leaves the runs before it valid."""
        written = {"set": self.set_name, "who": self.who, "steps": self.steps, "config": non_default(self.config)}
        return written | ({"peer": self.peer.as_json()} if self.peer else {})

    @property
    def key(self) -> str:
        """The name under which the run is kept."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()[:16]


def non_default(config: DetectorConfig) -> dict[str, Any]:
    """The settings of `config` that are not those of `DetectorConfig()`, by their dotted names."""
    return _difference(flatten(dataclasses.asdict(config)), flatten(dataclasses.asdict(DetectorConfig())))


def _difference(one: Flat, other: Flat) -> dict[str, Any]:
    return {name: value for name, value in one.items() if other.get(name) != value}


def flatten(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested `settings` by their dotted names; tuples become lists, as JSON has them."""
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = list(value) if isinstance(value, tuple) else value
    return flat


def describe_difference(kept: Flat, base: DetectorConfig) -> str:
    """How the settings of a kept run differ from `base`, apart from the seed: "head.hidden=512"; "as it is" if not."""
    plain = flatten(dataclasses.asdict(DetectorConfig()))
    run, present = plain | dict(kept), flatten(dataclasses.asdict(base))
    # A setting that was tried and not taken up is in the run alone.
    changed = {name: run[name] for name in run if run[name] != present.get(name) and name != "training.seed"}
    return " ".join(f"{name}={_short(value)}" for name, value in sorted(changed.items())) or "as it is"


def _short(value: object) -> str:
    if isinstance(value, list):
        return "(" + ", ".join(_short(one) for one in value) + ")"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def vary(config: DetectorConfig, changes: Iterable[str]) -> DetectorConfig:
    """`config` with `changes` such as `training.learning_rate=0.01` (JSON after the sign).

    Raises:
        ValueError: A setting does not exist or does not take this value.
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
    set_name: str, name: str, steps: int, seed: int, changes: Iterable[str], batch_size: int
) -> RunSettings:
    """A run of our preset `name` with `changes`; in float32, so that every machine makes the same run."""
    config = get_preset(name)
    recipe = replace(config.training, seed=seed, batch_size=batch_size, precision="float32")
    return RunSettings(set_name, "ours", steps, vary(replace(config, training=recipe), changes))


PEER_RATES = (0.005, 0.01, 0.02)
CLIP_ABOVE = 0.01
"""From the pretrained backbone the peer diverged at the highest rate; there it is given the limit that ours has."""


def peer_settings(set_name: str, name: str, steps: int, seed: int, rate: float, batch_size: int) -> RunSettings:
    """A run of torchvision's network of the same size as the preset `name`."""
    config = get_preset(name)
    recipe = replace(DetectorConfig().training, seed=seed, batch_size=batch_size)
    shape = DetectorConfig(preset=name, input=config.input, training=recipe)
    clip_norm = recipe.clip_norm if rate > CLIP_ABOVE else 0.0
    return RunSettings(set_name, "torchvision", steps, shape, PeerRecipe(learning_rate=rate, clip_norm=clip_norm))
