// @ts-check
// The lobby, live: the page is complete without this.

import { Chat } from "./chat.js"
import { ended, fresh, lost } from "./link.js"
import { Desk } from "./lobby-desk.js"
import { List } from "./lobby-list.js"
import { fillMine, fillPlaying, fillWaiting, find, setText } from "./lobby-rows.js"
import { NONE, list, reduce } from "./lobby-state.js"
import { Socket } from "./socket.js"

const words = JSON.parse(find(document, "#words").textContent ?? "")
const pause = /** @type {HTMLElement} */ (find(document, "#pause"))
const waiting = new List("waiting", (row, room) => fillWaiting(row, room, words))
const playing = new List("playing", (row, room) => fillPlaying(row, room, words))

let rooms = NONE
let isPaused = false

function draw() {
  if (isPaused || rooms === NONE) return
  waiting.draw(list(rooms, true), (code) => (rooms.has(code) ? words.taken : words.gone))
  playing.draw(list(rooms, false), () => null)
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#mine > *"))) {
    const room = rooms.get(row.dataset.code ?? "")
    if (room) fillMine(row, room, words)
  }
}

pause.hidden = false
pause.addEventListener("click", () => {
  isPaused = !isPaused
  setText(pause, isPaused ? words.resume : words.pause)
  draw()
})

const desk = new Desk((body) => socket.send(body), words)
const panel = /** @type {HTMLElement} */ (find(document, "#chat"))
const chat = new Chat(panel, (message) => socket.send(message))
const socket = new Socket(() => `/ws/lobby?chat=${panel.dataset.newest}`, {
  onMessage(message) {
    fresh()
    desk.hear(message)
    if (chat.hear(message)) return
    rooms = reduce(rooms, message)
    draw()
  },
  onDown() {
    desk.lost()
    lost()
  },
  onFinal(code, reason) {
    desk.lost()
    ended(code, reason)
  },
})
