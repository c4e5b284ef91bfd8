import asyncio

import pytest

from game.lane import frame_of
from game.mailbox import MAX_REPLIES, Mailbox
from game.tests.stage import until


class Peer:
    """The other end: it reads at once, or only when told to."""

    def __init__(self, timeout=5.0):
        self.got = []
        self.stuck = 0
        self.tasks = set()
        self.error = None
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.mailbox = Mailbox(self.send, timeout, self.is_stuck)

    async def send(self, message):
        assert message["type"] == "websocket.send"
        self.tasks.add(asyncio.current_task())
        await self.may_read.wait()
        if self.error is not None:
            raise self.error
        self.got.append(message["text"])

    def is_stuck(self):
        self.stuck += 1

    def stop(self):
        self.may_read.clear()

    def go_on(self):
        self.may_read.set()


@pytest.fixture
async def peer():
    return Peer()


async def test_what_can_be_sent_is_sent_before_the_call_returns(peer):
    peer.mailbox.reply("ack")
    peer.mailbox.put("state", "v1")
    assert peer.got == ["ack", "v1"]
    assert peer.tasks == {asyncio.current_task()}


async def test_a_slow_reader_gets_the_newest_of_each_kind(peer):
    peer.stop()
    for number in range(100):
        peer.mailbox.put("state", f"v{number}")
        peer.mailbox.put("presence", f"p{number}")
    peer.go_on()
    await until(lambda: len(peer.got) == 3)
    assert peer.got == ["v0", "p99", "v99"]


async def test_replies_are_all_kept_in_order_and_go_first(peer):
    peer.stop()
    peer.mailbox.put("state", "v1")
    peer.mailbox.put("state", "v2")
    for number in range(MAX_REPLIES):
        peer.mailbox.reply(f"r{number}")
    peer.go_on()
    await until(lambda: len(peer.got) == MAX_REPLIES + 2)
    assert peer.got == ["v1", *(f"r{number}" for number in range(MAX_REPLIES)), "v2"]
    assert peer.stuck == 0


async def test_a_send_that_waits_gets_one_task_and_goes_on(peer):
    peer.stop()
    before = asyncio.all_tasks()
    for number in range(10):
        peer.mailbox.reply(f"r{number}")
        await asyncio.sleep(0)
    assert len(asyncio.all_tasks() - before) == 1
    peer.go_on()
    await until(lambda: len(peer.got) == 10)
    peer.mailbox.reply("later")
    assert peer.got[-1] == "later"


async def test_too_many_replies_close_it(peer):
    peer.stop()
    for number in range(MAX_REPLIES + 10):
        peer.mailbox.reply(f"r{number}")
    assert peer.stuck == 1
    peer.go_on()
    await asyncio.sleep(0)
    peer.mailbox.put("state", "v1")
    assert peer.got == []


async def test_a_send_that_takes_too_long_closes_it():
    peer = Peer(timeout=0.02)
    peer.stop()
    peer.mailbox.put("state", "v1")
    peer.mailbox.reply("r1")
    await until(lambda: peer.stuck)
    peer.go_on()
    await asyncio.sleep(0.05)
    assert (peer.got, peer.stuck) == ([], 1)


async def test_the_time_begins_anew_with_each_send():
    peer = Peer(timeout=0.8)
    for number in range(4):
        peer.stop()
        peer.mailbox.put("state", f"v{number}")
        await asyncio.sleep(0.25)
        peer.go_on()
        await until(lambda: f"v{number}" in peer.got)  # noqa: B023 - called at once
    assert peer.stuck == 0


@pytest.mark.parametrize("error", [OSError("gone"), RuntimeError("closed already")])
async def test_a_send_that_fails_at_once_ends_it_quietly(peer, error):
    peer.error = error
    peer.mailbox.reply("r1")
    peer.error = None
    for number in range(MAX_REPLIES + 10):
        peer.mailbox.reply(f"r{number}")
    peer.mailbox.put("state", "v1")
    assert (peer.got, peer.stuck) == ([], 0)


