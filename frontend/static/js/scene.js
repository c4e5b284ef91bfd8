// @ts-check
// A room as this tab sees it: who is who, what is called what, and what may be done.
// scene.py draws the first page in the same way.

import { LATE } from "./state.js"

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Seat} Seat */

const NAME_LENGTH = 12

/** @param {string} name */
export function clip(name) {
  const letters = [...name]
  return letters.length <= NAME_LENGTH ? name : `${letters.slice(0, NAME_LENGTH).join("").trimEnd()}…`
}

export class Scene {
  /** @type {State} */ state
  /** @type {Record<string, string>} */ words
  /** @type {Seat | null} */ seat = null
  /** @type {Seat[]} */ holds = []
  away = [false, false]
  spectators = 0
  full = false
  /** @type {string | null} */ refusal = null
  /** @type {number | null} */ cell = null
  message = ""
  // What only a running page knows.
  sending = false
  pending = false
  saving = ""
  lost = 0
  downCode = 0
  offline = false
  /** @type {number | null} */ final = null
  why = ""
  copied = ""
  now = 0

  /** @param {Pick<Scene, "state" | "words"> & Partial<Scene>} seen */
  constructor(seen) {
    this.state = seen.state
    this.words = seen.words
    Object.assign(this, seen)
  }

  /** Which sentence says why it was closed for good. */
  get farewell() {
    return this.why === "banned" ? "banned" : String(this.final)
  }

  get mark() {
    return this.seat && this.markOf(this.seat)
  }

  /** @returns {Seat} */
  get other() {
    return this.seat === 2 ? 1 : 2
  }

  /** @returns {Seat | null} */
  get openSeat() {
    const [first, second] = this.state.players
    if (!first) return 1
    return second ? null : 2
  }

  get hasTurn() {
    return this.seat !== null && this.state.turn === this.mark
  }

  /** Whole seconds they have left; null where there is no clock. @param {Seat} seat */
  secondsOf(seat) {
    const { clock } = this.state
    if (!clock) return null
    const spent = clock.running === seat ? Math.max(0, this.now - clock.at) : 0
    return Math.ceil(Math.max(0, clock.left[seat - 1] - spent) / 1000)
  }

  /** @param {Seat} seat */
  clockOf(seat) {
    const seconds = this.secondsOf(seat)
    if (seconds === null) return ""
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
  }

  /** @param {Seat} seat */
  markOf(seat) {
    return this.state.marks[seat - 1]
  }

  /** @param {string} mark @returns {Seat} */
  seatOf(mark) {
    return this.state.marks[0] === mark ? 1 : 2
  }

  /** By the mark where the name would not tell two people apart. @param {Seat} seat */
  nameOf(seat) {
    const [first, second] = this.state.players
    const player = this.state.players[seat - 1]
    const { event } = this.state
    if (!player && event.seat === seat && event.name) return clip(event.name)
    if (!player || (first && second && first.name === second.name)) return this.markOf(seat)
    return clip(player.name)
  }

  /** Why a cell cannot be played, as far as the state tells. @param {number} cell */
  whyNot(cell) {
    const { status, board, open } = this.state
    if (this.seat === null) return "not_seated"
    if (status !== "playing") return status === "over" ? "game_over" : "waiting"
    if (!this.hasTurn) return "not_your_turn"
    if (board[cell] !== ".") return "cell_taken"
    return open && !open.includes(cell) ? "not_allowed" : null
  }

  /** @param {string} key, @param {Record<string, unknown>} [places] */
  say(key, places = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => String(places[name]))
  }

  /** @param {number} cell */
  cellName(cell) {
    const columns = this.state.size[0]
    return `${String.fromCharCode(97 + (cell % columns))}${Math.floor(cell / columns) + 1}`
  }

  /** @param {number} column */
  columnLabel(column) {
    const [columns, rows] = this.state.size
    const cells = Array.from({ length: rows }, (_, row) => column + row * columns)
    const filled = cells.filter((cell) => this.state.board[cell] !== ".").length
    return this.say("column", { column: this.cellName(column)[0], filled, rows })
  }
}

/** @param {Model} model */
export function sceneOf(model) {
  const { state, words, seat, holds, full, saving, presence, pending, refusal, now } = model
  const since = model.down === null ? 0 : now - model.down
  const isUnknown = pending !== null && pending.acked === null
  return new Scene({
    state, words, seat, holds, full, saving,
    away: presence.seats.map(
      (info) => info !== null && !info.here && now + model.skew - info.since > LATE.away,
    ),
    spectators: presence.spectators,
    refusal: refusal && refusal.code,
    cell: refusal && refusal.cell,
    message: refusal ? refusal.message : "",
    sending: isUnknown && saving !== "stuck" && now - pending.at > LATE.sending,
    pending: isUnknown,
    lost: since > LATE.sayLost ? 2 : since > LATE.lost ? 1 : 0,
    downCode: model.downCode,
    offline: !model.online,
    final: model.final,
    why: model.why,
    copied: model.copied,
    now: now + model.skew,
  })
}
