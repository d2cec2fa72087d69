"""What the window says of how sure a measure is, and of how much better one run is than another."""

from __future__ import annotations

from detector.evaluation.bootstrap import MIN_IMAGES, MeasureDifference
from detector.evaluation.comparison_report import format_signed
from detector.evaluation.pairing import PairedComparison
from frcnn_gui.common.language import N_, tr

EVEN_TEXT = N_("{difference} (95 %: {low} to {high}), equal in all resamplings")

MASK_AP50_TEXT = N_("Mask AP50 {difference}")
MASK_AP_TEXT = N_("Mask AP {difference}")
BOUNDARY_AP_TEXT = N_("Boundary AP {difference}")
OTHER_OBJECTS_TEXT = N_("Masks are not compared: the labels of the two differ.")


def comparison_text(compared: PairedComparison) -> str:
    """Lines for AP50 and AP, those of masks where both have them, and what could not be compared."""
    comparison = compared.comparison
    lines = [f"AP50 {difference_text(comparison.ap50)}", f"AP {difference_text(comparison.ap)}"]
    if compared.masks is not None:
        lines.append(tr(MASK_AP50_TEXT).format(difference=difference_text(compared.masks.ap50)))
        lines.append(tr(MASK_AP_TEXT).format(difference=difference_text(compared.masks.ap)))
    if compared.boundaries is not None:
        lines.append(tr(BOUNDARY_AP_TEXT).format(difference=difference_text(compared.boundaries.ap)))
    if compared.have_masks_other_objects:
        lines.append(tr(OTHER_OBJECTS_TEXT))
    if compared.skipped_images:
        text = tr("%Ln image(s) not compared: measured for only one of the two.", "", compared.skipped_images)
        lines.append(text)
    if compared.skipped_classes:
        text = tr("%Ln class(es) not compared: known to only one of the two.", "", len(compared.skipped_classes))
        lines.append(text)
    return "\n".join(lines)


def difference_text(one: MeasureDifference) -> str:
    """Such as "+0.050 (95 %: +0.010 to +0.090), better in 97 of 100 resamplings"."""
    if one.is_even:
        text = tr(EVEN_TEXT)
    elif one.difference < 0:
        text = tr("{difference} (95 %: {low} to {high}), worse in {count} of 100 resamplings")
    else:
        text = tr("{difference} (95 %: {low} to {high}), better in {count} of 100 resamplings")
    text = text.format(
        difference=format_signed(one.difference),
        low=format_signed(one.low),
        high=format_signed(one.high),
        count=one.better_of_hundred,
    )
    return tr("{comparison}: too few images to decide").format(comparison=text) if one.too_few else text


def score_text(value: float | None, interval: tuple[float, float] | None) -> str:
    """A score with its interval, short enough for a table."""
    if value is None:
        return "–"
    return f"{value:.3f}" if interval is None else f"{value:.3f} ({interval[0]:.2f}–{interval[1]:.2f})"


def interval_text(name: str, value: float, interval: tuple[float, float], images: int) -> str:
    """The same as a line of its own, with the number of images measured."""
    text = tr("{name} {value} (95 % confidence interval: {low} to {high})").format(
        name=name, value=f"{value:.3f}", low=f"{interval[0]:.3f}", high=f"{interval[1]:.3f}"
    )
    if images >= MIN_IMAGES:
        return text
    few = tr("Only %Ln image(s) measured: the real uncertainty is larger.", "", images)
    return f"{text}. {few}"
