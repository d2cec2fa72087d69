"""Finding problems in labels.

`LabelSearch` goes through a data set, `repair_problem` corrects problems with an obvious repair.
"""

from .problems import BoxRepair, LabelProblem, ProblemKind, Severity, repair_problem
from .search import LabelSearch

__all__ = ["BoxRepair", "LabelProblem", "LabelSearch", "ProblemKind", "Severity", "repair_problem"]
