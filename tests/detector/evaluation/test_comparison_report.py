from __future__ import annotations

import pytest

from detector.evaluation.bootstrap import Comparison, MeasureDifference
from detector.evaluation.comparison_report import format_comparison, format_difference, format_signed
from detector.evaluation.pairing import PairedComparison

BETTER = MeasureDifference(0.05, 0.01, 0.09, 0.97, 0.03, too_few=False)
UNSURE = MeasureDifference(-0.02, -0.06, 0.03, 0.2, 0.78, too_few=True)


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (BETTER, "+0.050 (95 %: +0.010 to +0.090), better in 97 of 100 resamplings"),
        (UNSURE, "-0.020 (95 %: -0.060 to +0.030), worse in 78 of 100 resamplings: too few images to decide"),
        (MeasureDifference(0, 0, 0, 0, 0, too_few=False), "0.000 (95 %: 0.000 to 0.000), equal in all resamplings"),
    ],
)
def test_that_a_difference_is_one_line(one: MeasureDifference, text: str) -> None:
    assert format_difference(one) == text


def test_that_what_could_not_be_compared_is_said() -> None:
    names = tuple(f"class{number}" for number in range(12))
    compared = PairedComparison(Comparison(BETTER, UNSURE, BETTER, 40), ("a",), names, 3)
    lines = format_comparison(compared, "runs/old").splitlines()
    assert lines[0].startswith("Compared with runs/old on the same 40 images")
    assert [line.split()[0] for line in lines[1:4]] == ["AP", "AP50", "AP75"]
    assert "3 images that were measured in only one of the two runs" in lines[4]
    assert lines[5].endswith(
        "(class0, class1, class2, class3, class4, class5, class6, class7, class8, class9 and 2 more)."
    )


@pytest.mark.parametrize(("value", "text"), [(0.0, "0.000"), (-0.0001, "0.000"), (0.0004, "0.000"), (-0.25, "-0.250")])
def test_that_nothing_has_no_sign(value: float, text: str) -> None:
    assert format_signed(value) == text
