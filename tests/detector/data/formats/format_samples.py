"""Small data sets on disk, for tests of label formats."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from detector.data.annotation import Annotation
from tests.detector.data.image_samples import png


def images(root: Path, *names: str, size: tuple[int, int] = (640, 480)) -> Path:
    """Files with the header of an image and no pixels, whatever their suffix."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(png(*size))
    return root


def files(root: Path, contents: Mapping[str, str | bytes]) -> Path:
    for name, content in contents.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return root


def same_annotations(found: Iterable[Annotation], expected: Iterable[Annotation], within: float = 0.01) -> bool:
    """Whether labels are the same, in order, and edges differ by at most `within` pixels."""
    pairs = list(zip(found, expected, strict=True))
    return all(
        a.label == b.label
        and all(
            math.isclose(x, y, rel_tol=0, abs_tol=within) for x, y in zip(a.bounds.xyxy, b.bounds.xyxy, strict=True)
        )
        for a, b in pairs
    )


def names_of(paths: Iterable[Path]) -> list[str]:
    return [path.name for path in paths]
