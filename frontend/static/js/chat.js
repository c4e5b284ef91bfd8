// @ts-check
// The chat of a room or of the lobby: what is said goes down in pencil and is ink when the
// server tells it. It draws over the lines the server made and knows no word of any game.

import { More } from "./chat-more.js"
import { Panel } from "./chat-panel.js"
import { Outbox } from "./outbox.js"

const KEPT = 50

/**
 * @typedef {object} Remark
 * @property {number} id
 * @property {{ who: string, name: string, seat: 1 | 2 | null }} from
 * @property {string} text
 */

export class Chat {
  #root
  #panel
  #lines
  #field
  #send
  #outbox
  #more
  #asked = -1
  /** @type {Map<string, HTMLElement | null>} by key: what waits for its answer; null reports */
  #pencil = new Map()

  /** @param {HTMLElement} root, @param {(message: object) => boolean} send */
  constructor(root, send) {
    const words = JSON.parse(root.querySelector("#chat-words")?.textContent ?? "")
    this.#root = root
    this.#send = send
    this.#panel = new Panel(root, words)
    this.#lines = this.#panel.part("#chat-log ol")
    this.#field = /** @type {HTMLInputElement} */ (root.querySelector("input[name=text]"))
    this.#outbox = new Outbox(send, () => this.#panel.complain("unavailable"))
    this.#more = new More(root, words, (id) => this.#report(id))
    this.#panel.part("#chat-form").addEventListener("submit", (event) => this.#say(event))
  }

  /** Up to here everything is known. */
  get newest() {
    return Number(this.#root.dataset.newest)
  }

  /** @param {import("./types.js").Model} model of the room */
  draw(model) {
    this.#panel.draw(model)
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

  /** What is missing is sent again. */
  ask() {
    return this.#send({ type: "ping", v: 2 ** 31, chat: this.newest })
  }

  /** One that does not follow waits for those before it, which are asked for once.
   * @param {Remark} remark */
  #hearOne(remark) {
    if (remark.id <= this.newest + 1) this.#hearAll([remark])
    else if (this.#asked !== this.newest && this.ask()) this.#asked = this.newest
  }

  /** @param {Remark[]} remarks in order */
  #hearAll(remarks) {
    const wasAtEnd = this.#panel.isAtEnd
    let news = 0
    for (const remark of remarks) {
      if (remark.id <= this.newest) continue
      this.#root.dataset.newest = String(remark.id)
      const { from, text, id } = remark
      const line = this.#line(from.name, text, from.seat === null)
      line.dataset.id = String(id)
      line.dataset.who = from.who
      line.classList.toggle("muted", this.#more.has(from.who))
      this.#lines.insertBefore(line, this.#lines.querySelector(".pencil"))
      if (from.who === this.#root.dataset.me) continue
      this.#more.add(line, from.name)
      if (!this.#more.has(from.who)) news += 1
    }
    while (this.#lines.children.length > KEPT) this.#lines.firstElementChild?.remove()
    if (wasAtEnd) this.#panel.toEnd()
    this.#tell(news)
  }

  /** @param {{ type: string, key: string, code: string, message: string }} message */
  #hearAnswer(message) {
    this.#outbox.hear(message)
    const { type, key, code } = message
    if (type === "rejected" && code === "unavailable") return
    const line = this.#pencil.get(key)
    this.#pencil.delete(key)
    if (line === null) return this.#panel.complain(type === "ack" ? "reported" : code, message.message)
    line?.remove()
    this.#tell(0)
    if (type === "ack") return
    this.#panel.complain(code, message.message)
    // Nothing that was typed is lost.
    if (this.#field.value === "") this.#field.value = line?.lastElementChild?.textContent ?? ""
  }

  /** @param {Event} event */
  #say(event) {
    // The form itself still goes, and the next page has all there is.
    if (this.#panel.isDeaf) return
    event.preventDefault()
    const text = this.#field.value.trim()
    if (text === "") return
    this.#field.value = ""
    this.#panel.complain("")
    const line = this.#line("", text, true)
    line.className = "pencil"
    line.setAttribute("aria-hidden", "true")
    this.#lines.append(line)
    this.#pencil.set(this.#outbox.put({ type: "chat", text }), line)
    this.#panel.toEnd()
    this.#tell(0)
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

  /** @param {number} news lines that came from others */
  #tell(news) {
    this.#panel.tell(news, this.#lines.children.length === 0)
  }
}
