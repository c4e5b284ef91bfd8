// @ts-check
// Wires the room page: what is heard and done goes through `reduce`, what changed is drawn.

import { drawActions, drawForms } from "./actions.js"
import { Speakers } from "./announce.js"
import { Board } from "./board.js"
import { wireHands } from "./hands.js"
import { Keys } from "./keys.js"
import { Outbox } from "./outbox.js"
import { drawPage } from "./page.js"
import { sceneOf } from "./scene.js"
import { Socket } from "./socket.js"
import { first, isTimed, reduce } from "./state.js"

/** @param {string} id */
const node = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @type {import("./aim.js").Aim | undefined} only boards of small cells have it */
let aim
/** @type {import("./chat.js").Chat | undefined} */
let chat
let model = first(JSON.parse(node("room").textContent ?? ""), Date.now())
const speakers = new Speakers(node("live-status"), node("live-alert"))
const board = new Board(node("board"), model, sceneOf(model))
const keys = new Keys(node("board"), board, (reading) => speakers.say(reading(sceneOf(model))))
const stuck = () => dispatch({ type: "saving", saving: "stuck" })
const outbox = new Outbox((body) => socket.send(body), stuck)
const address = () => `/ws/game/${model.state.room}?seat=${model.seat ?? "watch"}&as=${model.me}&chat=${node("chat").dataset.newest}`
const socket = new Socket(address, {
  onMessage(message) {
    if (chat?.hear(message)) return
    outbox.hear(message)
    dispatch({ type: "message", message })
  },
  onDown: (code) => dispatch({ type: "down", code }),
  onFinal: (code, reason) => dispatch({ type: "final", code, reason }),
  position: () => model.state.v,
})
const play = wireHands({ model: () => model, dispatch, outbox, socket, board })
setInterval(() => isTimed(model) && dispatch({ type: "tick" }), 200)
if (node("aim")) {
  const { Aim } = await import(node("aim").dataset.module ?? "")
  aim = new Aim(node("aim"), board, (/** @type {number} */ cell) => dispatch({ type: "aim", cell }), play)
}
const { Chat } = await import(node("chat").dataset.module ?? "")
chat = new Chat(node("chat"), (/** @type {object} */ message) => socket.send(message))
chat?.draw(model)
chat?.ask() // what was said while this was on its way

/** @param {any} event */
function dispatch(event) {
  const before = model
  model = reduce(model, { at: Date.now(), ...event })
  if (model === before) return
  // Another board needs other nodes, other classes and other words: the server draws them.
  if (model.state.variant !== before.state.variant) return location.reload()
  const scene = sceneOf(model)
  board.draw(model, scene, model.state.v - before.state.v < 2)
  aim?.draw(model, scene)
  drawPage(model, scene)
  drawActions(scene, () => (scene.state.turn === null ? node("headline") : keys).focus())
  if (model.state !== before.state || model.seat !== before.seat) drawForms(model)
  speakers.tell(before, model)
  chat?.draw(model)
}
