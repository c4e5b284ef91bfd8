// @ts-check
// What a screen reader hears: the sentences for the step from one model to the next, and
// the two live regions that say them.

import { sceneOf } from "./scene.js"
import { LATE } from "./state.js"
import { by, isDrawn, lineOf, refusal, result } from "./words.js"

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./scene.js").Scene} Scene */

const SILENCE = 100
const SHORT = [10, 30] // seconds left, of which whoever has them is told

export class Speakers {
  #polite
  #alert
  /** @type {Map<HTMLElement, number>} */ #timers = new Map()

  /** @param {HTMLElement} polite, @param {HTMLElement} alert the page's live regions */
  constructor(polite, alert) {
    this.#polite = polite
    this.#alert = alert
  }

  /** What changed. @param {Model} before, @param {Model} after */
  tell(before, after) {
    this.say(news(before, after))
    this.say(alarm(before, after), this.#alert)
  }

  /** Emptied first, so that the same sentence is heard twice; only the newest speaks.
   * @param {string} text, @param {HTMLElement} [region] */
  say(text, region = this.#polite) {
    if (!text) return
    clearTimeout(this.#timers.get(region))
    region.textContent = ""
    this.#timers.set(region, setTimeout(() => (region.textContent = text), SILENCE))
  }
}

/** The refusal to interrupt with, if it is new. @param {Model} before, @param {Model} after */
function alarm(before, after) {
  const { final, refusal: why, saving } = after
  const scene = sceneOf(after)
  if (final !== null && final !== before.final) return refusal(scene, scene.farewell)
  if (saving === "stuck" && before.saving !== "stuck") return scene.say("stuck")
  return why && why !== before.refusal ? refusal(scene, why.code) : ""
}

/** @param {Model} before, @param {Model} after */
function news(before, after) {
  const scene = sceneOf(after)
  const what = step(before, after, scene)
  if (before.isBack && !after.isBack) {
    return [scene.say("sayConnected"), what || turn(scene)].join(" ")
  }
  return what || waiting(before, after, scene)
}

/** What the newest state brought.
 * @param {Model} before, @param {Model} after, @param {Scene} scene */
function step({ state: old }, { state, seat }, scene) {
  if (state.v === old.v) return ""
  if (state.status === "over" && (old.status !== "over" || old.game !== state.game)) return end(scene)
  const { type, seat: who } = state.event
  const isOther = who !== null && who !== seat
  if (type === "sat" && who !== null) {
    const places = { name: state.players[who - 1]?.name, mark: scene.markOf(who) }
    return `${scene.say(isOther ? "sayJoined" : "sayYouAre", places)} ${turn(scene)}`
  }
  if (state.game !== old.game) {
    const now = scene.mark ? [scene.say("sayYouAreNow", { mark: scene.mark })] : []
    return [scene.say("sayNewGame"), ...now, turn(scene)].join(" ")
  }
  if (state.ply > old.ply && state.last !== null) return `${moved(scene, state.last)} ${turn(scene)}`
  if (type === "left" && isOther) {
    return scene.say("left", { name: old.players[who - 1]?.name ?? scene.markOf(who) })
  }
  if (seat === null) return ""
  const name = scene.nameOf(scene.other)
  if (state.offer) return scene.say(state.offer.by === seat ? "asked" : "offered", { name })
  return type === "declined" && isOther ? scene.say("declined", { name }) : ""
}

/** What the passing of time and the comings and goings say.
 * @param {Model} before, @param {Model} after, @param {Scene} scene */
function waiting(before, after, scene) {
  const { pending, down, final } = after
  if (down !== null && final === null && passed(LATE.sayLost, down, before, after)) {
    return scene.say("sayLost")
  }
  if (pending && pending.acked === null && passed(LATE.saySending, pending.at, before, after)) {
    return scene.say("saySending", { cell: scene.cellName(pending.cell) })
  }
  if (after.copied && after.copied !== before.copied) return scene.say("sayCopied")
  const hurry = shortTime(sceneOf(before), scene)
  if (hurry) return hurry
  const index = scene.other - 1
  const is = scene.away[index]
  if (scene.seat === null || !scene.state.players[index] || sceneOf(before).away[index] === is) return ""
  return scene.say(is ? "away" : "sayBack", { name: scene.nameOf(scene.other) })
}

/** One's own clock comes to where one should know. @param {Scene} before, @param {Scene} scene */
function shortTime(before, scene) {
  const { seat } = scene
  if (seat === null || scene.state.clock?.running !== seat) return ""
  const [had, left] = [before.secondsOf(seat) ?? 0, scene.secondsOf(seat) ?? 0]
  const seconds = SHORT.find((mark) => had > mark && left <= mark && left > 0)
  return seconds ? scene.say("saySecondsLeft", { seconds }) : ""
}

/** @param {number} pause, @param {number} since, @param {Model} before, @param {Model} after */
function passed(pause, since, before, after) {
  return before.now - since <= pause && after.now - since > pause
}

/** @param {Scene} scene, @param {number} cell */
export function moved(scene, cell) {
  const mark = scene.state.board[cell]
  const key = scene.seat === null ? "sayPlayed" : "played"
  return by(scene, scene.seatOf(mark), "youPlayed", key, { cell: scene.cellName(cell), mark })
}

/** @param {Scene} scene */
export function turn(scene) {
  const { status, turn } = scene.state
  if (status === "waiting") {
    return scene.say("sayWaiting", { mark: scene.markOf(scene.openSeat ?? 1) })
  }
  return turn === null ? verdict(scene) : by(scene, scene.seatOf(turn), "sayYourTurn", "sayTurn")
}

/** Whether somebody won by the line that is shown. @param {Scene} scene */
function isWonByLine({ state: { board, line, winner } }) {
  return line !== null && board[line[0]] === winner
}

/** @param {Scene} scene */
function verdict(scene) {
  const { winner } = scene.state
  if (winner === null) return scene.say(isDrawn(scene.state) ? "sayDraw" : "sayAbandoned")
  const seat = scene.seatOf(winner)
  if (!isWonByLine(scene)) return by(scene, seat, "sayYouWin", "sayWins")
  return by(scene, seat, "sayYouWinLine", "sayWinsLine", { cells: lineOf(scene) })
}

/** @param {Scene} scene */
function end(scene) {
  const isPlain = scene.state.winner === null || isWonByLine(scene)
  return [...(isPlain ? [] : [result(scene)]), verdict(scene), score(scene)].join(" ")
}

/** Mine first. @param {Scene} scene */
export function score(scene) {
  const [first, second] = scene.state.score
  const [mine, theirs] = scene.seat === 2 ? [second, first] : [first, second]
  return scene.say("sayScore", { mine, theirs })
}

/** What both have left, mine first. @param {Scene} scene */
export function clocks(scene) {
  const mine = scene.seat ?? 1
  const sentences = [mine, mine === 1 ? 2 : 1].map((number) => {
    const seat = /** @type {import("./types.js").Seat} */ (number)
    const all = scene.secondsOf(seat) ?? 0
    const [minutes, seconds] = [Math.floor(all / 60), all % 60]
    const time = scene.say(minutes ? "sayMinutes" : "saySeconds", { minutes, seconds })
    return by(scene, seat, "sayYourTimeLeft", "sayTimeLeft", { time })
  })
  return scene.state.clock ? sentences.join(" ") : ""
}
