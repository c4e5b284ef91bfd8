"""The settings of the test build: the real ones, and ways to break it on purpose."""

from tictac.settings import *  # noqa: F403 - all of them
from tictac.settings import CHANNEL_LAYERS, INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "e2e.faults.build.apps.SabotageConfig"]
ROOT_URLCONF = "e2e.faults.build.urls"
# The control to apply, none by default.
SABOTAGE = env.str("SABOTAGE", default="")

# How often a socket's handler fails.
HANDLER_FAULTS = env.float("HANDLER_FAULTS", default=0)

LOSSY_SEED = env.int("LOSSY_SEED", default=0)
if LOSSY_SEED:
    stock = CHANNEL_LAYERS["default"]
    name = f"Lossy{stock['BACKEND'].rpartition('.')[2]}"
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": f"e2e.faults.build.layers.{name}",
            "CONFIG": {"seed": LOSSY_SEED} | stock.get("CONFIG", {}),
        }
    }
