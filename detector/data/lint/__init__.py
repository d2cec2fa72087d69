"""Finding problems in labels.

`LabelSearch` goes through a data set, `repair_problem` corrects problems with an obvious repair.
"""

from .problems import BoxRepair, LabelProblem, OutlineRepair, OutlineRepairKind, ProblemKind, Severity
from .repairs import repair_problem
from .search import LabelSearch

__all__ = [
    "BoxRepair",
    "LabelProblem",
    "LabelSearch",
    "OutlineRepair",
    "OutlineRepairKind",
    "ProblemKind",
    "Severity",
    "repair_problem",
]
