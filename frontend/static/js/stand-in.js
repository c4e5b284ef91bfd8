// @ts-check
// The shape of a WebSocket, for what is none. Now and then it looks whether a real one gets
// through by now, and hands that over.

const LOOK_AGAIN = 60_000
const PATIENCE = 10_000

// The first look is at once: perhaps the server was only away for a moment.
let pause = 0

/** @typedef {{ data: string }} Said */

export class StandIn {
  readyState = WebSocket.CONNECTING
  /** @type {(() => void) | undefined} */ onopen
  /** @type {((event: Said) => void) | undefined} */ onmessage
  /** @type {((event: { code: number, reason: string }) => void) | undefined} */ onclose
  /** @type {((socket: WebSocket, event: any) => void) | undefined} what it has said, too */ onfree
  /** @type {WebSocket | undefined} */ #scout
  /** @type {number | undefined} */ #timer
  #url
  #way

  /** @param {URL} url, @param {(name?: string) => string} way */
  constructor(url, way) {
    this.#url = url
    this.#way = way
  }

  /** The name of the way that is taken. */
  get name() {
    return this.#way() || "around"
  }

  /** Where a WebSocket would be now. */
  get url() {
    return this.#url
  }

  /** @param {string} _text @returns {boolean | void} false when it cannot be said this way */
  send(_text) {}

  close() {
    this.readyState = WebSocket.CLOSED
    clearTimeout(this.#timer)
    if (!this.#scout) return
    this.#scout.onclose = this.#scout.onmessage = null
    this.#scout.close()
  }

  // For those who extend it.

  /** The next page of this tab begins with what works here. */
  remember() {
    this.#way(this.name)
  }

  /** @param {object} message */
  tell(message) {
    if (this.readyState === WebSocket.CONNECTING) this.#open()
    if (this.readyState === WebSocket.OPEN) this.onmessage?.({ data: JSON.stringify(message) })
  }

  /** @param {number} code, @param {string} [reason] */
  end(code, reason = "") {
    if (this.readyState === WebSocket.CLOSED) return
    this.close()
    this.onclose?.({ code, reason })
  }

  #open() {
    this.readyState = WebSocket.OPEN
    this.remember()
    this.onopen?.()
    this.#timer = setTimeout(() => this.#look(), pause)
    pause = LOOK_AGAIN
  }

  #look() {
    const scout = new WebSocket(this.url)
    this.#scout = scout
    const timer = setTimeout(() => scout.close(), PATIENCE)
    // Not every socket speaks first, and one that says nothing is not let through.
    scout.onopen = () => scout.send(JSON.stringify({ type: "ping", v: 0 }))
    scout.onmessage = (event) => {
      clearTimeout(timer)
      this.#scout = undefined
      this.onfree?.(scout, event)
    }
    scout.onclose = () => {
      clearTimeout(timer)
      this.#timer = setTimeout(() => this.#look(), LOOK_AGAIN)
    }
  }
}
