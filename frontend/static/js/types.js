// @ts-check
// The words of the wire and of the page as types; nothing here runs, and no page loads it.

/** @typedef {1 | 2} Seat */
/** @typedef {{ name: string, kind: string }} Player */

/**
 * @typedef {object} State the whole truth about a room at `v`
 * @property {number} v
 * @property {string} room
 * @property {string} variant
 * @property {boolean} private
 * @property {[number, number]} size
 * @property {number} k
 * @property {string} look
 * @property {number} game
 * @property {number} ply
 * @property {string} board
 * @property {number[]} moves
 * @property {number[]} [open] playable cells, only where not all empty ones are
 * @property {"X" | "O" | null} turn
 * @property {"waiting" | "playing" | "over"} status
 * @property {"X" | "O" | null} winner
 * @property {number[] | null} line
 * @property {string | null} reason
 * @property {number | null} last
 * @property {string} marks
 * @property {[Player | null, Player | null]} players
 * @property {[number, number, number]} score
 * @property {{ kind: string, by: Seat, v: number } | null} offer
 * @property {Clock | null} [clock]
 * @property {boolean} [hushed] while only the players may talk
 * @property {{ type: string, seat: Seat | null, name?: string }} event
 */

/** @typedef {{ left: [number, number], running: Seat | null, at: number }} Clock what each had left, and when */

/**
 * @typedef {object} Presence
 * @property {[SeatInfo | null, SeatInfo | null]} seats
 * @property {number} spectators
 */
/** @typedef {{ here: boolean, since: number }} SeatInfo */

/** @typedef {{ key: string, cell: number, game: number, ply: number, at: number, acked: number | null }} Pending */
/** @typedef {{ code: string, cell: number | null, message: string, v: number }} Refusal */

/**
 * @typedef {object} Model all that one tab knows
 * @property {State} state
 * @property {Record<string, string>} words
 * @property {string} me whose page it is
 * @property {Seat | null} seat whom this tab acts for
 * @property {Seat[]} holds the seats this person has in the room
 * @property {Presence} presence
 * @property {boolean} full
 * @property {Pending | null} pending my move, until it is ink
 * @property {number | null} aim the cell aimed at
 * @property {"" | "again" | "stuck"} saving
 * @property {Refusal | null} refusal
 * @property {number | null} down since when there is no connection
 * @property {number} downCode why it was closed
 * @property {boolean} isBack connected again after a loss that was spoken of
 * @property {boolean} online
 * @property {number | null} final the code of a close that is final
 * @property {string} why what the close says beyond its code
 * @property {string} copied the action that copied the link a moment ago
 * @property {number} now
 * @property {number} skew the server's clock less ours
 */

export {}
