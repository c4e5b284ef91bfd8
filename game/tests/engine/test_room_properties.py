"""No sequence of commands, from any mix of people, breaks a room."""

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from game.engine.board import Mark, Outcome, Position, Reason
from game.engine.commands import (
    HOUSE,
    Actor,
    Close,
    Decline,
    Expire,
    Hush,
    Leave,
    Move,
    Open,
    Rematch,
    Resign,
    Sit,
    Tick,
    Update,
)
from game.engine.errors import Rejection
from game.engine.events import (
    Abandoned,
    Closed,
    Event,
    Left,
    Moved,
    Rematched,
    Sat,
    Seat,
    TimedOut,
    Updated,
)
from game.engine.evolve import evolve, fold
from game.engine.room import decide
from game.engine.state import RoomState, Status, other
from game.tests.engine.scenes import ALICE, BOB, CAROL, states

PEOPLE = (ALICE, BOB, CAROL)

seats = st.sampled_from([None, 1, 2])
numbers = st.none() | st.integers(-1, 12)
commands = st.one_of(
    st.builds(Open, st.sampled_from(["classic", "chess"])),
    st.builds(Sit, seats),
    st.builds(Move, st.integers(-2, 60), numbers, numbers),
    st.builds(Resign, numbers),
    st.builds(Rematch, numbers, numbers),
    st.builds(Decline, numbers),
    st.just(Leave()),
    st.builds(Hush, st.booleans()),
    st.just(Close()),
    st.just(Expire(idle=40)),
    st.just(Tick()),
    st.builds(
        Update,
        st.sampled_from([None, "classic", "four", "chess"]),
        st.none() | st.booleans(),
        st.sampled_from([None, 0, 1, 2, 3601]),
    ),
)
anybody = st.builds(Actor, st.sampled_from(PEOPLE), seats)


