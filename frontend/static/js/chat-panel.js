// @ts-check
// The chat around its lines: folded on a phone, shut where players want quiet, and with one
// place for what went wrong.

/** @typedef {import("./types.js").Model} Model */

const SILENCE = 100
const NEARLY = 40

export class Panel {
  #root
  #words
  #log
  #fold
  #unread = 0

  /** @param {HTMLElement} root, @param {Record<string, string>} words */
  constructor(root, words) {
    this.#root = root
    this.#words = words
    this.#log = this.part("#chat-log")
    this.#fold = this.part(".chat-fold")
    this.#fold.addEventListener("click", () => this.#unfold())
    // Whoever comes back from the form wants to see what became of it.
    if (location.hash === "#chat") this.#unfold()
    this.toEnd()
  }

  /** Whether talk neither comes nor goes the way this tab has found around WebSockets: the lists
   * of the lobby bring none, and neither does the long poll of a room. */
  get isDeaf() {
    try {
      const way = sessionStorage.getItem("way") ?? ""
      return way === "poll" || (way !== "" && this.part("#chat-hush") === null)
    } catch {
      return false
    }
  }

  /** @param {string} selector */
  part(selector) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(selector))
  }

  /** Whether whoever reads sees the newest, and wants to go on so. */
  get isAtEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEARLY
  }

  toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight
  }

  /** What came while it was folded is counted. @param {number} news @param {boolean} isEmpty */
  tell(news, isEmpty) {
    this.#unread = this.#isFolded ? this.#unread + news : 0
    const { fold, unread } = this.#words
    const text = this.#unread ? unread.replace("{count}", String(this.#unread)) : fold
    if (this.#fold.textContent !== text) this.#fold.textContent = text
    this.part("#chat-empty").hidden = !isEmpty
  }

  /** Who may write, and who may change that, is so by the state of the room.
   * @param {Model} model */
  draw({ state: { hushed = false }, seat, holds }) {
    const form = this.part("#chat-form")
    const note = this.part("#chat-hushed")
    const button = this.part("#chat-hush")
    const isShut = hushed && holds.length === 0
    if (isShut && form.contains(document.activeElement)) this.#log.focus()
    form.hidden = isShut
    if (note.hidden === hushed) this.#speak(this.#words[hushed ? "hushed" : "unhushed"])
    note.hidden = !hushed
    button.hidden = seat === null
    const next = hushed ? "unhush" : "hush"
    if (button.getAttribute("value") === next) return
    button.setAttribute("value", next)
    button.textContent = this.#words[next]
  }

  /** By its code, or as the server puts it. @param {string} code, @param {string} [message] */
  complain(code, message = "") {
    const text = code && (this.#words[code] ?? message)
    this.part("#chat-wrong").textContent = text
    if (text) this.#speak(text)
  }

  /** Emptied first, as elsewhere, so that the same sentence is heard twice. @param {string} text */
  #speak(text) {
    const region = /** @type {HTMLElement} */ (document.getElementById("live-status"))
    region.textContent = ""
    setTimeout(() => (region.textContent = text), SILENCE)
  }

  get #isFolded() {
    return this.#log.offsetParent === null
  }

  #unfold() {
    const isOpen = this.#root.classList.toggle("open")
    this.#fold.setAttribute("aria-expanded", String(isOpen))
    this.toEnd()
    this.tell(0, !this.part("#chat-log li"))
  }
}
