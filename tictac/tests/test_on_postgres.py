"""The tests of what is stored and of the pages, once more on PostgreSQL."""

import os
import subprocess
import sys
from typing import Final

import pytest

from e2e.postgres import Postgres
from tictac.bootstrap import ROOT

# The engine knows no database.
TESTS: Final = ("game/tests", "--ignore=game/tests/engine", "home/tests")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_game_and_its_pages_are_the_same_there():
    with Postgres() as postgres:
        done = subprocess.run(
            (sys.executable, "-m", "pytest", "--ds=tictac.tests.settings", *TESTS),
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": postgres.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout
