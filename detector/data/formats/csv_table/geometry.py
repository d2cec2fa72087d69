"""The four numbers by which tables say where a box is, and its edges.

Edges are zero-based and half-open: x1, y1, x2, y2 in pixels.
"""

from __future__ import annotations

from detector.data.formats.shared.coordinates import COORDINATE_DECIMALS, format_coordinate, is_same_coordinate

from .columns import BoxEncoding

FourNumbers = tuple[float, float, float, float]


def compute_edges(geometry: BoxEncoding, numbers: FourNumbers) -> FourNumbers:
    """Return the edges of a box from its four numbers."""
    x, y, width, height = numbers
    if geometry is BoxEncoding.CORNER_AND_SIZE:
        return x, y, x + width, y + height
    if geometry is BoxEncoding.CENTER_AND_SIZE:
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2
    return numbers


def compute_numbers(geometry: BoxEncoding, edges: FourNumbers) -> FourNumbers:
    """Return the four numbers of a box from its edges; where they are no edges, from edges rounded to 0.01 pixels."""
    if geometry is BoxEncoding.CORNERS:
        return edges
    x1, y1, x2, y2 = (round(edge, COORDINATE_DECIMALS) for edge in edges)
    if geometry is BoxEncoding.CORNER_AND_SIZE:
        return x1, y1, x2 - x1, y2 - y1
    return (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1


def find_changed_numbers(geometry: BoxEncoding, before: FourNumbers, after: FourNumbers) -> dict[int, float]:
    """Return the numbers, by their index, that change when a box with the edges `before` gets those of `after`.

    What is the same in both, such as the size of a box that was only moved, is not among them.
    """
    new = compute_numbers(geometry, after)
    if geometry is BoxEncoding.CORNERS:
        return {index: new[index] for index in range(4) if not is_same_coordinate(before[index], after[index])}
    changed: dict[int, float] = {}
    for axis in (0, 1):
        (low, high), (new_low, new_high) = before[axis::2], after[axis::2]
        if geometry is BoxEncoding.CENTER_AND_SIZE:
            stays = is_same_coordinate((low + high) / 2, (new_low + new_high) / 2)
        else:
            stays = is_same_coordinate(low, new_low)
        if not stays:
            changed[axis] = new[axis]
        if not is_same_coordinate(high - low, new_high - new_low):
            changed[axis + 2] = new[axis + 2]
            if stays and geometry is BoxEncoding.CORNER_AND_SIZE:
                changed[axis + 2] = round(new_high, COORDINATE_DECIMALS) - low  # so that the edge comes out right
    return changed


def format_box_number(geometry: BoxEncoding, value: float) -> str:
    """Return a number as it is written: whole numbers without a point, others with two decimals, centers with three."""
    if geometry is not BoxEncoding.CENTER_AND_SIZE:
        return format_coordinate(value)
    text = f"{value:.{COORDINATE_DECIMALS + 1}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
