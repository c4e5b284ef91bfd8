// @ts-check
// The actions: which of them may be done, which are shown, and what their forms carry.

import { newKey } from "./outbox.js"

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Seat} Seat */
/** @typedef {import("./scene.js").Scene} Scene */

const LAST_WAYS = {
  4000: ["reload"], 4001: ["signin", "asguest"], 4003: ["newroom"], 4004: ["newroom"], 4013: ["again"],
}

/** What may be done now, the most likely first. @param {Scene} scene @returns {string[]} */
export function actions(scene) {
  const { final, lost, why } = scene
  if (final !== null) {
    const ways = LAST_WAYS[/** @type {keyof LAST_WAYS} */ (final)]
    return ways && why !== "banned" ? ways : ["reload"]
  }
  const usual = whileConnected(scene)
  return lost === 2 ? [...usual, "check"] : usual
}

/** @param {Scene} scene */
function whileConnected(scene) {
  const { state, seat, refusal, saving } = scene
  if (refusal === "unknown_type") return ["reload"]
  if (saving === "stuck") return ["again"]
  if (seat === null) return fromOutside(scene)
  if (state.status === "waiting") return ["copy", "share", "qr", "close"]
  return state.status === "playing" ? ["resign"] : afterwards(scene)
}

/** @param {Scene} scene */
function fromOutside({ openSeat, holds, full, state }) {
  const here = holds.map((seat) => `here${seat}`)
  if (openSeat !== null) return [`sit${openSeat}`, ...here, "share"]
  if (here.length > 0 || full) return here.length > 0 ? here : ["own"]
  return [state.status === "over" ? "lobby" : "share"]
}

/** @param {Scene} scene */
function afterwards({ state: { players, offer, event }, seat, other }) {
  if (players[other - 1] === null) return ["copy", "lobby"]
  if (offer) return offer.by === seat ? ["asked", "withdraw"] : ["rematch", "decline"]
  if (event.type === "declined" && event.seat !== seat) return ["lobby"]
  return ["rematch", "lobby"]
}

/** @returns {NodeListOf<HTMLElement>} */
const all = () => document.querySelectorAll("#actions [data-do]")

/** @param {Scene} scene, @param {() => void} refocus where the focus goes when its button does */
export function drawActions(scene, refocus) {
  const shown = actions(scene)
  const focused = document.activeElement
  for (const action of all()) {
    const isShown = shown.includes(action.dataset.do ?? "")
    if (action.hidden === isShown) action.hidden = !isShown
    if (!isShown && action instanceof HTMLDetailsElement) action.open = false
    if (!isShown && focused !== null && action.contains(focused)) refocus()
  }
  for (const seat of /** @type {Seat[]} */ ([1, 2])) {
    write(`[data-do="sit${seat}"]`, scene.say("play", { mark: scene.markOf(seat) }))
    write(`[data-do="here${seat}"]`, scene.say("playHere", { mark: scene.markOf(seat) }))
  }
  for (const button of document.querySelectorAll('[data-do="copy"], [data-do="share"]')) {
    const way = /** @type {HTMLElement} */ (button).dataset.do ?? ""
    put(button, scene.say(scene.copied === way ? "copied" : way))
  }
  write("#resign-wins", scene.say("resignWins", { name: scene.nameOf(scene.other) }))
}

/** The forms keep saying what is on the page, for the day the scripts give up.
 * @param {Model} model */
export function drawForms({ state, seat }) {
  const offer = state.offer && state.offer.by !== seat ? state.offer.v : ""
  const values = { seat: seat ?? "", game: state.game, ply: state.ply, offer }
  for (const form of document.querySelectorAll("#move, #act")) {
    for (const [name, value] of Object.entries(values)) fill(form, name, `${value}`)
    fill(form, "key", newKey())
  }
  if (seat !== null) drawAddress(seat)
}

/** Reload, another language, a form sent plainly: all come back to this seat.
 * @param {Seat} seat */
function drawAddress(seat) {
  const address = new URL(location.href)
  address.searchParams.set("seat", String(seat))
  address.searchParams.delete("full")
  if (address.href === location.href) return
  history.replaceState(null, "", address)
  const path = address.pathname + address.search
  for (const form of document.querySelectorAll("#move, #act, #sit, #chat form")) form.setAttribute("action", path)
  for (const form of document.forms) fill(form, "next", path)
  document.getElementById("keep")?.setAttribute("href", path)
}

/** @param {Element} form, @param {string} name, @param {string} value */
function fill(form, name, value) {
  const field = form.querySelector(`input[type=hidden][name=${name}]`)
  if (field instanceof HTMLInputElement) field.value = value
}

/** @param {string} which, @param {string} text */
function write(which, text) {
  const place = document.querySelector(`#actions ${which}`)
  if (place) put(place, text)
}

/** @param {Element} place, @param {string} text */
function put(place, text) {
  if (place.textContent !== text) place.textContent = text
}
