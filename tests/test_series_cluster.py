"""The rules for Snakemake: a series on one machine, and on a cluster whose command to submit is a script."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, File, absent, published, write_dossier

pytestmark = pytest.mark.slow
RULES = PROJECT / "dossier" / "series"
CLUSTER = ("--executor", "cluster-generic", "--jobs", "2", "--seconds-between-status-checks", "1")


def needs(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        absent(f"{module} is not installed: ./run test installs it")


def snakemake(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(RULES / "Snakefile")]
    command += ["--workflow-profile", str(RULES / "profile"), "--directory", str(folder), *words]
    env = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("executor", ["local", "cluster"])
def test_what_can_be_built_is_and_the_last_set_of_the_other_stands(executor: str, tmp_path: Path) -> None:
    needs("snakemake")
    words = ["--cores", "2"]
    if executor == "cluster":
        needs("snakemake_executor_plugin_cluster_generic")
        submit = tmp_path / "submit"
        submit.write_text('#!/bin/sh\nsh "$1" >/dev/null 2>&1 &\necho $!\n', encoding="utf-8")
        submit.chmod(0o755)
        words = [*CLUSTER, "--cluster-generic-submit-cmd", str(submit)]
    top = tmp_path / "session"
    for name in ("a b", "l'été/2"):
        write_dossier(top / name, {"un": File()})
    made = ["dossier.json", "dossier.pdf", "synthesis.docx"]
    done = snakemake(top, *words)
    assert done.returncode == 0, done.stderr
    assert [published(top / name / "build") for name in ("a b", "l'été/2")] == [made, made]
    before = {name: (top / "a b" / "build" / name).read_bytes() for name in made}
    (top / "a b" / "manifest.yaml").write_text("dossier: [\n", encoding="utf-8")
    assert snakemake(top, *words).returncode != 0
    assert {name: (top / "a b" / "build" / name).read_bytes() for name in made} == before
