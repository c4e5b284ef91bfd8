"""Everything that must hold, in one go; the last word is pytest's."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import Final

from django.conf import settings
from django.core.management import BaseCommand

from tictac.browser import NoBrowserError, find_or_install

PYTHON: Final = sys.executable
SETTINGS: Final = "tictac.tests.settings"
CHECKS: Final[Mapping[str, Sequence[str]]] = {
    "format": (PYTHON, "-m", "ruff", "format", "--check", "."),
    "lint": (PYTHON, "-m", "ruff", "check", "."),
    "imports": (
        PYTHON,
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint()",
    ),
    "types": (PYTHON, "-m", "mypy"),
    "deployment": (
        PYTHON,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
    ),
    "migrations": (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),
}
# A file stays together, for its tests share servers; the longest files come first.
# Half of the time a test waits for a browser or a server: so more than there are cores.
SIDE_BY_SIDE: Final = (
    *("-n", f"{min(4, 2 * (os.cpu_count() or 1))}"),
    *("--dist", "loadfile", "--no-loadscope-reorder"),
)


class Command(BaseCommand):
    help = (
        "Runs lint, types, import contracts and all tests. Arguments go to pytest;"
        " when they pick tests (a path, -k, -m) only those run."
        " --full adds the slow ones."
    )

    def run_from_argv(self, argv: list[str]) -> None:
        """Every argument is pytest's own, so none is parsed here but one."""
        arguments = argv[2:]
        if {"-h", "--help"} & set(arguments):
            self.print_help(argv[0], argv[1])
            return
        if "--full" in arguments:
            arguments[arguments.index("--full")] = "-m="
        try:
            sys.exit(self.run_everything(arguments))
        except KeyboardInterrupt:
            sys.exit(130)

    def run_everything(self, arguments: list[str]) -> int:
        self.report("environment", time.time() - settings.STARTED)
        with tempfile.TemporaryDirectory(prefix="tictac-check-") as scratch:
            surroundings = os.environ | {
                "VAR_DIR": scratch,
                "SECRET_KEY": secrets.token_urlsafe(64),
            }
            if reaches_the_browser(arguments):
                self.find_browser(surroundings)
            failed = [
                name
                for name, command in CHECKS.items()
                if not picks_tests(arguments)
                and not self.check_one(name, command, surroundings)
            ]
            whole = () if picks_tests(arguments) else SIDE_BY_SIDE
            tests = subprocess.run(
                (PYTHON, "-m", "pytest", f"--ds={SETTINGS}", *whole, *arguments),
                cwd=settings.BASE_DIR,
                env=surroundings,
                check=False,
            ).returncode
        return tests or len(failed)

    def find_browser(self, surroundings: dict[str, str]) -> None:
        started = time.monotonic()
        try:
            surroundings["TICTAC_BROWSER"] = find_or_install(settings.CHROMIUM_PATH)
        except NoBrowserError as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from error
        self.report("browser", time.monotonic() - started)

    def check_one(
        self, name: str, command: Sequence[str], surroundings: Mapping[str, str]
    ) -> bool:
        started = time.monotonic()
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        passed = done.returncode == 0
        self.report(name, time.monotonic() - started, "" if passed else "FAILED")
        if not passed:
            self.stdout.write(done.stdout)
            self.stdout.flush()
        return passed

    def report(self, name: str, seconds: float, verdict: str = "") -> None:
        self.stdout.write(f"{name:<29}{seconds:6.1f} s  {verdict}".rstrip())
        self.stdout.flush()


def picks_tests(arguments: Sequence[str]) -> bool:
    """Whether the caller wants some tests only, and so no checks of the whole."""
    return any(
        not word.startswith("-") or word in {"-k", "-m", "--lf", "--ff", "--sw"}
        for word in arguments
    )


def reaches_the_browser(arguments: Sequence[str]) -> bool:
    paths = [word for word in arguments if "/" in word or word.endswith(".py")]
    return not paths or any("e2e" in path for path in paths)
