// @ts-check
// The boards on the wall, kept equal to the places they are given. A board is made once
// and never moved; it begins with those the server drew.

import { ends } from "./board.js"
import { fillPlaying, find, setText } from "./lobby-rows.js"

/** @typedef {import("./lobby-state.js").Room} Room */
/** @typedef {import("./lobby-rows.js").Words} Words */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./wall-state.js").Place} Place */

export class Wall {
  #root
  #words
  /** @type {Map<string, HTMLElement>} by code */ #tiles

  /** @param {HTMLElement} root, @param {Words} words */
  constructor(root, words) {
    this.#root = root
    this.#words = words
    const drawn = /** @type {HTMLElement[]} */ ([...root.children])
    this.#tiles = new Map(drawn.map((tile) => [tile.dataset.code ?? "", tile]))
  }

  get codes() {
    return [...this.#tiles.keys()]
  }

  /** The room whose link has the focus. */
  get held() {
    for (const [code, tile] of this.#tiles) {
      if (tile.contains(document.activeElement)) return code
    }
    return null
  }

  /**
   * @param {Place[]} places
   * @param {(code: string) => Room | State | undefined} newest of what is known
   */
  draw(places, newest) {
    const wanted = new Set(places.map(({ code }) => code))
    for (const [code, tile] of this.#tiles) {
      if (wanted.has(code)) continue
      tile.remove()
      this.#tiles.delete(code)
    }
    for (const [index, { code, until }] of places.entries()) {
      const tile = this.#tiles.get(code) ?? this.#make(code)
      if (this.#root.children[index] !== tile) {
        this.#root.insertBefore(tile, this.#root.children[index] ?? null)
      }
      const shown = newest(code)
      if (shown) this.#fill(tile, shown)
      const isOver = shown?.status === "over"
      if (isOver || until !== null) setText(find(tile, ".detail"), isOver ? this.#words.over : this.#words.gone)
    }
  }

  /** @param {string} code */
  #make(code) {
    const template = /** @type {HTMLTemplateElement} */ (find(document, "#tile"))
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true))
    const tile = /** @type {HTMLElement} */ (copy.firstElementChild)
    tile.dataset.code = code
    this.#tiles.set(code, tile)
    return tile
  }

  /** @param {HTMLElement} tile, @param {Room | State} shown */
  #fill(tile, shown) {
    const isState = "room" in shown
    const room = isState ? roomOf(shown) : shown
    fillPlaying(tile, room, this.#words)
    const line = isState ? shown.line : null
    const strike = find(tile, ".strike")
    strike.toggleAttribute("hidden", line === null)
    if (line === null) return
    for (const [name, place] of Object.entries(ends(line, room.size[0]))) {
      strike.setAttribute(name, `${place}`)
    }
    strike.setAttribute("class", `strike by-${room.board[line[0]].toLowerCase()}`)
    if (strike.nextElementSibling) strike.parentElement?.append(strike)
  }
}

/** A state as the lobby would list it. @param {State} state @returns {Room} */
function roomOf(state) {
  const [first, second] = state.players
  return {
    ...state,
    code: state.room,
    look: state.look === "drop" ? "drop" : "hash",
    players: [first?.name ?? null, second?.name ?? null],
    kinds: [first?.kind ?? null, second?.kind ?? null],
    open: null,
  }
}
