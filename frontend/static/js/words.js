// @ts-check
// Which sentence fits: headline, detail and title. telling.py chooses the first ones in the
// same way, and one table of scenes holds both to it.

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./types.js").Seat} Seat */

/** @param {Scene} scene */
export function headline(scene) {
  if (scene.offline) return scene.say("offline")
  if (scene.sending && scene.lost === 0) return scene.say("sending")
  return truth(scene)
}

/** The headline of the state itself. @param {Scene} scene */
export function truth(scene) {
  const { state } = scene
  if (state.status === "waiting") {
    return scene.say("waitingFor", { mark: scene.markOf(scene.openSeat ?? 1) })
  }
  if (state.turn !== null) {
    if (scene.hasTurn) return scene.say("yourTurn")
    return scene.say("turn", { name: scene.nameOf(scene.seatOf(state.turn)) })
  }
  if (state.winner === null) return scene.say(isDrawn(state) ? "draw" : "abandoned")
  if (state.winner === scene.mark) return scene.say("youWin")
  return scene.say("wins", { name: scene.nameOf(scene.seatOf(state.winner)) })
}

/** @param {Scene} scene */
export function title(scene) {
  const isWaiting = scene.state.status === "waiting"
  return `${isWaiting ? scene.say("waitingTitle") : truth(scene)} · ${scene.state.room} · tictac`
}

/** @param {Scene} scene */
export function detail(scene) {
  if (scene.final !== null) return refusal(scene, scene.farewell)
  if (scene.offline || scene.lost > 0) return connection(scene)
  if (scene.refusal !== null) return refusal(scene, scene.refusal)
  if (scene.saving) return scene.say(scene.saving === "stuck" ? "stuck" : "unavailable")
  if (scene.sending) return scene.say("pencil")
  return news(scene)
}

/** @param {Scene} scene */
function connection(scene) {
  if (scene.pending) return scene.say("kept")
  if (scene.offline) return scene.say("offlineSafe")
  if (scene.downCode === 4008 || scene.downCode === 4012) return scene.say(String(scene.downCode))
  return scene.say(scene.lost > 1 ? "safe" : "reconnecting")
}

/** Why a command was refused, in this room's words. @param {Scene} scene, @param {string} code */
export function refusal(scene, code) {
  const { state, cell } = scene
  if (code === "cell_taken" && cell !== null) {
    if (state.look === "drop") {
      return scene.say("column_full", { column: scene.cellName(cell % state.size[0])[0] })
    }
    return scene.say(code, { cell: scene.cellName(cell) })
  }
  if (code === "not_your_turn" && state.turn !== null) {
    return scene.say(code, { name: scene.nameOf(scene.seatOf(state.turn)) })
  }
  const isKnown = code in scene.words && code !== "cell_taken" && code !== "not_your_turn"
  return isKnown ? scene.say(code) : scene.message || scene.say("not_allowed")
}

/** @param {Scene} scene */
function news(scene) {
  const { state, other } = scene
  if (state.status === "over") return ending(scene)
  if (scene.seat === null) {
    return scene.full ? scene.say("full") : scene.say("watching", { count: scene.spectators })
  }
  if (state.status === "waiting") return scene.say("send")
  if (scene.away[other - 1]) return scene.say("away", { name: scene.nameOf(other) })
  return lastMove(scene)
}

/** @param {Scene} scene */
function ending(scene) {
  const { state, seat, other } = scene
  const { offer, event } = state
  if (seat !== null && offer !== null) {
    return scene.say(offer.by === seat ? "asked" : "offered", { name: scene.nameOf(other) })
  }
  if (event.type === "declined" && seat !== null && event.seat !== seat) {
    return scene.say("declined", { name: scene.nameOf(other) })
  }
  if (event.type === "left" && event.seat !== null && state.reason !== "left") {
    return scene.say("left", { name: scene.nameOf(event.seat) })
  }
  return result(scene)
}

/** How the game ended. @param {Scene} scene */
export function result(scene) {
  const { state } = scene
  if (state.winner === null) return scene.say(isDrawn(state) ? "boardFull" : "nobodyPlayed")
  if (state.line !== null) {
    const maker = state.board[state.line[0]]
    if (maker === state.winner) return scene.say("line", { cells: lineOf(scene) })
    return by(scene, scene.seatOf(maker), "youMade", "made")
  }
  const loser = scene.seatOf(state.winner === "X" ? "O" : "X")
  if (state.reason === "left") return by(scene, loser, "youLeft", "left")
  if (state.reason === "time") return by(scene, loser, "youOutOfTime", "outOfTime")
  return by(scene, loser, "youResigned", "resigned")
}

/** What was abandoned counts for nobody, and is no draw. @param {Scene["state"]} state */
export function isDrawn(state) {
  return state.status === "over" && state.winner === null && state.reason !== "abandoned"
}

/** @param {Scene} scene */
export function lineOf(scene) {
  return (scene.state.line ?? []).map((cell) => scene.cellName(cell)).join(", ")
}

/** @param {Scene} scene */
function lastMove(scene) {
  const { state, mark } = scene
  if (state.last === null) {
    const isBoth = scene.holds.length === 2 && state.game === 1
    return scene.say(isBoth ? "both" : "goal", { mark })
  }
  const mover = scene.seatOf(state.board[state.last])
  return by(scene, mover, "youPlayed", "played", { cell: scene.cellName(state.last) })
}

/** @param {Scene} scene, @param {Seat} seat, @param {string} mine, @param {string} theirs
 * @param {Record<string, unknown>} [places] */
export function by(scene, seat, mine, theirs, places = {}) {
  if (seat === scene.seat) return scene.say(mine, places)
  return scene.say(theirs, { name: scene.nameOf(seat), ...places })
}
