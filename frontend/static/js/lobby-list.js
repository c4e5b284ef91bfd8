// @ts-check
// One list of the lobby, kept equal to the rooms it is given. Rows are made once and
// never move; one that is over stays a moment, so that no finger lands on its neighbour.

import { find, setText } from "./lobby-rows.js"

/** @typedef {import("./lobby-state.js").Room} Room */

const STAY = 3000

export class List {
  #rows
  #template
  #empty
  #fill

  /**
   * @param {string} id of the list; its row is the template `<id>-row`
   * @param {(row: HTMLElement, room: Room) => void} fill
   */
  constructor(id, fill) {
    this.#rows = /** @type {HTMLElement} */ (find(document, `#${id}`))
    this.#template = /** @type {HTMLTemplateElement} */ (find(document, `#${id}-row`))
    this.#empty = /** @type {HTMLElement} */ (this.#rows.nextElementSibling)
    this.#fill = fill
  }

  /**
   * @param {Room[]} rooms
   * @param {(code: string) => string | null} farewell what a row says that goes
   */
  draw(rooms, farewell) {
    const wanted = new Map(rooms.map((room) => [room.code, room]))
    for (const row of /** @type {HTMLElement[]} */ ([...this.#rows.children])) {
      const code = row.dataset.code ?? ""
      const room = wanted.get(code)
      if (!room) {
        this.#retire(row, farewell(code))
      } else if (row.classList.contains("past")) {
        row.remove()
      } else {
        this.#fill(row, room)
        wanted.delete(code)
      }
    }
    for (const room of wanted.values()) this.#append(room)
    this.#tell()
  }

  /** @param {Room} room */
  #append(room) {
    const copy = /** @type {DocumentFragment} */ (this.#template.content.cloneNode(true))
    const row = /** @type {HTMLElement} */ (copy.firstElementChild)
    row.dataset.code = room.code
    this.#fill(row, room)
    this.#rows.append(row)
  }

  /** @param {HTMLElement} row, @param {string | null} word */
  #retire(row, word) {
    if (row.classList.contains("past")) return
    row.classList.add("past")
    const action = find(row, ".act")
    if (word !== null) {
      setText(action, word)
      action.removeAttribute("aria-label")
      action.setAttribute("aria-disabled", "true")
      action.setAttribute("type", "button")
    }
    setTimeout(() => this.#remove(row), STAY)
  }

  /** Focus is never taken away: a row that has it goes when it has not. */
  /** @param {HTMLElement} row */
  #remove(row) {
    if (row.contains(document.activeElement)) {
      row.addEventListener("focusout", () => setTimeout(() => this.#remove(row)), { once: true })
      return
    }
    row.remove()
    this.#tell()
  }

  #tell() {
    this.#empty.toggleAttribute("hidden", this.#rows.children.length > 0)
  }
}
