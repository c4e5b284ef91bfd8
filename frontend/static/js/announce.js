// @ts-check
// The two live regions a screen reader listens to.

import { alarm, lastMove, news, standing, wholeBoard } from "./speech.js"

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./scene.js").Scene} Scene */

const SILENCE = 100
const READINGS = { L: lastMove, T: standing, B: wholeBoard }

export class Speakers {
  #polite
  #alert
  /** @type {Map<HTMLElement, number>} */ #timers = new Map()

  /** @param {HTMLElement} polite, @param {HTMLElement} alert the page's live regions */
  constructor(polite, alert) {
    this.#polite = polite
    this.#alert = alert
  }

  /** What changed. @param {Model} before, @param {Model} after */
  tell(before, after) {
    this.#say(this.#polite, news(before, after))
    this.#say(this.#alert, alarm(before, after))
  }

  /** What was asked for with a key. @param {keyof READINGS} key, @param {Scene} scene */
  read(key, scene) {
    this.#say(this.#polite, READINGS[key](scene))
  }

  /** Emptied first, so that the same sentence is heard twice; only the newest speaks.
   * @param {HTMLElement} region, @param {string} text */
  #say(region, text) {
    if (!text) return
    clearTimeout(this.#timers.get(region))
    region.textContent = ""
    this.#timers.set(region, setTimeout(() => (region.textContent = text), SILENCE))
  }
}
