// @ts-check
// The chat of a room or of the lobby: what is said goes down in pencil and is ink when the
// server tells it. It draws over the lines the server made and knows no word of any game.

import { More } from "./chat-more.js"
import { Outbox } from "./outbox.js"

/**
 * @typedef {object} Remark
 * @property {number} id
 * @property {{ who: string, name: string, seat: 1 | 2 | null }} from
 * @property {string} text
 */

export class Chat {
  #root
  #lines
  #field
  #send
  #outbox
  #words
  #more
  #unread = 0
  /** @type {Map<string, HTMLElement | null>} by key: what waits for its answer; null reports */
  #pencil = new Map()

  /** @param {HTMLElement} root, @param {(message: object) => boolean} send */
  constructor(root, send) {
    this.#root = root
    this.#send = send
    this.#lines = /** @type {HTMLElement} */ (root.querySelector("#chat-lines"))
    this.#field = /** @type {HTMLInputElement} */ (root.querySelector("input[name=text]"))
    this.#words = JSON.parse(root.querySelector("#chat-words")?.textContent ?? "")
    this.#outbox = new Outbox(send, () => this.#complain("unavailable"))
    this.#more = new More(root, this.#words, (id) => this.#report(id))
    root.querySelector("#chat-form")?.addEventListener("submit", (event) => this.#say(event))
    this.#fold?.addEventListener("click", () => this.#unfold())
    this.#toEnd()
  }

  /** Up to here everything is known. */
  get newest() {
    return Number(this.#root.dataset.newest)
  }

  /** Says whether the message was for the chat alone. @param {any} message */
  hear(message) {
    const { type, key } = message
    if (type === "chat") this.#hearOne(message)
    else if (type === "chats") this.#hearAll(message.chats)
    else if (type === "welcome" || type === "rooms") this.#outbox.hear({ type: "welcome" })
    else if ((type === "ack" || type === "rejected") && this.#pencil.has(key)) this.#hearAnswer(message)
    else return false
    return type !== "welcome" && type !== "rooms"
  }

  /** @param {Remark} remark */
  #hearOne(remark) {
    if (remark.id > this.newest + 1) this.ask()
    else this.#hearAll([remark])
  }

  /** @param {Remark[]} remarks in order */
  #hearAll(remarks) {
    const wasAtEnd = this.#lines.scrollHeight - this.#lines.scrollTop - this.#lines.clientHeight < 40
    for (const remark of remarks) {
      if (remark.id <= this.newest) continue
      this.#root.dataset.newest = String(remark.id)
      const { from, text, id } = remark
      const line = this.#line(from.name, text, from.seat === null)
      line.dataset.id = String(id)
      line.dataset.who = from.who
      if (from.who !== this.#root.dataset.me) this.#more.add(line, from.name)
      line.classList.toggle("muted", this.#more.has(from.who))
      this.#lines.insertBefore(line, this.#lines.querySelector(".pencil"))
      const isNews = from.who !== this.#root.dataset.me && !this.#more.has(from.who)
      if (this.#isFolded && isNews) this.#unread += 1
    }
    while (this.#lines.children.length > 50) this.#lines.firstElementChild?.remove()
    if (wasAtEnd) this.#toEnd()
    this.#tell()
  }

  /** @param {{ type: string, key: string, code: string, message: string }} message */
  #hearAnswer(message) {
    this.#outbox.hear(message)
    const { type, key, code } = message
    if (type === "rejected" && code === "unavailable") return
    const line = this.#pencil.get(key)
    this.#pencil.delete(key)
    if (line === null) return this.#complain(type === "ack" ? "reported" : code, message.message)
    line?.remove()
    if (type === "ack") return
    this.#complain(code, message.message)
    // Nothing that was typed is lost.
    if (this.#field.value === "") this.#field.value = line?.lastElementChild?.textContent ?? ""
  }

  /** @param {Event} event */
  #say(event) {
    event.preventDefault()
    const text = this.#field.value.trim()
    if (text === "") return
    this.#field.value = ""
    this.#complain("")
    const line = this.#line("", text, true)
    line.className = "pencil"
    line.setAttribute("aria-hidden", "true")
    this.#lines.append(line)
    this.#pencil.set(this.#outbox.put({ type: "chat", text }), line)
    this.#toEnd()
    this.#tell()
  }

  /** @param {number} id */
  #report(id) {
    this.#pencil.set(this.#outbox.put({ type: "report", id }), null)
  }

  /** @param {string} name, @param {string} text, @param {boolean} isOutside */
  #line(name, text, isOutside) {
    const line = document.createElement("li")
    const who = document.createElement("b")
    const what = document.createElement("span")
    who.textContent = name
    who.hidden = name === ""
    what.textContent = text
    if (isOutside) who.className = "outside"
    line.append(who, " ", what)
    return line
  }

  /** What is missing is sent again. */
  ask() {
    this.#send({ type: "ping", v: 2 ** 31, chat: this.newest })
  }

  #toEnd() {
    this.#lines.scrollTop = this.#lines.scrollHeight
  }

  /** @param {string} code, @param {string} [message] */
  #complain(code, message = "") {
    const place = /** @type {HTMLElement} */ (this.#root.querySelector("#chat-wrong"))
    const said = document.createElement("span")
    said.className = "wrong"
    said.textContent = this.#words[code] ?? message
    place.replaceChildren(...(code ? [said] : []))
  }

  get #fold() {
    return /** @type {HTMLElement | null} */ (this.#root.querySelector(".chat-fold"))
  }

  get #isFolded() {
    return this.#lines.offsetParent === null
  }

  #unfold() {
    const isOpen = this.#root.classList.toggle("open")
    this.#fold?.setAttribute("aria-expanded", String(isOpen))
    this.#toEnd()
    this.#tell()
  }

  /** How many came while it was folded, and that there are any. */
  #tell() {
    if (!this.#isFolded) this.#unread = 0
    const count = this.#unread
    const text = count ? this.#words.unread.replace("{count}", String(count)) : this.#words.fold
    if (this.#fold && this.#fold.textContent !== text) this.#fold.textContent = text
    const empty = this.#root.querySelector("#chat-empty")
    empty?.toggleAttribute("hidden", this.#lines.children.length > 0)
  }
}
