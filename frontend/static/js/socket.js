// @ts-check
// A WebSocket that comes back: connects, pings and reconnects; where none gets through, what
// stands in for one (detour.js). It knows no word of any game.

const PING = 10_000
const PONG = 4_000
const HANDSHAKE = 5_000
// So many WebSockets in a row that bring nothing, and the way around is tried.
const ENOUGH = 2
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

/**
 * The way around WebSockets that worked in this tab, "" for none; pages that may keep nothing
 * have to find it anew.
 * @param {string} [name]
 */
function way(name) {
  try {
    if (name !== undefined) sessionStorage.setItem("way", name)
    return sessionStorage.getItem("way") ?? ""
  } catch {
    return ""
  }
}

/** Fetched by whoever needs it. @returns {Promise<typeof import("./detour.js").detour | null>} */
async function findDetour() {
  try {
    return (await import("./detour.js")).detour
  } catch {
    return null
  }
}

export class Socket {
  /** @type {WebSocket | import("./stand-in.js").StandIn | null} */
  #socket = null
  #path
  #handlers
  #tries = 0
  #refused = way() ? ENOUGH : 0
  #heard = Infinity
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

  /** Sends when connected, and what can be; says whether it did. @param {object} message */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    return this.#socket.send(JSON.stringify(message)) !== false
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

  async #connect() {
    clearTimeout(this.#retry)
    const url = new URL(this.#path(), location.href)
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
    if (this.#refused < ENOUGH) return this.#use(new WebSocket(url), HANDSHAKE)
    const detour = await findDetour()
    if (this.#socket) return // somebody did not want to wait for it
    const standIn = detour && detour(url, way)
    if (standIn === null) return this.#stray()
    standIn.onfree = (socket, event) => {
      this.#drop(0)
      this.#use(socket, HANDSHAKE)
      socket.onopen?.(event)
      socket.onmessage?.(event)
    }
    this.#use(standIn, PONG + PING)
  }

  /** @param {WebSocket | import("./stand-in.js").StandIn} socket, @param {number} patience */
  #use(socket, patience) {
    this.#socket = socket
    this.#heard = Infinity
    this.#deadline = setTimeout(() => this.#lose(socket, 0), patience)
    socket.onopen = () => {
      this.#ask()
      this.#handlers.onOpen?.()
    }
    socket.onmessage = (/** @type {{ data: string }} */ event) => {
      if (socket !== this.#socket) return
      if (this.#heard === Infinity) this.#greet(socket)
      clearTimeout(this.#deadline)
      this.#ask()
      const message = JSON.parse(event.data)
      if (message.type !== "pong") this.#handlers.onMessage(message)
    }
    socket.onclose = (/** @type {{ code: number, reason: string }} */ event) =>
      this.#lose(socket, event.code, event.reason)
  }

  /** Only now it is known to work: some networks let one open, and then nothing through.
   * @param {WebSocket | import("./stand-in.js").StandIn} socket */
  #greet(socket) {
    this.#heard = performance.now()
    if (socket instanceof WebSocket && way()) way("")
  }

  /** Ask for a sign of life in a while, however much is heard: the server wants one, too. */
  #ask() {
    this.#ping ??= setTimeout(() => this.#check(), PING)
  }

  #check() {
    this.#rest()
    const socket = this.#socket
    this.send({ type: "ping", v: this.#handlers.position?.() ?? 0 })
    this.#deadline = setTimeout(() => socket && this.#lose(socket, 0), PONG)
  }

  /** @param {WebSocket | import("./stand-in.js").StandIn} socket
   * @param {number} code, @param {string} [reason] */
  #lose(socket, code, reason = "") {
    if (socket !== this.#socket) return
    this.#drop(code)
    // One that dies at once is no better than none: the pauses grow on.
    const isShort = !(performance.now() - this.#heard > PONG)
    if (!isShort) this.#tries = 0
    this.#over = FINAL.has(code)
    if (this.#over) return this.#handlers.onFinal?.(code, reason)
    this.#handlers.onDown?.(code)
    if (socket instanceof WebSocket) {
      // Whatever ends with a word from the server has got through.
      const isRefused = isShort && (code === 0 || code === 1006)
      this.#refused = isRefused ? this.#refused + (code === 0 ? ENOUGH : 1) : 0
      if (this.#refused >= ENOUGH) return this.#connect()
    } else if (this.#heard === Infinity) return this.#stray(code, reason)
    this.#wait(code, reason)
  }

  /** The way around leads nowhere, either: it is tried again after the next WebSocket. */
  #stray(code = 0, reason = "") {
    this.#refused = ENOUGH - 1
    this.#wait(code, reason)
  }

  /** @param {number} code, @param {string} reason */
  #wait(code, reason) {
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
