"""A contract for import-linter that names modules by patterns, so that a new panel or job is in it by its name."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields
from importlinter.contracts.forbidden import ForbiddenContract


class ForbiddenNamesContract(Contract):
    """Modules whose names match `source_patterns` import none that match `forbidden_patterns`, directly or not."""

    type_name = "forbidden_names"

    source_patterns = fields.ListField(subfield=fields.StringField())
    forbidden_patterns = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Check the modules of `graph` that match.

        Raises:
            ValueError: A pattern matches no module.
        """
        return self._build_contract(graph).check(graph, verbose)

    def render_broken_contract(self, check: ContractCheck) -> None:
        options: dict[str, list[str]] = {"source_modules": [], "forbidden_modules": []}
        ForbiddenContract(self.name, self.session_options, options).render_broken_contract(check)

    def _build_contract(self, graph: ImportGraph) -> ForbiddenContract:
        sources = find_modules(graph.modules, self.contract_options["source_patterns"])
        forbidden = find_modules(graph.modules, self.contract_options["forbidden_patterns"])
        options = {"source_modules": sources, "forbidden_modules": forbidden}
        return ForbiddenContract(self.name, self.session_options, options)


def find_modules(names: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The modules that match one of the patterns, in order; a pattern that matches none is a mistake.

    Raises:
        ValueError: A pattern matches no module.
    """
    names, found = sorted(names), set[str]()
    for pattern in patterns:
        matching = [name for name in names if fnmatchcase(name, pattern)]
        if not matching:
            raise ValueError(f"No module matches {pattern}. Correct the pattern in pyproject.toml.")
        found.update(matching)
    return sorted(found)
