// @ts-check
// The lobby, live: the page is complete without this.

import { List } from "./lobby-list.js"
import { fillMine, fillPlaying, fillWaiting, find, setText } from "./lobby-rows.js"
import { NONE, list, reduce } from "./lobby-state.js"
import { Socket } from "./socket.js"

const words = JSON.parse(find(document, "#words").textContent ?? "")
const top = /** @type {HTMLElement} */ (find(document, "#top"))
const old = /** @type {HTMLElement} */ (find(document, "#old"))
const pause = /** @type {HTMLElement} */ (find(document, "#pause"))
const waiting = new List("waiting", (row, room) => fillWaiting(row, room, words))
const playing = new List("playing", (row, room) => fillPlaying(row, room, words))

let rooms = NONE
let isPaused = false
/** @type {number[]} */
let alarms = []

function draw() {
  if (isPaused || rooms === NONE) return
  waiting.draw(list(rooms, true), (code) => (rooms.has(code) ? words.taken : words.gone))
  playing.draw(list(rooms, false), () => null)
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#mine > *"))) {
    const room = rooms.get(row.dataset.code ?? "")
    if (room) fillMine(row, room, words)
  }
}

/** A short break is not worth a word. */
function lost() {
  if (alarms.length > 0) return
  alarms = [setTimeout(() => (top.dataset.link = "lost"), 1000), setTimeout(stale, 3000)]
}

function stale() {
  top.dataset.link = "lost"
  old.toggleAttribute("hidden", false)
}

function fresh() {
  for (const alarm of alarms) clearTimeout(alarm)
  alarms = []
  delete top.dataset.link
  old.toggleAttribute("hidden", true)
}

pause.hidden = false
pause.addEventListener("click", () => {
  isPaused = !isPaused
  setText(pause, isPaused ? words.resume : words.pause)
  draw()
})

new Socket("/ws/lobby", {
  onMessage(message) {
    fresh()
    rooms = reduce(rooms, message)
    draw()
  },
  onDown: lost,
  onFinal: stale,
})
