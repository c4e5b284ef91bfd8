// @ts-check
// A room without a WebSocket: news by the event stream, or question by question where that is
// blocked or held back; commands by POST.

import { ask, closeOf, follow, isOurs } from "./requests.js"
import { StandIn } from "./stand-in.js"

// So long a stream may say nothing at first, or nothing of what is known to have happened.
const HELD = 4000
const WAIT = 5 // seconds, of one question
const POLL = "poll"
// What a command is refused with when there is no point in another.
const ENDS = new Set(["bad_token", "banned", "no_such_room", "renewed", "signed_out"])

let isHeld = false

export class RoomFeed extends StandIn {
  #room
  /** @type {string | number | null} whom this tab acts for */
  #seat
  #as
  #v = 0
  #lags = 0
  #ears = new AbortController()
  /** @type {Promise<void>} */ #last = Promise.resolve()

  /** @param {URL} url, @param {(name?: string) => string} way, @param {string} room */
  constructor(url, way, room) {
    super(url, way)
    this.#room = room
    this.#seat = url.searchParams.get("seat")
    this.#as = url.searchParams.get("as")
    isHeld ||= way() === POLL
    this.#listen()
  }

  get name() {
    return isHeld ? POLL : "stream"
  }

  get url() {
    const url = new URL(super.url)
    url.searchParams.set("seat", `${this.#seat ?? "watch"}`)
    return url
  }

  /** @param {string} text */
  send(text) {
    const command = JSON.parse(text)
    if (command.type === "ping") this.#post(command)
    // In their order, as on a socket.
    else this.#last = this.#last.then(() => this.#post(command))
  }

  close() {
    super.close()
    this.#ears.abort()
  }

  async #listen(isPoll = isHeld) {
    // An answer may come when a real socket has taken over: nobody is here twice.
    if (this.readyState === WebSocket.CLOSED) return
    this.#ears.abort()
    const { signal } = (this.#ears = new AbortController())
    try {
      if (!isPoll) await this.#follow(signal)
      if (!signal.aborted) await this.#poll(signal)
    } catch (problem) {
      if (!signal.aborted) this.end(...closeOf(problem))
    }
  }

  /** Returns when nothing came that way. @param {AbortSignal} signal */
  async #follow(signal) {
    let isHeard = false
    const timer = setTimeout(() => this.#listen(true), HELD)
    try {
      for await (const { type, data } of follow(this.#address("/stream"), signal)) {
        clearTimeout(timer)
        isHeard = true
        if (type === "close") return this.end(data.code, data.reason)
        this.#hear(data)
      }
    } catch (problem) {
      if (isHeard || isOurs(problem)) throw problem
    } finally {
      clearTimeout(timer)
    }
    if (isHeard) this.end(1006)
  }

  /** @param {AbortSignal} signal */
  async #poll(signal) {
    let told = ""
    for (;;) {
      const { welcome, state, presence } = await ask(this.#address(""), { signal })
      if (!isHeld) this.#giveUpStreams()
      const standing = JSON.stringify({ ...welcome, now: 0 })
      if (standing !== told) this.#hear(welcome)
      told = standing
      this.#hear(state)
      this.#hear(presence)
      const query = { since: this.#v, wait: WAIT }
      const news = await ask(this.#address("/events", query), { signal })
      if (news) this.#hear(news)
    }
  }

  #giveUpStreams() {
    isHeld = true
    this.remember()
  }

  /** @param {any} message */
  #hear(message) {
    if (message.type === "state") this.#v = Math.max(this.#v, message.v)
    if (message.type === "welcome") this.#seat = message.seat
    this.tell(message)
  }

  /** @param {any} command */
  async #post(command) {
    if (this.readyState !== WebSocket.OPEN) return // the next connection sends it again
    try {
      const answer = await ask(this.#address("/commands"), { body: JSON.stringify(command) })
      this.tell(answer)
      if (answer.seat && answer.seat !== this.#seat) this.#sit(answer.seat)
      else this.#expect(answer.v)
    } catch (problem) {
      const refusal = /** @type {any} */ (problem)
      if (!isOurs(refusal) || ENDS.has(refusal.code)) this.end(...closeOf(refusal))
      else this.tell({ ...refusal, key: refusal.key ?? command.key })
    }
  }

  /** From here on it listens for that seat. @param {number} seat */
  #sit(seat) {
    this.#seat = seat
    this.#listen()
  }

  /** What an answer knows of should come soon, or somebody holds it back. @param {number} v */
  #expect(v) {
    if (v <= this.#v || isHeld) return
    const { signal } = this.#ears
    setTimeout(() => {
      if (v > this.#v && !signal.aborted) this.#listen(++this.#lags > 1)
    }, HELD)
  }

  /** @param {string} rest, @param {Record<string, number>} [query] */
  #address(rest, query = {}) {
    const words = Object.entries({ seat: this.#seat ?? "watch", as: this.#as, ...query })
    return `/api/rooms/${this.#room}${rest}?${words.map((pair) => pair.join("=")).join("&")}`
  }
}
