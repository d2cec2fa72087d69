"""TIFF files written byte by byte, in every layout, so that no other library is trusted."""

from __future__ import annotations

import struct
import zlib
from itertools import product

import numpy as np
from numpy.typing import NDArray


def tiff(
    values: NDArray[np.generic],
    order: str = "<",
    in_planes: bool = False,
    rows_per_strip: int = 1 << 15,
    tile: int = 0,
    extra: int | None = None,
    photometric: int = 2,
    is_compressed: bool = False,
) -> bytes:
    """A TIFF of `values` (h, w, bands), written byte by byte so that no other library is trusted."""
    height, width, bands = values.shape
    bits = values.dtype.itemsize * 8
    stored = values.astype(values.dtype.newbyteorder("<" if order == "<" else ">"))
    layers = [stored[..., band : band + 1] for band in range(bands)] if in_planes else [stored]
    chunks = []
    for layer in layers:
        if tile:
            padded = np.pad(layer, ((0, -height % tile), (0, -width % tile), (0, 0)))
            places = product(range(0, padded.shape[0], tile), range(0, padded.shape[1], tile))
            chunks += [padded[top : top + tile, left : left + tile].tobytes() for top, left in places]
        else:
            chunks += [layer[top : top + rows_per_strip].tobytes() for top in range(0, height, rows_per_strip)]
    chunks = [zlib.compress(chunk) for chunk in chunks] if is_compressed else chunks
    data, offsets = b"", []
    for chunk in chunks:
        offsets.append(8 + len(data))
        data += chunk
    data += b"\0" * (len(data) % 2)
    sizes = [len(chunk) for chunk in chunks]
    tags: dict[int, tuple[str, list[int]]] = {
        256: ("H", [width]), 257: ("H", [height]), 258: ("H", [bits] * bands), 259: ("H", [8 if is_compressed else 1]),
        262: ("H", [photometric]), 277: ("H", [bands]), 284: ("H", [2 if in_planes else 1]),
    }  # fmt: skip
    tags |= {322: ("H", [tile]), 323: ("H", [tile])} if tile else {278: ("H", [min(rows_per_strip, height)])}
    tags |= {324: ("I", offsets), 325: ("I", sizes)} if tile else {273: ("I", offsets), 279: ("I", sizes)}
    if extra is not None:
        tags[338] = ("H", [extra])
    at, entries, more = 8 + len(data), b"", b""
    after = at + 2 + 12 * len(tags) + 4
    for number, (kind, numbers) in sorted(tags.items()):
        packed = struct.pack(f"{order}{len(numbers)}{kind}", *numbers)
        if len(packed) > 4:
            packed, more = struct.pack(f"{order}I", after + len(more)), more + packed
        entries += struct.pack(f"{order}HHI", number, 3 if kind == "H" else 4, len(numbers)) + packed.ljust(4, b"\0")
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return b"".join(
        (mark, struct.pack(f"{order}I", at), data, struct.pack(f"{order}H", len(tags)), entries, b"\0" * 4, more)
    )