@pytest.mark.parametrize("error", [OSError("gone"), RuntimeError("closed already")])
async def test_a_send_that_fails_later_ends_it_quietly(peer, error):
    peer.stop()
    peer.mailbox.reply("r1")
    peer.mailbox.reply("r2")
    peer.error = error
    peer.go_on()
    await asyncio.sleep(0.01)
    peer.error = None
    peer.mailbox.reply("r3")
    assert (peer.got, peer.stuck) == ([], 0)


async def test_closing_it_stops_the_send_that_waits(peer):
    peer.stop()
    peer.mailbox.put("state", "v1")
    peer.mailbox.put("state", "v2")
    peer.mailbox.close()
    peer.mailbox.close()
    peer.go_on()
    await asyncio.sleep(0.01)
    peer.mailbox.reply("r1")
    assert (peer.got, peer.stuck) == ([], 0)


async def test_a_send_may_wait_many_times():
    got = []

    async def send(message):
        for _ in range(5):
            await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        got.append(message["text"])

    mailbox = Mailbox(send, 5, lambda: None)
    mailbox.reply("r1")
    mailbox.put("state", "v1")
    mailbox.reply("r2")
    await until(lambda: len(got) == 3)
    assert got == ["r1", "r2", "v1"]


class PeerByLane(Peer):
    """Its server takes ready frames, while it reads."""

    def __init__(self):
        super().__init__()
        self.mailbox = Mailbox(self.send, 5.0, self.is_stuck, self)
        self.writes = []

    def attach(self, heard):
        raise NotImplementedError

    def write(self, frame):
        if self.may_read.is_set():
            self.writes.append(frame)
        return self.may_read.is_set()


@pytest.fixture
async def peer_by_lane():
    return PeerByLane()


async def test_an_answer_and_the_state_after_it_leave_in_one_write(peer_by_lane):
    peer_by_lane.mailbox.reply("ack")
    peer_by_lane.mailbox.put("state", "v1")
    assert peer_by_lane.writes == [frame_of("ack") + frame_of("v1")]
    await asyncio.sleep(0)
    assert len(peer_by_lane.writes) == 1


async def test_an_answer_that_stays_alone_leaves_in_the_same_turn(peer_by_lane):
    peer_by_lane.mailbox.reply("ack")
    await asyncio.sleep(0)
    assert peer_by_lane.writes == [frame_of("ack")]


async def test_answers_to_a_burst_are_written_while_it_lasts(peer_by_lane):
    for number in range(3 * MAX_REPLIES):
        peer_by_lane.mailbox.reply(f"r{number}")
    await asyncio.sleep(0)
    every = map(frame_of, (f"r{number}" for number in range(3 * MAX_REPLIES)))
    assert b"".join(peer_by_lane.writes) == b"".join(every)
    assert peer_by_lane.stuck == 0


async def test_the_same_bytes_go_to_every_peer():
    peers = [PeerByLane(), PeerByLane()]
    for peer in peers:
        peer.mailbox.put("state", "v1")
    assert peers[0].writes[0] is peers[1].writes[0]


async def test_what_was_said_last_is_written_before_the_end(peer_by_lane):
    peer_by_lane.mailbox.reply("too fast")
    peer_by_lane.mailbox.close()
    assert peer_by_lane.writes == [frame_of("too fast")]


async def test_a_peer_behind_is_waited_for_on_the_ordinary_way(peer_by_lane):
    peer_by_lane.stop()
    peer_by_lane.mailbox.put("state", "v1")
    peer_by_lane.mailbox.put("state", "v2")
    peer_by_lane.mailbox.reply("pong")
    peer_by_lane.go_on()
    # What waits first has set out; nothing may overtake it now.
    peer_by_lane.mailbox.put("state", "v3")
    assert peer_by_lane.writes == []
    await until(lambda: peer_by_lane.writes or len(peer_by_lane.got) == 3)
    assert peer_by_lane.got[0] == "v1"
    rest = b"".join([*map(frame_of, peer_by_lane.got[1:]), *peer_by_lane.writes])
    assert rest == frame_of("pong") + frame_of("v3")
    assert peer_by_lane.stuck == 0


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_frame_says_how_long_it_is(size):
    frame = frame_of("x" * size)
    head = {2: size < 126, 4: 126 <= size < 65_536, 10: size >= 65_536}
    assert head[len(frame) - size]
    assert frame[0] == 0x81
    assert frame[1] == (size if size < 126 else 126 if size < 65_536 else 127)
