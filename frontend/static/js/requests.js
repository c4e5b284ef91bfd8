// @ts-check
// Questions to the API: answers as they are, refusals as what is thrown.

const PATIENCE = 10_000
// What ends a socket with a code is said of a request in a word.
const CLOSES = new Map([
  ["bad_token", 4001],
  ["banned", 4001],
  ["forbidden", 4003],
  ["no_such_room", 4004],
  ["signed_out", 4001],
  ["rate_limited", 4008],
  ["renewed", 4010],
  ["restarting", 4012],
  ["too_many", 4013],
])

/**
 * @param {string} address
 * @param {{ signal?: AbortSignal, body?: string }} [how] with a body it is a POST
 * @returns {Promise<any>} null when there is nothing to say
 */
export async function ask(address, { signal, body } = {}) {
  const impatience = new AbortController()
  const stop = () => impatience.abort()
  const timer = setTimeout(stop, PATIENCE)
  signal?.addEventListener("abort", stop)
  try {
    const answer = await fetch(address, {
      method: body === undefined ? "GET" : "POST",
      body,
      cache: "no-store",
      // What was said last arrives even when the page is left at once.
      keepalive: body !== undefined,
      signal: impatience.signal,
    })
    return answer.status === 204 ? null : await read(answer)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", stop)
  }
}

/**
 * The events of a stream. By `fetch` and not by EventSource, which keeps to itself why it was
 * refused.
 * @param {string} address, @param {AbortSignal} signal
 */
export async function* follow(address, signal) {
  const headers = { accept: "text/event-stream" }
  const answer = await fetch(address, { cache: "no-store", headers, signal })
  if (!answer.ok || !answer.body) await read(answer)
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader()
  const decoder = new TextDecoder()
  let rest = ""
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const events = (rest + decoder.decode(value, { stream: true })).split("\n\n")
    rest = /** @type {string} */ (events.pop())
    for (const event of events) {
      const data = field(event, "data")
      if (data) yield { type: field(event, "event"), data: JSON.parse(data) }
    }
  }
}

/** Whether it is the server that refuses, and not something in between. @param {any} problem */
export function isOurs(problem) {
  return problem?.type === "rejected"
}

/**
 * What a socket would be closed with.
 * @param {any} problem @returns {[number, string]} code and reason
 */
export function closeOf(problem) {
  const code = isOurs(problem) ? CLOSES.get(problem.code) : undefined
  return [code ?? 1006, problem?.code === "banned" ? "banned" : ""]
}

/** @param {string} event, @param {string} name */
function field(event, name) {
  const line = event.split("\n").find((line) => line.startsWith(`${name}: `))
  return line?.slice(name.length + 2)
}

/** @param {Response} answer */
async function read(answer) {
  const told = await answer.json()
  if (!answer.ok) throw told
  return told
}
