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
  const isLast = cell === state.last
  const isAimed = cell === aim
  const committed = state.board[cell]
  if (committed !== ".") {
    const isWin = state.line?.includes(cell) ?? false
    return { mark: committed, phase: "ink", isWin, isLast, isAimed }
  }
  const isMine = pending?.cell === cell && pending.game === state.game
  const phase = isMine ? (pending.acked === null ? "pencil" : "ink") : isAimed ? "pencil" : ""
  return { mark: phase && (scene.mark ?? ""), phase, isWin: false, isLast: false, isAimed }
}

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
  /** @type {HTMLElement[]} */ #spots = []
  /** @type {string[]} what stands in each spot */ #drawn = []
  /** @type {HTMLButtonElement[]} */ buttons
  #stroke
  #drops
  columns
  middle

  /** @param {HTMLElement} root, @param {Model} model, @param {Scene} scene what the server drew */
  constructor(root, model, scene) {
    const [columns, rows] = model.state.size
    this.columns = columns
    this.middle = Math.floor(rows / 2) * columns + Math.floor(columns / 2)
    this.#drops = model.state.look === "drop"
    this.buttons = [...root.querySelectorAll("button")]
    this.#stroke = /** @type {SVGElement} */ (root.querySelector(".stroke"))
    for (const [column, button] of this.buttons.entries()) {
      if (!this.#drops) this.#spots.push(button)
      else [...button.children].forEach((spot, row) => (this.#spots[column + row * columns] = /** @type {HTMLElement} */ (spot)))
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
      if (!this.#drops) this.#label(spot, labelOf(scene, cell, look))
    }
    for (const [index, button] of this.buttons.entries()) {
      if (this.#drops) this.#label(button, columnLabel(scene, index))
      const isPlayable = scene.hasTurn && !model.pending && scene.state.board[index] === "."
      if (isPlayable) button.removeAttribute("aria-disabled")
      else if (!button.ariaDisabled) button.ariaDisabled = "true"
    }
    this.#strike(scene, isMoving)
  }

  /** @param {HTMLElement} spot, @param {Look} look, @param {Look} old, @param {boolean} isMoving */
  #mark(spot, look, old, isMoving) {
    const ink = look.phase === "ink" ? `by-${look.mark.toLowerCase()}` : ""
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

  /** @param {HTMLElement} button, @param {string} label */
  #label(button, label) {
    if (button.ariaLabel !== label) button.ariaLabel = label
  }

  /** The line of the win. @param {Scene} scene, @param {boolean} isMoving */
  #strike({ state }, isMoving) {
    const line = state.line
    if (this.#stroke.hasAttribute("hidden") === (line === null)) return
    this.#stroke.toggleAttribute("hidden", line === null)
    if (line === null) return
    const columns = state.size[0]
    const [first, last] = [line[0], line[line.length - 1]]
    const [left, top] = [first % columns, Math.floor(first / columns)]
    const [right, bottom] = [last % columns, Math.floor(last / columns)]
    const dx = OVERSHOOT * Math.sign(right - left)
    const dy = OVERSHOOT * Math.sign(bottom - top)
    const ends = { x1: left - dx, y1: top - dy, x2: right + dx, y2: bottom + dy }
    const drawn = /** @type {Element} */ (this.#stroke.firstElementChild)
    for (const [name, place] of Object.entries(ends)) drawn.setAttribute(name, `${place * 100 + 50}`)
    const ink = `by-${state.board[first].toLowerCase()}`
    this.#stroke.setAttribute("class", `stroke ${ink}${isMoving ? " fresh" : ""}`)
  }
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

/** @param {Scene} scene, @param {number} column */
function columnLabel(scene, column) {
  const [columns, rows] = scene.state.size
  const filled = [...scene.state.board].filter((mark, cell) => mark !== "." && cell % columns === column).length
  return scene.say("column", { column: scene.cellName(column)[0], filled, rows })
}
