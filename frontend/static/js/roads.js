// @ts-check
// Three roads to the server. Each yields how many milliseconds every answer took, and throws
// what is wrong with it: "Blocked" when nothing comes, "Cut" when no more does, "Held" when late.

const ROUNDS = 5
const PATIENCE = 5000

/** @typedef {"Blocked" | "Cut" | "Held"} Fault */
/** @typedef {() => AsyncGenerator<number, void>} Road */

/** @type {Record<"socket" | "stream" | "poll", Road>} */
export const roads = { socket, stream, poll }

/** Words that come back. */
async function* socket() {
  const address = new URL("/ws/echo", location.href)
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:"
  let line
  let isOpen = false
  try {
    line = new WebSocket(address)
    await next(line, "open")
    isOpen = true
    for (let round = 1; round <= ROUNDS; round++) {
      const began = performance.now()
      line.send(`${round}`)
      const { data } = /** @type {MessageEvent} */ (await next(line, "message"))
      if (data !== `You said: ${round}`) throw data
      yield performance.now() - began
    }
  } catch {
    throw isOpen ? "Cut" : "Blocked"
  } finally {
    line?.close()
  }
}

/** Ticks that say for how long they were kept; kept by others, they come together. */
async function* stream() {
  const began = performance.now()
  /** @type {{ took: number, waited: number }[]} */
  const ticks = []
  const source = new EventSource("/connection/stream")
  source.onmessage = ({ data }) => {
    const { waited } = JSON.parse(data)
    ticks.push({ waited, took: Math.max(0, performance.now() - began - waited) })
  }
  try {
    for (let round = 0; round < ROUNDS; round++) {
      while (ticks.length <= round) await next(source, "message")
      yield ticks[round].took
    }
  } catch {
    throw ticks.length > 0 ? "Cut" : "Blocked"
  } finally {
    source.close()
  }
  const [first, last] = [ticks[0], ticks[ROUNDS - 1]]
  if (first.took - last.took > (last.waited - first.waited) / 2) throw "Held"
}

/** Questions whose answers wait a moment, and bear the question's mark. */
async function* poll() {
  let answers = 0
  try {
    for (; answers < ROUNDS; answers++) {
      const asked = `${answers}-${Math.random().toString(36).slice(2, 12)}`
      const began = performance.now()
      const signal = AbortSignal.timeout(PATIENCE)
      const answer = await fetch(`/connection/poll?asked=${asked}`, { cache: "no-store", signal })
      const told = await answer.json()
      if (told.asked !== asked) throw told
      yield Math.max(0, performance.now() - began - told.waited)
    }
  } catch {
    throw answers > 0 ? "Cut" : "Blocked"
  }
}

/** The next event of that type, unless the end or impatience comes first.
 * @param {EventTarget} target, @param {string} type */
function next(target, type) {
  const ears = new AbortController()
  const { signal } = ears
  /** @type {Promise<Event>} */
  const event = new Promise((resolve, reject) => {
    target.addEventListener(type, resolve, { signal })
    for (const end of ["error", "close"]) target.addEventListener(end, reject, { signal })
    const timer = setTimeout(reject, PATIENCE)
    signal.addEventListener("abort", () => clearTimeout(timer))
  })
  return event.finally(() => ears.abort())
}
