"""Run the steps of the workflows as the hosting site would: `python -m tests.packaging.workflows [NAME ...]`.

Each job gets a clone of the last commit and a new virtual environment, and runs its `run` steps in order with bash, as
on Linux with the oldest Python of its matrix. Artifacts go from job to job. What cannot run here is in `LEFT_OUT`, with
the reason, and is shown.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.packaging.archives import REPOSITORY
from tests.release_notes import read_version

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
LEFT_OUT = (
    (r"^sudo ", "changes this system"),
    (r"--index-url https", "needs another package index; the next step installs PyTorch, too"),
    (r"^gh ", "publishes"),
    (r"^\.ci/run$", "takes an hour; run it by itself"),
    (r"^python -m pytest --durations", "is what pytest runs; run it by itself"),
)
"""Patterns of commands, and why they are not run here."""
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")


@dataclass(frozen=True)
class Step:
    """A step of a job.

    Attributes:
        name: As the site shows it.
        run: Its commands; empty where it uses an action.
        uses: The action.
        inputs: What the action is given.
        variables: Environment variables of the workflow, its job and this step.
    """

    name: str
    run: str
    uses: str
    inputs: dict[str, str]
    variables: dict[str, str]

    @property
    def reason_left_out(self) -> str:
        """Why it cannot run here; empty where it can."""
        return next((reason for pattern, reason in LEFT_OUT if re.search(pattern, self.run, re.MULTILINE)), "")


def load_yaml(path: Path) -> dict[str, Any]:
    loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    assert isinstance(loaded, dict), path
    return loaded


def iter_jobs(path: Path) -> Iterator[tuple[str, list[Step]]]:
    """The jobs of a workflow with their steps, in their order."""
    workflow = load_yaml(path)
    for name, job in workflow["jobs"].items():
        variables = workflow.get("env", {}) | job.get("env", {})
        yield name, [
            Step(
                step.get("name") or step.get("uses") or step["run"],
                step.get("run", ""), step.get("uses", ""), step.get("with", {}), variables | step.get("env", {}),
            )
            for step in job["steps"]
        ]  # fmt: skip


class Machine:
    """The folder of one job: a clone, once it is checked out, and a virtual environment."""

    def __init__(self, root: Path, artifacts: Path) -> None:
        self.work, self._venv, self._home, self._artifacts = root / "work", root / "venv", root / "home", artifacts
        self.work.mkdir(parents=True)
        self._home.mkdir()
        subprocess.run([sys.executable, "-m", "venv", self._venv], check=True)

    def run_step(self, step: Step) -> tuple[str, str]:
        """Do what the step says.

        Returns:
            "passed", "failed", "left out" or "" for an action without effect here; and the reason or the output.
        """
        if step.uses:
            return ("", "") if not self._run_action(step) else ("passed", "")
        if step.reason_left_out:
            return "left out", step.reason_left_out
        done = subprocess.run([*BASH, step.run], cwd=self.work, env=self._build_environment(step), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip
        return ("passed", "") if done.returncode == 0 else ("failed", done.stdout[-3000:])

    def _run_action(self, step: Step) -> bool:
        action = step.uses.partition("@")[0]
        if action == "actions/checkout":
            subprocess.run(["git", "clone", "--quiet", REPOSITORY, self.work], check=True)
        elif action == "actions/upload-artifact":
            target = self._artifacts / step.inputs["name"]
            for pattern in step.inputs["path"].split():
                found = list(self.work.glob(pattern))
                assert found, f"{pattern} is not there"
                for path in found:  # below the folder that all patterns have in common, as the action does
                    relative = path.relative_to(self.work)
                    (target / relative).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target / relative)
        elif action == "actions/download-artifact":
            shutil.copytree(self._artifacts / step.inputs["name"], self.work, dirs_exist_ok=True)
        else:
            return False
        return True

    def _build_environment(self, step: Step) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key.startswith(("PIP_", "LANG", "LC_", "SSL_"))}
        variables = {"CI": "true", "GITHUB_REF_NAME": f"v{read_version()}", **step.variables}
        path = os.pathsep.join((str(self._venv / "bin"), os.defpath, "/usr/local/bin"))
        return {**kept, "HOME": str(self._home), "PATH": path, **variables}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.packaging.workflows", description=__doc__)
    names = [path.stem for path in WORKFLOWS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"workflows: {', '.join(names)}", default=names)
    options = parser.parse_args()
    has_failed = False
    print("| workflow | job | step | result | seconds |\n| --- |" + " --- |" * 4)
    for path in WORKFLOWS:
        if path.stem in options.names:
            with tempfile.TemporaryDirectory(prefix="workflow-") as folder:
                for job, steps in iter_jobs(path):
                    has_failed |= not _run_job(path.stem, job, steps, Path(folder))
    return int(has_failed)


def _run_job(workflow: str, job: str, steps: list[Step], root: Path) -> bool:
    """Run the steps until one fails; whether none did."""
    machine = Machine(root / job, root / "artifacts")
    for step in steps:
        began = time.monotonic()
        result, text = machine.run_step(step)
        if result:
            shown = result if result != "left out" else f"left out: {text}"
            print(f"| {workflow} | {job} | {step.name} | {shown} | {time.monotonic() - began:.0f} |", flush=True)
        if result == "failed":
            sys.stderr.write(text)
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
