// @ts-check
// What this tab knows, as a pure fold of what it hears and does: reduce(model, event).

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").State} State */

/** Milliseconds after which a person is told. */
export const LATE = { sending: 400, saySending: 1000, lost: 1000, sayLost: 3000, away: 5000 }

/** @param {any} data what the server drew the page from, @param {number} at @returns {Model} */
export function first(data, at) {
  const { state, words, me, seat, holds, seats, spectators, full, refusal, cell, now } = data
  return {
    state, words, me, seat, holds, full,
    presence: { seats, spectators },
    refusal: refusal && { code: refusal, cell, message: "", v: state.v },
    pending: null, aim: null, saving: "", copied: "",
    down: null, downCode: 0, isBack: false, online: true, final: null, why: "",
    now: at, skew: now - at,
  }
}

/** @param {Model} model, @param {any} event @returns {Model} */
export function reduce(model, event) {
  switch (event.type) {
    case "message":
      return hear({ ...model, now: event.at }, event.message)
    case "play": {
      const { game, ply } = model.state
      const { key, cell, at } = event
      const pending = { key, cell, game, ply, at, acked: null }
      return { ...acted(model), pending, aim: null, now: at }
    }
    case "act":
      return acted(model)
    case "hurry": {
      // Asked before its time: say now what would be said in a moment.
      const pending = model.pending && { ...model.pending, at: event.at - LATE.sending - 1 }
      return { ...model, pending, now: event.at }
    }
    case "refuse":
      return { ...model, refusal: { message: "", v: model.state.v, ...event.refusal } }
    case "aim":
      return { ...model, refusal: null, aim: event.cell }
    case "saving":
      return { ...model, saving: event.saving }
    case "copied":
      return { ...model, copied: event.copied }
    case "down": {
      const down = model.down ?? event.at
      return { ...model, down, downCode: event.code, now: event.at }
    }
    case "final": {
      const { code, reason, at } = event
      return { ...model, final: code, why: reason, down: model.down ?? at, now: at }
    }
    case "network":
      return { ...model, online: event.online }
    case "again":
      return { ...model, final: null, downCode: 0 }
    case "tick":
      return { ...model, now: event.at }
    default:
      return model
  }
}

/** Whether the passing of time alone may change what is shown. @param {Model} model */
export function isTimed(model) {
  const isAway = model.presence.seats.some((seat) => seat && !seat.here)
  const isRunning = Boolean(model.state.clock?.running)
  return isAway || isRunning || model.pending !== null || model.down !== null
}

/** @param {Model} model @returns {Model} */
function acted(model) {
  return { ...model, refusal: null, saving: "", copied: "" }
}

/** @param {Model} model, @param {any} message @returns {Model} */
function hear(model, message) {
  switch (message.type) {
    case "welcome": {
      const isBack = model.down !== null && model.now - model.down > LATE.sayLost
      return {
        ...model,
        seat: message.seat,
        holds: message.holds ?? model.holds,
        full: model.full && message.seat === null,
        skew: message.now - model.now,
        isBack: model.isBack || isBack,
        down: null, downCode: 0, final: null, online: true,
      }
    }
    case "state":
      return show({ ...model, isBack: false }, message)
    case "ack":
      return confirm(model, message)
    case "rejected":
      return refuse(model, message)
    case "presence":
      return { ...model, presence: message }
    default:
      return model
  }
}

/** Only what is newer counts. @param {Model} model, @param {State} state @returns {Model} */
function show(model, state) {
  if (state.v <= model.state.v) return model
  const { refusal, pending } = model
  const isSettled =
    pending &&
    (pending.game !== state.game ||
      state.moves[pending.ply] === pending.cell ||
      (pending.acked !== null && pending.acked <= state.v))
  return {
    ...model,
    state,
    pending: isSettled ? null : pending,
    saving: isSettled ? "" : model.saving,
    aim: model.aim !== null && state.board[model.aim] === "." ? model.aim : null,
    // What was refused stays until the room moves on from there.
    refusal: refusal && refusal.v >= state.v ? refusal : null,
  }
}

/** @param {Model} model, @param {{ key: string, v: number }} ack @returns {Model} */
function confirm(model, ack) {
  const { pending } = model
  if (pending?.key !== ack.key) return { ...model, saving: "" }
  const isShown = ack.v <= model.state.v
  return { ...model, saving: "", pending: isShown ? null : { ...pending, acked: ack.v } }
}

/** @param {Model} model, @param {any} rejected @returns {Model} */
function refuse(model, { key, code, message, v }) {
  if (code === "unavailable") return { ...model, saving: model.saving || "again" }
  const { pending } = model
  const isMove = pending !== null && pending.key === key
  const refusal = { code, cell: isMove ? pending.cell : null, message, v }
  return { ...model, refusal, saving: "", pending: isMove ? null : pending }
}
