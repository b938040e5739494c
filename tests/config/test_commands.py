"""The operator's commands say what they did, or in one sentence why not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *words: str, **settings: str) -> tuple[int, str, str]:
    finished = subprocess.run(
        [sys.executable, "-m", "comitia.config.cli", *words],
        env={**os.environ, "COMITIA_DATA_DIR": str(folder), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return finished.returncode, finished.stdout, finished.stderr


@pytest.mark.processes
def test_an_organisation_is_made_once_and_its_officer_can_sign_in(tmp_path):
    made = (
        "init",
        "--short-name",
        "WeGO",
        "--name",
        "World Smart Sustainable Cities Organization",
        "--email",
        "a@a.example",
    )
    code, said, _complaint = run(tmp_path, *made)
    assert (code, said.partition(".")[0]) == (0, "World Smart Sustainable Cities Organization is ready")
    assert "http://127.0.0.1:8000/en/accounts/link/" in said
    refusal = "This data folder already holds World Smart Sustainable Cities Organization. Set COMITIA_DATA_DIR to another folder."
    assert run(tmp_path, *made) == (2, "", f"comitia: {refusal}\n")
    code, said, _complaint = run(tmp_path, "journal", "verify")
    assert (code, said.endswith("The chain is whole.\n")) == (0, True)
    assert run(tmp_path, "give-role", "b@b.example", "chair") == (
        2,
        "",
        "comitia: Nobody has the address b@b.example. They sign up first, then they are given the role.\n",
    )


@pytest.mark.processes
def test_a_setting_that_cannot_be_stops_the_start_with_one_sentence(tmp_path):
    assert run(tmp_path, "serve", COMITIA_PORT="eighty") == (
        2,
        "",
        "comitia: COMITIA_PORT is 'eighty'; it must be a whole number.\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.processes
def test_settings_are_listed_without_their_secrets(tmp_path):
    code, said, _complaint = run(tmp_path, "settings", COMITIA_EMAIL_URL="smtp://me:secret@mail.example:587")
    assert (code, "secret@" in said, "COMITIA_EMAIL_URL=(set)" in said) == (0, False, True)
