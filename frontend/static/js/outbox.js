// @ts-check
// Commands on their way: each has a key, is sent again after a lost connection or a failed
// save, and is forgotten once it is answered. The key makes a second arrival harmless.

/** After a failed save; once the last has failed too, a person decides. */
export const RETRIES = [1000, 2000, 4000, 8000]

/** A key nobody else has; pages at plain http addresses have no randomUUID. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, "0")).join("")
}

export class Outbox {
  /** @type {Map<string, { body: object, tries: number, timer: number | undefined }>} */
  #letters = new Map()
  #send

  #onStuck

  /** @param {(body: object) => boolean} send, @param {() => void} onStuck */
  constructor(send, onStuck) {
    this.#send = send
    this.#onStuck = onStuck
  }

  /** @param {object} command without its key @returns {string} the key it got */
  put(command) {
    const key = newKey()
    const body = { ...command, key }
    this.#letters.set(key, { body, tries: 0, timer: undefined })
    this.#send(body)
    return key
  }

  /** Welcomed: whatever has no answer goes out again. Answered: it is forgotten.
   * @param {{ type: string, key?: string | null, code?: string }} message */
  hear({ type, key, code }) {
    if (type === "welcome") this.#flush()
    else if (type === "rejected" && code === "unavailable") this.#retry(key ?? "")
    else if (type === "ack" || type === "rejected") this.#settle(key ?? "")
  }

  /** A person asked for one more round. */
  again() {
    for (const letter of this.#letters.values()) letter.tries = 0
    this.#flush()
  }

  #flush() {
    for (const letter of this.#letters.values()) {
      clearTimeout(letter.timer)
      this.#send(letter.body)
    }
  }

  /** @param {string} key */
  #settle(key) {
    clearTimeout(this.#letters.get(key)?.timer)
    this.#letters.delete(key)
  }

  /** @param {string} key of what could not be saved */
  #retry(key) {
    const letter = this.#letters.get(key)
    if (!letter) return
    const pause = RETRIES[letter.tries++]
    clearTimeout(letter.timer)
    if (pause === undefined) this.#onStuck()
    else letter.timer = setTimeout(() => this.#send(letter.body), pause)
  }
}
