"""Converting between the four numbers of a box in a table and its edges x1, y1, x2, y2, zero-based and half-open."""

from __future__ import annotations

from detector.data.formats.shared.coordinates import COORDINATE_DECIMALS, format_coordinate, is_same_coordinate

from .columns import BoxEncoding

FourNumbers = tuple[float, float, float, float]


def compute_edges(geometry: BoxEncoding, numbers: FourNumbers) -> FourNumbers:
    """The edges of a box from its four numbers."""
    x, y, width, height = numbers
    if geometry is BoxEncoding.CORNER_AND_SIZE:
        return x, y, x + width, y + height
    if geometry is BoxEncoding.CENTER_AND_SIZE:
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2
    return numbers


def compute_numbers(geometry: BoxEncoding, edges: FourNumbers) -> FourNumbers:
    """The four numbers of a box from its edges. If they are not edges, edges are rounded to 0.01 pixels first."""
    if geometry is BoxEncoding.CORNERS:
        return edges
    x1, y1, x2, y2 = (round(edge, COORDINATE_DECIMALS) for edge in edges)
    if geometry is BoxEncoding.CORNER_AND_SIZE:
        return x1, y1, x2 - x1, y2 - y1
    return (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1


def find_changed_numbers(geometry: BoxEncoding, before: FourNumbers, after: FourNumbers) -> dict[int, float]:
    """The numbers, by index, that change when the edges of a box change from `before` to `after`.

    Equal numbers, such as the size of a box that was only moved, are left out, so they keep their text.
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
                changed[axis + 2] = round(new_high, COORDINATE_DECIMALS) - low  # low + size must give this edge
    return changed


def format_box_number(geometry: BoxEncoding, value: float) -> str:
    """Format a number: whole numbers without a decimal point, others with two decimals, centers with three."""
    if geometry is not BoxEncoding.CENTER_AND_SIZE:
        return format_coordinate(value)
    text = f"{value:.{COORDINATE_DECIMALS + 1}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
