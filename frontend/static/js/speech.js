// @ts-check
// What there is to hear: the sentences for a step from one model to the next, and those one
// may ask for.

import { sceneOf } from "./scene.js"
import { LATE } from "./state.js"
import { by, lineOf, refusal, result } from "./words.js"

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./scene.js").Scene} Scene */

/** The refusal to interrupt with, if there is a new one. @param {Model} before, @param {Model} after */
export function alarm(before, after) {
  const scene = sceneOf(after)
  if (after.final !== before.final && after.final !== null) return refusal(scene, `${after.final}`)
  if (after.saving === "stuck" && before.saving !== "stuck") return scene.say("stuck")
  if (!after.refusal || after.refusal === before.refusal) return ""
  return refusal(scene, after.refusal.code)
}

/** @param {Model} before, @param {Model} after */
export function news(before, after) {
  const scene = sceneOf(after)
  const what = step(before, after, scene)
  if (before.isBack && !after.isBack) {
    return [scene.say("sayConnected"), what || turn(scene)].join(" ")
  }
  return what || waiting(before, after, scene)
}

/** Whose turn it is, and the score: Shift+T. @param {Scene} scene */
export function standing(scene) {
  return [turn(scene), score(scene)].filter(Boolean).join(" ")
}

/** Shift+L. @param {Scene} scene */
export function lastMove(scene) {
  const { state } = scene
  return state.last === null ? scene.say("sayNoMoves") : moved(scene, state.last)
}

/** Row by row: Shift+B. @param {Scene} scene */
export function wholeBoard(scene) {
  const [columns, rows] = scene.state.size
  return Array.from({ length: rows }, (_, row) => {
    const marks = scene.state.board.slice(row * columns, (row + 1) * columns)
    const cells = [...marks].map((mark) => (mark === "." ? scene.say("sayEmpty") : mark))
    return scene.say("sayRow", { row: row + 1, cells: cells.join(", ") })
  }).join(" ")
}

/** What the newest state brought. @param {Model} before, @param {Model} after, @param {Scene} scene */
function step(before, after, scene) {
  const [old, state] = [before.state, after.state]
  if (state.v === old.v) {
    const isSeated = after.seat !== null && after.seat !== before.seat
    return isSeated ? [scene.say("sayYouAre", { mark: scene.mark }), turn(scene)].join(" ") : ""
  }
  if (state.status === "over" && (old.status !== "over" || old.game !== state.game)) return end(scene)
  const joined = state.event.type === "sat" ? state.event.seat : null
  if (joined !== null && joined !== after.seat) {
    const name = state.players[joined - 1]?.name ?? ""
    return [scene.say("sayJoined", { name, mark: scene.markOf(joined) }), turn(scene)].join(" ")
  }
  if (state.game !== old.game) {
    const now = scene.mark ? [scene.say("sayYouAreNow", { mark: scene.mark })] : []
    return [scene.say("sayNewGame"), ...now, turn(scene)].join(" ")
  }
  if (state.ply > old.ply && state.last !== null) return [moved(scene, state.last), turn(scene)].join(" ")
  if (state.event.type === "left" && state.event.seat !== null && state.event.seat !== after.seat) {
    return scene.say("left", { name: old.players[state.event.seat - 1]?.name ?? scene.nameOf(state.event.seat) })
  }
  if (after.seat === null) return ""
  const name = scene.nameOf(scene.other)
  if (state.offer) return scene.say(state.offer.by === after.seat ? "asked" : "offered", { name })
  return state.event.type === "declined" && state.event.seat !== after.seat ? scene.say("declined", { name }) : ""
}

/** What the passing of time and the comings and goings say. @param {Model} before, @param {Model} after, @param {Scene} scene */
function waiting(before, after, scene) {
  const { pending, down } = after
  if (down !== null && after.final === null && passed(LATE.sayLost, down, before, after)) return scene.say("sayLost")
  if (pending && pending.acked === null && passed(LATE.saySending, pending.at, before, after)) {
    return scene.say("saySending", { cell: scene.cellName(pending.cell) })
  }
  if (after.copied && !before.copied) return scene.say("sayCopied")
  if (after.seat === null) return ""
  const was = sceneOf(before).away[scene.other - 1]
  const is = scene.away[scene.other - 1]
  if (was === is || scene.state.players[scene.other - 1] === null) return ""
  return scene.say(is ? "away" : "sayBack", { name: scene.nameOf(scene.other) })
}

/** @param {number} pause, @param {number} since, @param {Model} before, @param {Model} after */
function passed(pause, since, before, after) {
  return before.now - since <= pause && after.now - since > pause
}

/** @param {Scene} scene, @param {number} cell */
function moved(scene, cell) {
  const mark = scene.state.board[cell]
  const key = scene.seat === null ? "sayPlayed" : "played"
  return by(scene, scene.seatOf(mark), "youPlayed", key, { cell: scene.cellName(cell), mark })
}

/** @param {Scene} scene */
function turn(scene) {
  const { state } = scene
  if (state.status === "waiting") return scene.say("sayWaiting", { mark: scene.markOf(scene.openSeat ?? 1) })
  if (state.turn === null) return verdict(scene)
  return by(scene, scene.seatOf(state.turn), "sayYourTurn", "sayTurn")
}

/** @param {Scene} scene */
function verdict(scene) {
  const { state } = scene
  if (state.winner === null) return scene.say("sayDraw")
  const winner = scene.seatOf(state.winner)
  if (!state.line || state.board[state.line[0]] !== state.winner) return by(scene, winner, "sayYouWin", "sayWins")
  return by(scene, winner, "sayYouWinLine", "sayWinsLine", { cells: lineOf(scene) })
}

/** @param {Scene} scene */
function end(scene) {
  const { state } = scene
  const isPlain = state.winner === null || (state.line !== null && state.board[state.line[0]] === state.winner)
  return [...(isPlain ? [] : [result(scene)]), verdict(scene), score(scene)].join(" ")
}

/** Mine first. @param {Scene} scene */
function score(scene) {
  const [first, second] = scene.state.score
  const isSecond = scene.seat === 2
  return scene.say("sayScore", { mine: isSecond ? second : first, theirs: isSecond ? first : second })
}
