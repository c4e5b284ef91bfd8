// @ts-check
// The public rooms the lobby knows, as one pure step: the rooms before and a message
// give the rooms after. Order is what a reader's finger relies on: it never changes,
// and what is new to a list stands at its end.

/**
 * @typedef {object} Room
 * @property {string} code
 * @property {string} variant
 * @property {"hash" | "drop"} look
 * @property {[number, number]} size
 * @property {"waiting" | "playing" | "over"} status
 * @property {string} board
 * @property {[string | null, string | null]} players
 * @property {[string | null, string | null]} kinds
 * @property {string} marks
 * @property {"X" | "O" | null} turn
 * @property {[number, number, number]} score
 * @property {1 | 2 | null} open
 * @property {number} [clock] seconds each has for a game
 *
 * @typedef {ReadonlyMap<string, Room>} Rooms by code
 */

/** @type {Rooms} */
export const NONE = new Map()

/**
 * A message that is none of the lobby's leaves everything as it is.
 * @param {Rooms} rooms
 * @param {any} message
 * @returns {Rooms}
 */
export function reduce(rooms, message) {
  switch (message.type) {
    case "rooms":
      return snapshot(rooms, [...message.waiting, ...message.playing])
    case "changed":
      return changed(rooms, message.rows, message.gone)
    default:
      return rooms
  }
}

/**
 * The rooms of one list, in its order.
 * @param {Rooms} rooms
 * @param {boolean} waiting
 */
export function list(rooms, waiting) {
  return [...rooms.values()].filter((room) => isWaiting(room) === waiting)
}

/** Somebody may still sit down. @param {Room} room */
function isWaiting(room) {
  return room.open !== null
}

/** @param {Rooms} rooms, @param {Room[]} rows */
function snapshot(rooms, rows) {
  const listed = new Set(rows.map((row) => row.code))
  const gone = [...rooms.keys()].filter((code) => !listed.has(code))
  return changed(rooms, rows, gone)
}

/** @param {Rooms} rooms, @param {Room[]} rows, @param {string[]} gone */
function changed(rooms, rows, gone) {
  const next = new Map(rooms)
  for (const code of gone) next.delete(code)
  for (const row of rows) {
    const before = next.get(row.code)
    if (before && isWaiting(before) !== isWaiting(row)) next.delete(row.code)
    next.set(row.code, row)
  }
  return next
}