class Room(RuleBasedStateMachine):
    """Acts on a room as `rooms` does, and keeps what an onlooker would have written."""

    def __init__(self):
        super().__init__()
        self.log: list[Event] = []
        self.announced: list[RoomState] = []
        self.now, self.finished = 1000, 0

    @property
    def state(self) -> RoomState:
        return self.announced[-1]

    def act(self, command, by):
        if self.state.is_late(self.now):
            self.write(Tick(), HOUSE)
            assert isinstance(self.log[-1], TimedOut)
        self.write(command, by)

    def write(self, command, by):
        try:
            events = decide(self.state, command, by, self.now)
        except Rejection:
            return
        assert not (events and self.state.closed)
        for event in events:
            before = self.state
            self.log.append(event)
            self.announced.append(evolve(before, event))
            self.check_rights(before, event, by)
            self.count(before, event)

    def check_rights(self, before, event, by):
        if isinstance(event, Sat):
            assert before.seats[event.seat - 1] is None
            assert event.player == by.player
        elif isinstance(event, Abandoned):
            assert by is HOUSE
            assert before.status is Status.PLAYING
            assert event.at - before.at >= 40
        elif isinstance(event, TimedOut):
            assert by is HOUSE
            assert before.turn is before.mark_of(event.seat)
            clock, winner = self.state.clock, before.mark_of(other(event.seat))
            assert clock is not None
            assert clock.left[event.seat - 1] == 0
            assert self.state.outcome == Outcome(winner, (), Reason.TIME)
        elif isinstance(event, Updated):
            assert before.holds(by.player.id, event.seat)
            assert before.status is Status.WAITING
        elif not isinstance(event, Closed):
            assert by.seat == event.seat
            assert before.seats[event.seat - 1] == by.player
        if isinstance(event, Moved):
            assert before.turn is before.mark_of(event.seat)
            assert self.state.position.mark_at(event.cell) is before.turn
            assert self.state.moves == (*before.moves, event.cell)
        if isinstance(event, Rematched):
            assert before.offer is not None
            assert before.offer.by == other(event.seat)

    def count(self, before, event):
        """The finished games of the series that goes on."""
        over, begun = before.outcome is not None, bool(before.moves)
        anew = isinstance(event, Sat) and over
        given_up = isinstance(event, Left) and not (over or begun)
        if anew or given_up:
            self.finished = 0
        elif isinstance(event, Abandoned):
            return  # it counts for nobody
        elif self.state.outcome is not None and not over:
            self.finished += 1

    @initialize(
        variant=st.sampled_from(["classic", "misere", "drop4"]),
        by=st.sampled_from([HOUSE, *(Actor(person) for person in PEOPLE)]),
        clock=st.integers(0, 2),
    )
    def open_room(self, variant, by, clock):
        self.log += decide(None, Open(variant, clock=clock), by, self.now)
        self.announced += states(self.log)

    @rule(
        command=commands,
        by=anybody | st.just(HOUSE),
        later=st.integers(-50, 50) | st.integers(600, 700),
    )
    def anybody_asks_anything(self, command, by, later):
        self.now += later
        if by is HOUSE and isinstance(command, Close) and later:
            return  # else most rooms would be closed before they are played in
        self.act(command, by)

    @rule(person=st.sampled_from(PEOPLE), seat=seats)
    def somebody_sits(self, person, seat):
        self.act(Sit(seat), Actor(person))

    @rule(picks=st.lists(st.integers(0, 50), min_size=3, max_size=12))
    def those_whose_turn_it_is_play(self, picks):
        for pick in picks:
            state = self.state
            if state.closed or state.turn is None:
                return
            seat: Seat = 1 if state.mark_of(1) is state.turn else 2
            moves = state.position.legal_moves()
            move = Move(moves[pick % len(moves)], state.position.ply, state.game)
            version = state.v
            self.act(move, Actor(state.seats[seat - 1], seat))
            assert self.state.v == version + 1

    @rule(seat=st.sampled_from([1, 2]), agree=st.booleans())
    def a_player_wants_a_rematch(self, seat, agree):
        offer, player = self.state.offer, self.state.seats[seat - 1]
        known = offer.v if offer is not None and agree else None
        self.act(Rematch(self.state.game, known), Actor(player, seat))

    @rule(seat=st.sampled_from([1, 2]), how=st.integers(0, 7))
    def a_player_now_and_then_gives_up(self, seat, how):
        if command := {0: Leave(), 1: Resign()}.get(how):
            self.act(command, Actor(self.state.seats[seat - 1], seat))

    @invariant()
    def the_fold_of_the_log_is_what_was_announced(self):
        assert fold(self.log) == self.state == self.announced[-1]

    @invariant()
    def versions_count_up_and_time_never_runs_backward(self):
        versions = [state.v for state in self.announced]
        assert versions == [*range(1, len(self.log) + 1)]
        assert all(a.at <= b.at for a, b in pairwise(self.log))
        assert self.state.at == self.log[-1].at

    @invariant()
    def the_score_counts_the_games_of_the_series(self):
        assert sum(self.state.score) == self.finished
        assert min(self.state.score) >= 0

    @invariant()
    def nobody_has_more_time_than_they_have_not_spent(self):
        clock, spent, begun = self.state.clock, [0, 0], None
        for event in self.log:
            if isinstance(event, Rematched | Sat | Left | Updated):
                is_next = not isinstance(event, Left)  # who leaves ends it, at most
                spent, begun = ([0, 0], None) if is_next else (spent, begun)
            elif isinstance(event, Moved):
                if begun is not None:
                    spent[event.seat - 1] += event.at - begun
                begun = event.at
        if clock is None:
            assert not any(isinstance(event, TimedOut) for event in self.log)
            return
        full = clock.each * 1000
        for had, used in zip(clock.left, spent, strict=True):
            assert 0 <= had <= full - min(used, full)
            if self.state.status is Status.PLAYING:
                assert had == full - used > 0

    @invariant()
    def the_two_marks_differ(self):
        assert set(self.state.marks) == set(Mark)

    @invariant()
    def a_turn_belongs_to_a_player_of_a_running_game(self):
        state = self.state
        playing = state.outcome is None and None not in state.seats
        assert (state.turn is not None) == playing == (state.status is Status.PLAYING)

    @invariant()
    def what_is_over_has_an_outcome_and_what_waits_has_no_moves(self):
        state = self.state
        assert (state.status is Status.OVER) == (state.outcome is not None)
        if state.status is Status.WAITING:
            assert not state.moves
        if state.position.outcome is not None:
            assert state.outcome == state.position.outcome

    @invariant()
    def the_board_is_what_the_moves_made_of_it(self):
        position = Position.start(self.state.variant.rules)
        for cell in self.state.moves:
            position = position.play(position.turn, cell)
        assert position == self.state.position
        assert self.state.has_moves == any(isinstance(e, Moved) for e in self.log)

    @invariant()
    def an_offer_stands_between_two_players_after_a_game(self):
        offer = self.state.offer
        if offer is not None:
            assert self.state.status is Status.OVER
            assert None not in self.state.seats
            assert self.announced[offer.v - 1].offer == offer
            assert self.announced[offer.v - 1].news.seat == offer.by


TestRoom = Room.TestCase
TestRoom.settings = settings(max_examples=200)
