// @ts-check
// Wires the room page: what is heard and done goes through `reduce`, what changed is drawn.

import { drawActions, drawForms } from "./actions.js"
import { alarm, lastMove, news, Speaker, standing, wholeBoard } from "./announce.js"
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
const [polite, loud] = [new Speaker(node("live-status")), new Speaker(node("live-alert"))]
const readings = { L: lastMove, T: standing, B: wholeBoard }

let model = first(JSON.parse(node("room").textContent ?? ""), Date.now())
const board = new Board(node("board"), model, sceneOf(model))
const keys = new Keys(node("board"), board.buttons, board.columns, board.middle, (key) => {
  if (key === "?") node("keys").toggleAttribute("open")
  else polite.say(readings[key](sceneOf(model)))
})
/** @type {import("./aim.js").Aim | undefined} */
let aim

/** @param {any} event */
function dispatch(event) {
  const before = model
  model = reduce(model, { at: Date.now(), ...event })
  if (model !== before) draw(before)
}

/** @param {import("./types.js").Model} before */
function draw(before) {
  const scene = sceneOf(model)
  board.draw(model, scene, model.state.v - before.state.v < 2)
  aim?.draw(model, scene)
  drawPage(model, scene)
  drawActions(scene, () => (scene.state.status === "over" ? node("headline") : keys).focus())
  if (model.state !== before.state || model.seat !== before.seat) drawForms(model)
  const [said, cried] = [news(before, model), alarm(before, model)]
  if (said) polite.say(said)
  if (cried) loud.say(cried)
}

const socket = new Socket(() => `/ws/game/${model.state.room}?seat=${model.seat ?? "watch"}`, {
  onMessage(message) {
    outbox.hear(message)
    dispatch({ type: "message", message })
  },
  onDown: (code) => dispatch({ type: "down", code }),
  onFinal: (code) => dispatch({ type: "final", code }),
  position: () => model.state.v,
})
const outbox = new Outbox(
  (body) => socket.send(body),
  () => dispatch({ type: "saving", saving: "stuck" }),
)
const play = wireHands({ model: () => model, dispatch, outbox, socket, board })
if (node("aim")) {
  const { Aim } = await import(node("aim").dataset.module ?? "")
  aim = new Aim(node("board"), board.buttons, model.state.size, (cell) => dispatch({ type: "aim", cell }), play)
}
for (const type of ["online", "offline"]) {
  addEventListener(type, () => dispatch({ type: "network", online: navigator.onLine }))
}
setInterval(() => isTimed(model) && dispatch({ type: "tick" }), 200)
