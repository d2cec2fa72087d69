"""The objects of the demo, one file each: `draw(patch, light, rng)` gives a `Drawing` on its patch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from detector.demo.patch import Drawing, Patch
from detector.demo.shading import Light

from . import button, coin, die, key, ladybird, leaf

ObjectPainter: TypeAlias = Callable[[Patch, Light, np.random.Generator], Drawing]

OBJECT_PAINTERS: dict[str, ObjectPainter] = {
    "button": button.draw_button,
    "coin": coin.draw_coin,
    "die": die.draw_die,
    "key": key.draw_key,
    "ladybird": ladybird.draw_ladybird,
    "leaf": leaf.draw_leaf,
}
