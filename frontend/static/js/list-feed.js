// @ts-check
// The list of rooms without a WebSocket: asked for again and again, for the lobby and the wall.
// On the wall its rows are the boards, too.

import { ask, closeOf } from "./requests.js"
import { StandIn } from "./stand-in.js"

const PAUSE = 3000

export class ListFeed extends StandIn {
  #ears = new AbortController()
  #isWall

  /** @param {URL} url, @param {(name?: string) => string} way */
  constructor(url, way) {
    super(url, way)
    this.#isWall = url.pathname === "/ws/streams"
    this.#watch()
  }

  /** @param {string} text */
  send(text) {
    const { type, stream, open } = JSON.parse(text)
    // Whoever asks whether it lives knows by the next list.
    if (type === "ping") this.tell({ type: "pong", v: 0 })
    else if (!this.#isWall) return false
    else if (open && stream !== "lobby") this.tell({ stream, open: false })
  }

  close() {
    super.close()
    this.#ears.abort()
  }

  async #watch() {
    const { signal } = this.#ears
    try {
      while (!signal.aborted) {
        const rooms = await ask("/api/rooms", { signal })
        this.tell(this.#isWall ? { stream: "lobby", payload: rooms } : rooms)
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
      }
    } catch (problem) {
      this.end(...closeOf(problem))
    }
  }
}
