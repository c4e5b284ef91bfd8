// @ts-check
// A WebSocket that comes back: connects, pings and reconnects. It knows no word of any game.

const PING = 10_000
const PONG = 4_000
const FIRST = 500
const LONGEST = 15_000
const LONGEST_TOLD = 60_000
const FINAL = new Set([4000, 4001, 4003, 4004, 4013])

/**
 * @typedef {object} Handlers
 * @property {(message: any) => void} onMessage a parsed frame
 * @property {() => void} [onOpen]
 * @property {(code: number) => void} [onDown] lost, and already on its way back
 * @property {(code: number, reason: string) => void} [onFinal] closed for good, and why
 * @property {() => number} [position] the newest `v` that is shown, told with every ping
 */

/**
 * How long to wait before the next attempt. A server that restarts tells each a time of its own.
 * @param {number} code the close code, @param {number} tries attempts that failed so far
 * @param {string} reason of the close
 */
export function delay(code, tries, reason = "", random = Math.random) {
  const told = Number(reason)
  if (code === 4012) return told > 0 ? Math.min(LONGEST_TOLD, told) : 200 + 600 * random()
  if (code === 4008) return 5000 + 5000 * random()
  const most = Math.min(LONGEST, FIRST * 2 ** tries)
  return most / 2 + (most / 2) * random()
}

export class Socket {
  /** @type {WebSocket | null} */
  #socket = null
  #path
  #handlers
  #tries = 0
  #opened = Infinity
  #over = false
  /** @type {number | undefined} */
  #retry
  /** @type {number | undefined} */
  #ping
  /** @type {number | undefined} */
  #deadline

  /**
   * @param {string | (() => string)} path with its query; asked again for every attempt
   * @param {Handlers} handlers
   */
  constructor(path, handlers) {
    this.#path = typeof path === "string" ? () => path : path
    this.#handlers = handlers
    addEventListener("online", () => this.now())
    addEventListener("pageshow", (event) => event.persisted && this.now())
    document.addEventListener("visibilitychange", () => !document.hidden && this.now())
    this.#connect()
  }

  /** Sends when connected; says whether it did. @param {object} message */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** Connects, or makes sure that the connection still lives, without waiting for the timer. */
  now() {
    if (this.#over) return
    if (this.#socket?.readyState === WebSocket.OPEN) this.#check()
    else if (this.#socket === null) this.#connect()
  }

  /** Begins again after a final close. */
  again() {
    this.#over = false
    this.#tries = 0
    this.#drop(0)
    this.#connect()
  }

  #connect() {
    clearTimeout(this.#retry)
    const url = new URL(this.#path(), location.href)
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
    const socket = new WebSocket(url)
    this.#socket = socket
    this.#deadline = setTimeout(() => this.#lose(socket, 0), PONG + PING)
    socket.onopen = () => {
      this.#opened = performance.now()
      this.#alive()
      this.#handlers.onOpen?.()
    }
    socket.onmessage = (event) => {
      if (socket !== this.#socket) return
      this.#alive()
      const message = JSON.parse(event.data)
      if (message.type !== "pong") this.#handlers.onMessage(message)
    }
    socket.onclose = (event) => this.#lose(socket, event.code, event.reason)
  }

  /** Something was heard. Questions go on even so: the server wants to hear something, too. */
  #alive() {
    clearTimeout(this.#deadline)
    this.#ping ??= setTimeout(() => this.#check(), PING)
  }

  #check() {
    this.#rest()
    const socket = this.#socket
    this.send({ type: "ping", v: this.#handlers.position?.() ?? 0 })
    this.#deadline = setTimeout(() => socket && this.#lose(socket, 0), PONG)
  }

  /** @param {WebSocket} socket, @param {number} code, @param {string} [reason] */
  #lose(socket, code, reason = "") {
    if (socket !== this.#socket) return
    this.#drop(code)
    // One that dies at once is no better than none: the pauses grow on.
    if (performance.now() - this.#opened > PONG) this.#tries = 0
    this.#opened = Infinity
    this.#over = FINAL.has(code)
    if (this.#over) return this.#handlers.onFinal?.(code, reason)
    this.#handlers.onDown?.(code)
    this.#retry = setTimeout(() => this.#connect(), delay(code, this.#tries++, reason))
  }

  #rest() {
    clearTimeout(this.#ping)
    clearTimeout(this.#deadline)
    this.#ping = undefined
  }

  /** @param {number} code 0 when this side gives up on it */
  #drop(code) {
    this.#rest()
    clearTimeout(this.#retry)
    const socket = this.#socket
    this.#socket = null
    if (socket && code === 0) socket.close()
  }
}
