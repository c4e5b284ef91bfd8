"""socket.js called alone: how it comes back, and when it does not."""

from playwright.async_api import Page

from e2e.modules import call
from e2e.steps import open_room

DELAYS = [
    # close code, failed tries, reason, least and most milliseconds
    (1006, 0, "", 250, 500),
    (1006, 1, "", 500, 1000),
    (1001, 3, "", 2000, 4000),
    (1011, 9, "", 7500, 15_000),
    (4009, 0, "", 250, 500),
    (4011, 1, "", 500, 1000),
    (4012, 5, "1234", 1234, 1234),
    (4012, 0, "999999999", 60_000, 60_000),
    (4012, 0, "", 200, 800),
    (4012, 0, "soon", 200, 800),
    (4012, 0, "-1", 200, 800),
    (4008, 0, "1234", 5000, 10_000),
    (0, 40, "", 7500, 15_000),
]

FAKE = """
const { Socket } = await find("socket")
const made = []
window.WebSocket = class {
  static OPEN = 1
  readyState = 1
  constructor(url) { made.push(this); this.url = String(url) }
  send() {}
  close() {}
}
"""


async def test_how_long_it_waits_before_it_comes_back(alice: Page):
    await open_room(alice)
    waits = await call(
        alice,
        """
        const { delay } = await find("socket")
        return given.map(([code, tries, reason]) =>
          [0, 1].map((luck) => delay(code, tries, reason, () => luck)))
        """,
        DELAYS,
    )
    assert waits == [[least, most] for *_, least, most in DELAYS]


async def test_it_comes_back_when_it_is_told_to(alice: Page):
    await open_room(alice)
    waits = await call(
        alice,
        FAKE
        + """
        const waits = []
        window.setTimeout = (_, wait) => waits.push(wait)
        new Socket("/ws/lobby", { onMessage: () => {} })
        made.at(-1).onclose({ code: 4012, reason: "1234" })
        return waits
        """,
    )
    assert waits[-1] == 1234


async def test_it_pings_however_much_it_hears(alice: Page):
    """Or the server, which hears nothing from who only watches, would close it."""
    await open_room(alice)
    pings = await call(
        alice,
        FAKE
        + """
        let pings = 0
        window.setTimeout = (_, wait) => (wait === 10_000 && ++pings, 1)
        new Socket("/ws/lobby", { onMessage: () => {} })
        made.at(-1).onopen()
        const before = pings
        for (let heard = 0; heard < 3; heard++)
          made.at(-1).onmessage({ data: '{"type":"state"}' })
        return [before, pings]
        """,
    )
    assert pings == [1, 1]


async def test_what_has_no_way_around_goes_on_as_it_was(alice: Page):
    await open_room(alice)
    urls = await call(
        alice,
        FAKE
        + """
        new Socket("/ws/echo", { onMessage: () => {} })
        while (made.length < 4) {
          const wire = made.at(-1)
          wire.onclose({ code: 1006, reason: "" })
          while (made.at(-1) === wire) await new Promise((done) => setTimeout(done, 20))
        }
        return made.map(({ url }) => new URL(url).pathname)
        """,
    )
    assert urls == ["/ws/echo"] * 4


async def test_which_closes_are_final(alice: Page):
    await open_room(alice)
    heard = await call(
        alice,
        FAKE
        + """
        return given.map((code) => {
          const heard = []
          const socket = new Socket("/ws/game/K7QX2M?seat=1", {
            onMessage: () => heard.push("message"),
            onDown: (code) => heard.push(`down ${code}`),
            onFinal: (code, reason) => heard.push(`final ${code} ${reason}`),
          })
          const wire = made.at(-1)
          wire.onmessage({ data: '{"type":"pong"}' })
          wire.onmessage({ data: '{"type":"state"}' })
          wire.onclose({ code, reason: "why" })
          wire.onclose({ code, reason: "why" })
          return heard
        })
        """,
        [4000, 4001, 4003, 4004, 4013, 4008, 4009, 4011, 4012, 1001, 1006, 1012],
    )
    finals = [
        ["message", f"final {code} why"] for code in (4000, 4001, 4003, 4004, 4013)
    ]
    downs = [
        ["message", f"down {code}"]
        for code in (4008, 4009, 4011, 4012, 1001, 1006, 1012)
    ]
    assert heard == finals + downs
