// @ts-check
// Draws the board on the nodes the server made: a state repaints only the cells it changed.
// It knows looks, not games.

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {{ mark: string, phase: "" | "ink" | "pencil", isWin: boolean, isLast: boolean, isAimed: boolean }} Look */

const SVG = "http://www.w3.org/2000/svg"
const OVERSHOOT = 0.32
const RUBBED = 200

/** @param {Model} model, @param {Scene} scene, @param {number} cell @returns {Look} */
function lookOf({ state, pending, aim }, scene, cell) {
  const isAimed = cell === aim
  const mark = state.board[cell]
  if (mark !== ".") {
    const isWin = state.line?.includes(cell) ?? false
    return { mark, phase: "ink", isWin, isLast: cell === state.last, isAimed }
  }
  const isMine = pending?.cell === cell && pending.game === state.game
  const phase = isMine ? (pending.acked === null ? "pencil" : "ink") : isAimed ? "pencil" : ""
  return { mark: phase && (scene.mark ?? ""), phase, isWin: false, isLast: false, isAimed }
}

/** @param {string} mark */
const inkOf = (mark) => `by-${mark.toLowerCase()}`

/** @param {string} mark */
function drawing(mark) {
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("viewBox", "0 0 100 100")
  svg.setAttribute("aria-hidden", "true")
  for (const path of mark === "X" ? ["#x-1", "#x-2"] : ["#o-1"]) {
    svg.appendChild(document.createElementNS(SVG, "use")).setAttribute("href", path)
  }
  return svg
}

export class Board {
  /** @type {Element[]} by cell */ #spots = []
  /** @type {string[]} what stands in each */ #drawn
  #stroke
  #struck
  #drops

  /** @param {HTMLElement} root, @param {Model} model, @param {Scene} scene what the server drew */
  constructor(root, model, scene) {
    const [columns] = model.state.size
    this.root = root
    this.buttons = [...root.querySelectorAll("button")]
    this.columns = columns
    this.#drops = this.buttons.length === columns
    /** The button that Tab leads to at first. */
    this.middle = this.buttons.length >> 1
    this.#stroke = /** @type {SVGElement} */ (root.querySelector(".stroke"))
    this.#struck = JSON.stringify(model.state.line)
    for (const [index, button] of this.buttons.entries()) {
      const spots = this.#drops ? [...button.children] : [button]
      for (const [row, spot] of spots.entries()) this.#spots[index + row * columns] = spot
    }
    this.#drawn = this.#spots.map((_, cell) => JSON.stringify(lookOf(model, scene, cell)))
  }

  /** The cell a button stands for: in a column, the one that is open.
   * @param {number} value, @param {import("./types.js").State} state */
  cellOf(value, { open = [] }) {
    return this.#drops ? (open.find((cell) => cell % this.columns === value) ?? value) : value
  }

  /** @param {Model} model, @param {Scene} scene, @param {boolean} isMoving not while catching up */
  draw(model, scene, isMoving) {
    for (const [cell, spot] of this.#spots.entries()) {
      const look = lookOf(model, scene, cell)
      const key = JSON.stringify(look)
      if (key === this.#drawn[cell]) continue
      this.#mark(spot, look, JSON.parse(this.#drawn[cell]), isMoving)
      this.#drawn[cell] = key
      if (!this.#drops) name(this.buttons[cell], labelOf(scene, cell, look))
    }
    for (const [index, button] of this.buttons.entries()) {
      if (this.#drops) name(button, scene.columnLabel(index))
      const isPlayable = scene.hasTurn && !model.pending && scene.state.board[index] === "."
      if (isPlayable) button.removeAttribute("aria-disabled")
      else if (!button.ariaDisabled) button.ariaDisabled = "true"
    }
    this.#strike(scene, isMoving)
  }

  /** @param {Element} spot, @param {Look} look, @param {Look} old, @param {boolean} isMoving */
  #mark(spot, look, old, isMoving) {
    const ink = look.phase === "ink" && inkOf(look.mark)
    const kept = ["spot", ink, look.isWin && "win", look.isLast && "last", look.isAimed && "aimed"]
    spot.className = kept.filter(Boolean).join(" ")
    if (look.phase === old.phase && look.mark === old.mark) return
    let svg = spot.querySelector("svg:not(.rub)")
    if (svg && (look.phase === "" || look.mark !== old.mark)) {
      if (old.phase === "pencil" && isMoving) rub(svg)
      else svg.remove()
      svg = null
    }
    if (look.phase === "") return
    svg ??= spot.appendChild(drawing(look.mark))
    const isFresh = look.phase === "ink" && isMoving
    svg.setAttribute("class", `mark ${look.phase}${isFresh ? " fresh" : ""}`)
  }

  /** The line of the win. @param {Scene} scene, @param {boolean} isMoving */
  #strike({ state }, isMoving) {
    const line = state.line
    if (this.#struck === JSON.stringify(line)) return
    this.#struck = JSON.stringify(line)
    this.#stroke.toggleAttribute("hidden", line === null)
    if (line === null) return
    const drawn = /** @type {Element} */ (this.#stroke.firstElementChild)
    for (const [name, place] of Object.entries(ends(line, this.columns))) drawn.setAttribute(name, `${place}`)
    const ink = inkOf(state.board[line[0]])
    this.#stroke.setAttribute("class", `stroke ${ink}${isMoving ? " fresh" : ""}`)
  }
}

/** Where the line of a win begins and ends. @param {number[]} line, @param {number} columns */
export function ends(line, columns) {
  const at = (/** @type {number} */ cell) => [cell % columns, Math.floor(cell / columns)]
  const [[left, top], [right, bottom]] = [at(line[0]), at(line[line.length - 1])]
  const dx = OVERSHOOT * Math.sign(right - left)
  const dy = OVERSHOOT * Math.sign(bottom - top)
  const middle = (/** @type {number} */ place) => place * 100 + 50
  return { x1: middle(left - dx), y1: middle(top - dy), x2: middle(right + dx), y2: middle(bottom + dy) }
}

/** @param {HTMLElement} button, @param {string} label */
function name(button, label) {
  if (button.ariaLabel !== label) button.ariaLabel = label
}

/** @param {Element} svg */
function rub(svg) {
  svg.classList.add("rub")
  setTimeout(() => svg.remove(), RUBBED)
}

/** @param {Scene} scene, @param {number} cell, @param {Look} look */
function labelOf(scene, cell, { mark, phase, isWin, isLast, isAimed }) {
  const isSending = phase === "pencil" && !isAimed
  const key = phase !== "ink" ? (isSending ? "pending" : "empty") : isWin ? "winning" : isLast ? "lastMove" : "marked"
  return scene.say(key, { cell: scene.cellName(cell), mark })
}
