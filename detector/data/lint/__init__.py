"""Finding faults in labels: `LabelSearch` looks through a data set, `repair_problem` corrects what has an obvious
remedy.
"""

from .problems import BoxRepair, LabelProblem, ProblemKind, Severity, repair_problem
from .search import LabelSearch

__all__ = ["BoxRepair", "LabelProblem", "LabelSearch", "ProblemKind", "Severity", "repair_problem"]
