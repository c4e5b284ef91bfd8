"""What is counted, for Prometheus. Every child is bound here, none is looked up later.

With several processes the counts live in files that all of them share; see
`tictac.probes` for how they are read.
"""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from game.errors import REFUSALS, NoSuchRoomError

BUCKETS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

SOCKETS: Final = Gauge("tictac_sockets", "Open sockets.", multiprocess_mode="livesum")
ROOMS: Final = Gauge(
    "tictac_rooms", "Rooms kept in memory.", multiprocess_mode="livesum"
)
MOVES: Final = Counter("tictac_moves", "Moves committed.")
COMMIT_SECONDS: Final = Histogram(
    "tictac_commit_seconds",
    "From handing a group of appends over until the database has them.",
    buckets=BUCKETS,
)
MOVE_SECONDS: Final = Histogram(
    "tictac_move_to_last_socket_seconds",
    "From a move's arrival until the last socket of its process was written to.",
    buckets=BUCKETS,
)
MOVE_ELSEWHERE_SECONDS: Final = Histogram(
    "tictac_move_to_other_process_seconds",
    "From a move's arrival until the last socket of each other process was written to.",
    buckets=BUCKETS,
)

_APPENDS: Final = Counter(
    "tictac_appends_refused", "Appends the database did not take.", ["result"]
)
APPENDS_LOST: Final = _APPENDS.labels("lost")
APPENDS_FAILED: Final = _APPENDS.labels("failed")

_RESYNCS: Final = Counter(
    "tictac_resyncs", "Who was found to be behind and brought forward.", ["who"]
)
RESYNCS_OF_ROOMS: Final = _RESYNCS.labels("room")
RESYNCS_OF_CLIENTS: Final = _RESYNCS.labels("client")

LAYER_ERRORS: Final = Counter(
    "tictac_layer_errors", "Messages the channel layer lost, and failures to reach it."
)

_REJECTIONS: Final = Counter("tictac_rejections", "Commands refused.", ["code"])
REJECTIONS: Final = {
    code: _REJECTIONS.labels(code) for code in (*REFUSALS, NoSuchRoomError.code)
}
