"""The files for the hosting site are well-formed, and what they run exists."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest

from detector import __version__
from tests.packaging.workflows import LEFT_OUT, WORKFLOWS, iter_jobs, load_yaml
from tests.release_notes import ROOT, read_notes, read_version

GITHUB = ROOT / ".github"
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA_RECIPE = ROOT / "resources" / "conda" / "recipe.yaml"
TEST_PROGRAMS = {
    "check-jsonschema": "check-jsonschema", "ruff": "ruff", "mypy": "mypy", "lint-imports": "import-linter",
    "mkdocs": "mkdocs",
}  # fmt: skip
"""Programs and the packages that bring them."""
SYSTEM_PROGRAMS = {"sudo", "gh", "python"}


def iter_steps(workflow: Path) -> Iterator[dict[str, str]]:
    for job in load_yaml(workflow)["jobs"].values():
        yield from job["steps"]


def iter_commands(workflow: Path) -> Iterator[list[str]]:
    """The words of each command of each step."""
    for step in iter_steps(workflow):
        for line in step.get("run", "").splitlines():
            for command in line.split(" && "):
                yield shlex.split(command.partition(" > ")[0])


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_that_each_command_of_a_workflow_exists(workflow: Path) -> None:
    commands = list(iter_commands(workflow))
    assert commands
    installed = " ".join(text for texts in PROJECT["optional-dependencies"].values() for text in texts)
    for words in commands:
        program = words[0]
        if program.startswith("."):
            assert os.access(ROOT / program, os.X_OK), program
        elif program in TEST_PROGRAMS:
            assert TEST_PROGRAMS[program] in installed
        else:
            assert program in {*SYSTEM_PROGRAMS, *PROJECT["scripts"]}, program
        if words[:2] == ["python", "-m"]:
            assert words[2] == "pip" or find_spec(words[2]) is not None, words
        for file in re.findall(r"\btests/\S+\.py", " ".join(words)):
            assert (ROOT / file).is_file(), file
        for extra in re.findall(r"^\.\[(\w+)\]$", "\n".join(words), re.MULTILINE):
            assert extra in PROJECT["optional-dependencies"]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_that_a_workflow_may_do_no_more_than_it_has_to(workflow: Path) -> None:
    assert load_yaml(workflow)["permissions"] == {"contents": "read"}
    for job in load_yaml(workflow)["jobs"].values():
        assert int(job.get("timeout-minutes", 60)) <= 90
    for step in iter_steps(workflow):
        assert "run" in step or re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])


def test_that_the_tests_run_on_each_supported_python() -> None:
    jobs = load_yaml(GITHUB / "workflows" / "tests.yml")["jobs"]
    classifiers = [text.rpartition(" ")[2] for text in PROJECT["classifiers"] if "Python :: 3." in text]
    assert jobs["tests"]["strategy"]["matrix"]["python"] == classifiers


def test_that_only_what_cannot_run_here_is_left_out_of_a_dry_run() -> None:
    steps = [step for workflow in WORKFLOWS for _, steps in iter_jobs(workflow) for step in steps]
    for _, reason in LEFT_OUT:
        assert any(step.reason_left_out == reason for step in steps), reason
    assert sum(bool(step.run and not step.reason_left_out) for step in steps) >= len(steps) / 3


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", [form for form in FORMS if form.stem != "config"]),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
        ("dependabot", [GITHUB / "dependabot.yml"]),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_that_files_for_others_follow_their_schemas(schema: str, files: list[Path]) -> None:
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_that_a_form_asks_for_something(form: Path) -> None:
    assert form.stem == "config" or load_yaml(form)["body"]


def test_that_hooks_run_what_the_lint_workflow_runs() -> None:
    [local] = load_yaml(ROOT / ".pre-commit-config.yaml")["repos"]
    entries = {hook["entry"].partition(" ")[0] for hook in local["hooks"]}
    assert entries <= {words[0] for words in iter_commands(GITHUB / "workflows" / "lint.yml")}


# -- versions


def test_that_all_files_name_one_version() -> None:
    version = read_version()
    assert version == __version__
    assert load_yaml(ROOT / "CITATION.cff")["version"] == version
    metadata = ElementTree.parse(ROOT / "resources" / "desktop" / "frcnn-studio.metainfo.xml")
    assert metadata.find("releases/release").attrib["version"] == version  # type: ignore[union-attr]
    assert load_yaml(CONDA_RECIPE)["context"]["version"] == version


def test_that_the_changelog_has_notes_for_this_version_alone() -> None:
    assert "### Added" in read_notes(f"v{read_version()}")
    with pytest.raises(ValueError, match=re.escape("v9.9.9")):
        read_notes("v9.9.9")


def test_that_the_conda_recipe_needs_and_starts_what_the_project_does() -> None:
    recipe = load_yaml(CONDA_RECIPE)
    conda = {re.split(r"[ >=<,!]", text)[0] for text in recipe["requirements"]["run"]}
    names = {re.split(r"[>=<,!]", text)[0].lower() for text in PROJECT["dependencies"]}
    other_names = {"torch": "pytorch", "pyside6-essentials": "pyside6"}
    assert conda == {"python", *(other_names.get(name, name) for name in names)}
    programs = PROJECT["scripts"] | PROJECT["gui-scripts"]
    assert recipe["build"]["python"]["entry_points"] == [f"{name} = {target}" for name, target in programs.items()]
