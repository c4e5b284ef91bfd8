// @ts-check
// Everything around the board that shows the state: status, signature lines, score, strip,
// header rule, title and favicon. It draws over the nodes the server made.

import { clip } from "./scene.js"
import { detail, headline, isDrawn, title } from "./words.js"

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Seat} Seat */
/** @typedef {import("./scene.js").Scene} Scene */

const SVG = "http://www.w3.org/2000/svg"
const INKS = { X: "#bf2b16", O: "#1d4ed0" }
const SHAPES = {
  X: "M11 11L17 17M17 11L11 17",
  O: "M14 10.5a3.5 3.5 0 1 0 .01 0",
}

/** @param {string} id */
const node = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @param {Node} place, @param {string} text */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text
}

/** @param {HTMLElement} place, @param {boolean} isHidden */
function hide(place, isHidden) {
  if (place.hidden !== isHidden) place.hidden = isHidden
}

/** @param {Model} model, @param {Scene} scene */
export function drawPage(model, scene) {
  const { state } = model
  write(node("headline"), headline(scene))
  write(node("detail"), detail(scene))
  node("detail").classList.toggle("wrong", scene.refusal !== null && scene.lost === 0 && !scene.offline)
  write(node("watching"), watching(scene))
  const isLost = scene.lost > 0 || scene.offline || scene.final !== null
  if (isLost) node("top").dataset.link = "lost"
  else delete node("top").dataset.link
  for (const seat of /** @type {Seat[]} */ ([1, 2])) drawSign(scene, seat)
  write(/** @type {Node} */ (node("score").lastChild), `${state.score[0]}–${state.score[1]}`)
  drawStrip(model, scene)
  for (const status of ["waiting", "playing", "over"]) {
    node("main").classList.toggle(`is-${status}`, status === state.status)
  }
  hide(node("big-code"), state.status !== "waiting")
  if (document.title !== title(scene)) document.title = title(scene)
  drawIcon(scene.hasTurn ? scene.mark : null)
}

/** @param {Scene} scene */
function watching(scene) {
  if (scene.seat === null || scene.spectators === 0) return ""
  const count = scene.spectators
  return scene.say(count === 1 ? "oneWatching" : "manyWatching", { count })
}

/** @param {Scene} scene, @param {Seat} seat */
function drawSign(scene, seat) {
  const { state } = scene
  const sign = node(`sign-${seat}`)
  const mark = scene.markOf(seat)
  const whole = state.players[seat - 1]?.name ?? ""
  const name = /** @type {HTMLElement} */ (sign.querySelector(".name"))
  sign.classList.toggle("by-x", mark === "X")
  sign.classList.toggle("by-o", mark === "O")
  sign.classList.toggle("turn", state.turn === mark)
  sign.classList.toggle("away", scene.away[seat - 1])
  sign.classList.toggle("open", whole === "")
  sign.classList.toggle("agreed", isDrawn(state))
  const glyph = /** @type {SVGElement} */ (sign.querySelector(".glyph"))
  if (glyph.ariaLabel !== mark) {
    glyph.ariaLabel = mark
    glyph.firstElementChild?.setAttribute("href", `#${mark}`)
  }
  write(name, clip(whole) || scene.say("openSeat"))
  if (clip(whole) === whole) name.removeAttribute("title")
  else name.title = whole
  const isOther = scene.seat !== null && scene.holds.includes(seat)
  const tag = seat === scene.seat ? scene.say("you") : isOther ? scene.say("otherTab") : ""
  write(/** @type {Node} */ (sign.querySelector(".tag")), tag)
  drawClock(scene, seat, /** @type {HTMLElement} */ (sign.querySelector(".clock")))
}

/** @param {Scene} scene, @param {Seat} seat, @param {HTMLElement} place */
function drawClock(scene, seat, place) {
  hide(place, !scene.state.clock)
  place.classList.toggle("runs", scene.state.clock?.running === seat)
  write(/** @type {Node} */ (place.lastElementChild), scene.clockOf(seat))
}

/** @param {Model} model, @param {Scene} scene */
function drawStrip({ state, pending }, scene) {
  const list = /** @type {HTMLElement} */ (node("strip").querySelector("ol"))
  const steps = state.moves.map((cell) => ({ cell, kind: `by-${state.board[cell].toLowerCase()}` }))
  if (pending && pending.game === state.game && pending.ply === state.ply) {
    const ink = pending.acked === null ? "pencil" : `by-${scene.mark?.toLowerCase()}`
    steps.push({ cell: pending.cell, kind: ink })
  }
  while (list.children.length > steps.length) list.lastElementChild?.remove()
  for (const [index, { cell, kind }] of steps.entries()) {
    const item = /** @type {HTMLElement} */ (list.children[index] ?? newStep(list, index + 1))
    const name = /** @type {Node} */ (item.lastElementChild)
    if (item.className !== kind) item.className = kind
    write(name, scene.cellName(cell))
  }
  hide(node("strip"), state.status === "waiting")
  hide(node("no-moves"), steps.length > 0)
}

/** @param {HTMLElement} list, @param {number} number */
function newStep(list, number) {
  const item = document.createElement("li")
  const count = document.createElement("span")
  count.textContent = String(number)
  item.append(count, " ", document.createElement("b"))
  list.append(item)
  return item
}

/** The `#` with my mark in the middle when it is my turn. @param {string | null} mark */
function drawIcon(mark) {
  const link = /** @type {HTMLLinkElement} */ (document.querySelector('link[rel="icon"]'))
  link.dataset.plain ??= link.href
  const href = mark === null ? link.dataset.plain : iconOf(/** @type {"X" | "O"} */ (mark))
  if (link.href !== href) link.href = href
}

/** @param {"X" | "O"} mark */
function iconOf(mark) {
  const lines = `<path stroke="${INKS.X}" d="M9 3V25M19 3V25"/><path stroke="${INKS.O}" d="M3 9H25M3 19H25"/>`
  const shape = `<path stroke="${INKS[mark]}" d="${SHAPES[mark]}"/>`
  const open = `<svg xmlns="${SVG}" viewBox="0 0 28 28" fill="none" stroke-width="3" stroke-linecap="round">`
  return `data:image/svg+xml,${encodeURIComponent(`${open}${lines}${shape}</svg>`)}`
}
