// @ts-check
// The board under the keyboard: one Tab stop, arrows, Home and End, names typed, and the
// four keys that read the game out. Playing itself is the button's own Enter and Space.

import { clocks, moved, score, turn } from "./announce.js"

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {(scene: Scene) => string} Reading */

const PAUSE = 1000
/** @type {Record<string, Reading>} with Shift */
const READINGS = { L: lastMove, T: standing, B: wholeBoard }

export class Keys {
  #buttons
  #columns
  #current = 0
  #typed = ""
  #typedAt = 0

  /**
   * @param {HTMLElement} root
   * @param {{ buttons: HTMLButtonElement[], columns: number, middle: number }} board
   * @param {(reading: Reading) => void} onAsk
   */
  constructor(root, { buttons, columns, middle }, onAsk) {
    this.#buttons = buttons
    this.#columns = columns
    this.#current = middle
    for (const [index, button] of buttons.entries()) {
      button.tabIndex = index === this.#current ? 0 : -1
    }
    root.addEventListener("focusin", (event) => {
      const index = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target))
      if (index < 0) this.focus()
      else this.#move(index)
    })
    root.addEventListener("keydown", (event) => {
      if (this.#press(event, onAsk)) event.preventDefault()
    })
  }

  focus() {
    this.#buttons[this.#current].focus()
  }

  /** @param {KeyboardEvent} event, @param {(reading: Reading) => void} onAsk */
  #press(event, onAsk) {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event
    if (altKey || metaKey) return false
    if (key === "?") return this.#help()
    if (shiftKey) {
      const reading = READINGS[key.toUpperCase()]
      if (reading) onAsk(reading)
      return reading !== undefined
    }
    const index = ctrlKey ? this.#leap(key) : (this.#step(key) ?? this.#name(key))
    if (index === null) return false
    this.#buttons[index].focus()
    return true
  }

  /** To a neighbour, or an end of the row; at the edge it stays. @param {string} key */
  #step(key) {
    const column = this.#current % this.#columns
    const start = this.#current - column
    const down = this.#current + this.#columns
    /** @type {Record<string, number>} */
    const ways = {
      ArrowLeft: start + Math.max(0, column - 1),
      ArrowRight: start + Math.min(this.#columns - 1, column + 1),
      ArrowUp: start > 0 ? this.#current - this.#columns : this.#current,
      ArrowDown: down < this.#buttons.length ? down : this.#current,
      Home: start,
      End: start + this.#columns - 1,
    }
    return ways[key] ?? null
  }

  /** @param {string} key with Ctrl */
  #leap(key) {
    if (key === "Home") return 0
    return key === "End" ? this.#buttons.length - 1 : null
  }

  /** A cell by its name, as far as it is typed: "h", then "h1", then "h15". @param {string} key */
  #name(key) {
    if (!/^[a-z0-9]$/i.test(key)) return null
    const now = performance.now()
    const isNew = now - this.#typedAt > PAUSE || !/[0-9]/.test(key)
    this.#typed = (isNew ? "" : this.#typed) + key.toLowerCase()
    this.#typedAt = now
    const [, letter, digits] = /^([a-z])([0-9]*)$/.exec(this.#typed) ?? []
    if (!letter) return null
    const column = letter.charCodeAt(0) - 97
    if (column >= this.#columns) return null
    if (this.#buttons.length === this.#columns) return column
    const row = Number(digits || Math.floor(this.#current / this.#columns) + 1) - 1
    const index = row * this.#columns + column
    return row >= 0 && index < this.#buttons.length ? index : null
  }

  /** Opens the list of keys, or closes it. */
  #help() {
    const list = document.querySelector("#keys summary")
    if (!(list instanceof HTMLElement)) return false
    list.click()
    list.focus()
    return true
  }

  /** @param {number} index */
  #move(index) {
    this.#buttons[this.#current].tabIndex = -1
    this.#current = index
    this.#buttons[index].tabIndex = 0
  }
}

/** Whose turn it is, the score and the clocks: Shift+T. @param {Scene} scene */
function standing(scene) {
  return [turn(scene), score(scene), clocks(scene)].filter(Boolean).join(" ")
}

/** Shift+L. @param {Scene} scene */
function lastMove(scene) {
  const { state } = scene
  return state.last === null ? scene.say("sayNoMoves") : moved(scene, state.last)
}

/** Row by row: Shift+B. @param {Scene} scene */
function wholeBoard(scene) {
  const [columns, rows] = scene.state.size
  return Array.from({ length: rows }, (_, row) => {
    const marks = scene.state.board.slice(row * columns, (row + 1) * columns)
    const cells = [...marks].map((mark) => (mark === "." ? scene.say("sayEmpty") : mark))
    return scene.say("sayRow", { row: row + 1, cells: cells.join(", ") })
  }).join(" ")
}
