// @ts-check
// Aim, then place: where cells are smaller than a finger, the first touch only aims.

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./scene.js").Scene} Scene */

const EDGE = 2
const WAYS = { left: [-1, 0], up: [0, -1], down: [0, 1], right: [1, 0] }

export class Aim {
  #buttons
  #bar
  #place
  #onAim
  #tip = document.createElement("span")
  /** @type {number | null} */ #aimed = null
  #wasAimed = false
  #isMine = false
  #columns
  #middle
  #coarse = matchMedia("(pointer: coarse)")

  /**
   * @param {HTMLElement} bar
   * @param {{ root: HTMLElement, buttons: HTMLButtonElement[], columns: number, middle: number }} board
   * @param {(cell: number) => void} onAim, @param {(cell: number) => void} onPlay
   */
  constructor(bar, { root, buttons, columns, middle }, onAim, onPlay) {
    this.#bar = bar
    this.#place = /** @type {HTMLElement} */ (bar.querySelector("#place"))
    this.#buttons = buttons
    this.#columns = columns
    this.#middle = middle
    this.#onAim = onAim
    this.#tip.className = "tip"
    root.addEventListener("pointerdown", (event) => this.#down(event))
    root.addEventListener("pointermove", (event) => this.#drag(event))
    root.addEventListener("click", (event) => this.#click(event), true)
    bar.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target)
      const way = /** @type {keyof WAYS | undefined} */ (target.dataset.nudge)
      if (way) this.#nudge(WAYS[way])
      else if (target === this.#place && this.#aimed !== null) onPlay(this.#aimed)
    })
  }

  /** @param {Model} model, @param {Scene} scene */
  draw({ aim, pending }, scene) {
    this.#aimed = aim
    this.#isMine = scene.hasTurn && pending === null
    this.#bar.hidden = scene.seat === null || scene.state.status !== "playing"
    const canPlace = this.#isMine && aim !== null && scene.state.board[aim] === "."
    const cell = aim === null ? "" : scene.cellName(aim)
    this.#place.textContent = scene.say(cell ? "placeAt" : "place", { cell })
    this.#place.ariaDisabled = String(!canPlace)
    if (aim === null) {
      this.#tip.remove()
      return
    }
    const column = aim % this.#columns
    const isEnd = column >= this.#columns - EDGE
    this.#tip.className = `tip${column < EDGE ? " start" : isEnd ? " end" : ""}`
    this.#tip.textContent = cell
    if (this.#tip.parentElement !== this.#buttons[aim]) this.#buttons[aim].append(this.#tip)
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const cell = this.#under(event)
    this.#wasAimed = cell === this.#aimed
    this.#drag(event)
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.#isAiming(event) || event.buttons === 0) return
    const cell = this.#under(event)
    if (cell !== null && cell !== this.#aimed) this.#onAim(cell)
  }

  /** The second tap on the aimed cell is the move; every other one only aimed.
   * @param {MouseEvent} event */
  #click(event) {
    const isTap = event instanceof PointerEvent && event.detail > 0
    if (isTap && this.#isAiming(event) && !this.#wasAimed) event.preventDefault()
  }

  /** @param {PointerEvent} event */
  #isAiming(event) {
    return this.#isMine && this.#coarse.matches && event.pointerType !== "mouse"
  }

  /** @param {PointerEvent} event */
  #under({ clientX, clientY }) {
    const found = document.elementFromPoint(clientX, clientY)?.closest("button")
    const cell = found ? this.#buttons.indexOf(found) : -1
    return cell < 0 ? null : cell
  }

  /** @param {number[]} way */
  #nudge([dx, dy]) {
    if (!this.#isMine) return
    const from = this.#aimed
    if (from === null) return this.#onAim(this.#middle)
    const columns = this.#columns
    const last = this.#buttons.length / columns - 1
    const column = Math.min(columns - 1, Math.max(0, (from % columns) + dx))
    const row = Math.min(last, Math.max(0, Math.floor(from / columns) + dy))
    this.#onAim(row * columns + column)
  }
}
