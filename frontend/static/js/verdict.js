// @ts-check
// What the measurements mean, as keys of the page's words. Pure: it measures and draws nothing.

/** @typedef {import("./roads.js").Fault} Fault */
/** @typedef {{ times: number[], fault: Fault | null }} Tried */
/** @typedef {"socket" | "stream" | "poll"} Name */

/** Milliseconds from which on a player notices the wait. */
export const SLOW = 300

/** The one in the middle, so that a single late answer counts for little.
 * @param {number[]} times */
export function median(times) {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)]
}

/** How one road fared. @param {Name} name, @param {Tried} tried */
export function outcome(name, { fault }) {
  return `${name}${fault ?? "Works"}`
}

/** What all of them mean for playing: the sentence, and the one below it.
 * @param {Record<Name, Tried>} roads, @param {boolean} isOnline @returns {[string, string]} */
export function verdict({ socket, stream, poll }, isOnline) {
  const others = [stream, poll].map((road) => road.fault === null)
  if (socket.fault === null) {
    if (median(socket.times) >= SLOW) return ["slow", "slowWhy"]
    return ["full", others.every(Boolean) ? "fullWhy" : "fullAnyway"]
  }
  if (others.some(Boolean)) return [socket.fault === "Cut" ? "aroundCut" : "around", "aroundWhy"]
  return ["none", isOnline ? "noneWhy" : "offline"]
}
