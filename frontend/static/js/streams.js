// @ts-check
// Several streams over one socket that comes back: what is wanted open is opened again
// with every connection. It knows no word of any game.

import { Socket } from "./socket.js"

// The server takes 20 frames at once and 10 a second; some are left for pings.
const AT_ONCE = 12
const PAUSE = 150

/**
 * @typedef {object} Handlers
 * @property {(stream: string, payload: any) => void} onPayload
 * @property {(stream: string) => void} onGone it was open, and was closed by the server
 * @property {(code: number) => void} [onDown]
 * @property {(code: number, reason: string) => void} [onFinal]
 */

export class Streams {
  /** @type {Set<string>} */ #wanted = new Set()
  /** @type {object[]} */ #waiting = []
  #left = AT_ONCE
  #handlers
  #socket

  /** @param {string} path, @param {Handlers} handlers */
  constructor(path, handlers) {
    this.#handlers = handlers
    this.#socket = new Socket(path, {
      onOpen: () => this.#openAll(),
      onMessage: (frame) => this.#hear(frame),
      onDown: handlers.onDown,
      onFinal: handlers.onFinal,
    })
  }

  /** @param {string} stream */
  open(stream) {
    if (this.#wanted.has(stream)) return
    this.#wanted.add(stream)
    this.#send({ stream, open: true })
  }

  /** @param {string} stream */
  close(stream) {
    if (this.#wanted.delete(stream)) this.#send({ stream, open: false })
  }

  /** @param {any} frame */
  #hear({ stream, payload, open }) {
    if (!this.#wanted.has(stream)) return
    if (payload) this.#handlers.onPayload(stream, payload)
    else if (open === false) {
      this.#wanted.delete(stream)
      this.#handlers.onGone(stream)
    }
  }

  #openAll() {
    this.#waiting = [...this.#wanted].map((stream) => ({ stream, open: true }))
    this.#flush()
  }

  /** @param {object} frame */
  #send(frame) {
    this.#waiting.push(frame)
    this.#flush()
  }

  #flush() {
    while (this.#left > 0 && this.#waiting.length > 0) {
      // Without a connection nothing waits: the next one opens all that is wanted.
      if (!this.#socket?.send(this.#waiting[0])) this.#waiting = []
      else this.#take()
    }
  }

  #take() {
    this.#waiting.shift()
    this.#left -= 1
    setTimeout(() => this.#give(), PAUSE * (AT_ONCE - this.#left))
  }

  #give() {
    this.#left += 1
    this.#flush()
  }
}
