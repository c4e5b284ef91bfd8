// @ts-check
// Which rooms hang on the wall, as one pure step. A room keeps its place while it is
// played; one that is over stays a moment, and then another may take its place.

export const MOST = 30
export const STAY = 5000

/** @typedef {{ code: string, until: number | null }} Place until: it is over, and goes then */

/**
 * @param {Place[]} places
 * @param {string[]} playing the codes of all rooms there are, in order
 * @param {number} now
 * @param {string | null} held a room that has the focus, which nobody takes away
 * @returns {Place[]}
 */
export function arrange(places, playing, now, held = null) {
  const hanging = new Set(places.map(({ code }) => code))
  const newcomers = playing.filter((code) => !hanging.has(code)).map(newPlace)
  const listed = new Set(playing)
  const next = places.flatMap(({ code, until }) => {
    if (listed.has(code)) return newPlace(code)
    const end = until ?? now + STAY
    return end > now || code === held ? { code, until: end } : newcomers.splice(0, 1)
  })
  return [...next, ...newcomers.slice(0, Math.max(0, MOST - next.length))]
}

/** When the next one goes; never, if none does. @param {Place[]} places, @param {number} now */
export function nextEnd(places, now) {
  return Math.min(...places.map(({ until }) => (until !== null && until > now ? until : Infinity)))
}

/** @param {string} code @returns {Place} */
function newPlace(code) {
  return { code, until: null }
}
