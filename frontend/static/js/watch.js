// @ts-check
// The wall, live: which games there are comes from the lobby, what happens on each board
// from its room, all of it over one socket. The page is complete without this.

import { fresh, lost, stale } from "./link.js"
import { find, setText } from "./lobby-rows.js"
import { NONE, list, reduce } from "./lobby-state.js"
import { Streams } from "./streams.js"
import { arrange, nextEnd } from "./wall-state.js"
import { Wall } from "./wall.js"

/** @typedef {import("./types.js").State} State */

const LOBBY = "lobby"
const ROOM = "room:"

const words = JSON.parse(find(document, "#words").textContent ?? "")
const root = /** @type {HTMLElement} */ (find(document, "#wall"))
const pause = /** @type {HTMLElement} */ (find(document, "#pause"))
const nobody = /** @type {HTMLElement} */ (find(document, "#nobody"))
const wall = new Wall(root, words)

let rooms = NONE
/** @type {import("./wall-state.js").Place[]} */
let places = wall.codes.map((code) => ({ code, until: null }))
/** @type {Map<string, State>} the newest of each room that is open */
const states = new Map()
let isPaused = false
/** @type {number | undefined} */
let nextChange

const streams = new Streams("/ws/streams", {
  onPayload: hear,
  onGone: (stream) => states.delete(stream.slice(ROOM.length)),
  onDown: lost,
  onFinal: stale,
})
streams.open(LOBBY)

/** @param {string} stream, @param {any} payload */
function hear(stream, payload) {
  fresh()
  if (stream === LOBBY) rooms = reduce(rooms, payload)
  else if (payload.type === "state" && payload.v > (states.get(payload.room)?.v ?? 0)) {
    states.set(payload.room, payload)
  } else return
  draw()
}

function draw() {
  if (isPaused || rooms === NONE) return
  const now = performance.now()
  const before = places
  const playing = list(rooms, false).map(({ code }) => code)
  places = arrange(before, playing, now, wall.held)
  follow(before)
  wall.draw(places, (code) => states.get(code) ?? rooms.get(code))
  nobody.toggleAttribute("hidden", places.length > 0)
  clearTimeout(nextChange)
  const end = nextEnd(places, now)
  if (end < Infinity) nextChange = setTimeout(draw, end - now)
}

/** Have those rooms open that hang here. @param {{ code: string }[]} before */
function follow(before) {
  const hanging = new Set(places.map(({ code }) => code))
  for (const { code } of before) {
    if (hanging.has(code)) continue
    streams.close(ROOM + code)
    states.delete(code)
  }
  for (const code of hanging) if (rooms.has(code)) streams.open(ROOM + code)
}

pause.hidden = false
pause.addEventListener("click", () => {
  isPaused = !isPaused
  clearTimeout(nextChange)
  setText(pause, isPaused ? words.resume : words.pause)
  draw()
})
// A board that has the focus is not taken away; now it may be.
root.addEventListener("focusout", () => setTimeout(draw))
