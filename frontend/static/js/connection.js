// @ts-check
// Wires the connection check: tries one road after the other, and draws what comes back.

import { roads } from "./roads.js"
import { median, outcome, verdict } from "./verdict.js"

/** @typedef {import("./verdict.js").Name} Name */
/** @typedef {import("./verdict.js").Tried} Tried */

const SVG = "http://www.w3.org/2000/svg"
const GROUND = 64
const HIGHEST = 52
const LONGEST = Math.log10(2000)
const NAMES = /** @type {Name[]} */ (Object.keys(roads))

/** @param {string} id */
const node = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @type {Record<string, string>} */
const words = JSON.parse(node("words").textContent ?? "")
const again = node("again")

/** @param {string} key, @param {Record<string, number>} [places] */
function say(key, places = {}) {
  return words[key].replace(/{(\w+)}/g, (_, place) => `${places[place]}`)
}

/** One millisecond at the least: what is shorter is not the way's. @param {number} ms */
const whole = (ms) => Math.max(1, Math.round(ms))

/** @param {Element} parent, @param {string} name, @param {Record<string, unknown>} attributes */
function draw(parent, name, attributes) {
  const shape = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, `${value}`)
  parent.append(shape)
  return shape
}

/** A dot as high as the answer was late. @param {Element} line, @param {number} index, @param {number} ms */
function ink(line, index, ms) {
  const x = `${10 + 20 * index}%`
  const y = GROUND - Math.max(8, HIGHEST * Math.min(1, Math.log10(whole(ms)) / LONGEST))
  draw(line, "line", { class: "stem", x1: x, x2: x, y1: GROUND, y2: y })
  draw(line, "circle", { class: "dot", cx: x, cy: y, r: 6 })
  draw(line, "text", { x, y: GROUND + 20 }).textContent = `${whole(ms)}`
}

/** @param {Name} name @returns {Promise<Tried>} */
async function attempt(name) {
  const place = node(name)
  const line = /** @type {Element} */ (place.querySelector(".line"))
  const result = /** @type {Element} */ (place.querySelector(".result"))
  /** @type {Tried} */
  const tried = { times: [], fault: null }
  result.textContent = say("trying")
  try {
    for await (const ms of roads[name]()) {
      ink(line, tried.times.length, ms)
      tried.times.push(ms)
    }
  } catch (fault) {
    tried.fault = /** @type {import("./roads.js").Fault} */ (fault)
  }
  const times = tried.times.map(whole)
  place.classList.toggle("works", tried.fault === null)
  result.textContent = say(outcome(name, tried), { ms: times.length ? median(times) : 0 })
  if (tried.fault === null) {
    const spread = { count: times.length, least: Math.min(...times), most: Math.max(...times) }
    const answers = /** @type {Element} */ (place.querySelector(".answers"))
    answers.textContent = say("answers", spread)
  }
  return tried
}

function clear() {
  again.hidden = true
  node("verdict").textContent = say("testing")
  node("why").textContent = node("live-status").textContent = ""
  for (const name of NAMES) {
    node(name).classList.remove("works")
    for (const shape of node(name).querySelectorAll(".line > :not(.way)")) shape.remove()
    for (const text of node(name).querySelectorAll(".result, .answers")) text.textContent = ""
  }
}

async function test() {
  clear()
  const tried = /** @type {Record<Name, Tried>} */ ({})
  for (const name of NAMES) tried[name] = await attempt(name)
  const [sentence, why] = verdict(tried, navigator.onLine).map((key) => say(key))
  node("verdict").textContent = sentence
  node("why").textContent = why
  node("live-status").textContent = `${sentence} ${why}`
  again.hidden = false
}

again.addEventListener("click", () => {
  node("verdict").focus()
  test()
})
test()
