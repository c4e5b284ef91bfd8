"""The settings of the tests: the real ones, on data that vanishes afterwards."""

import os
import tempfile

_scratch = tempfile.TemporaryDirectory(prefix="tictac-test-")
os.environ["VAR_DIR"] = _scratch.name
os.environ["TICTAC_PROFILE"] = "local"
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from tictac.settings import *  # noqa: E402, F403 -- the environment comes first
from tictac.settings import DATABASES, VAR_DIR  # noqa: E402 -- as above

# Shared memory, Django's default, knows no WAL and locks out a second thread.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
# Pages under test need no collected files.
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# One that is slow on purpose would only slow the tests.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
