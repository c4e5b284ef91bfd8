// @ts-check
// The forms of the lobby, sent over its socket while there is one: a room is created, one's own
// updated or deleted. Without a socket the form itself goes, and the server says the same.

import { find, setText, titleOf } from "./lobby-rows.js"
import { Outbox } from "./outbox.js"

const PATIENCE = 4000

/** @typedef {{ form: HTMLFormElement, button: HTMLButtonElement | null, command: any }} Asked */

export class Desk {
  /** @type {Map<string, Asked>} by key */
  #asked = new Map()
  #isUp = false
  #wasSent = false
  #outbox
  #words

  /**
   * @param {(body: object) => boolean} send
   * @param {import("./lobby-rows.js").Words} words
   */
  constructor(send, words) {
    this.#words = words
    this.#outbox = new Outbox((body) => (this.#wasSent = send(body)), () => this.#stuck())
    document.addEventListener("submit", (event) => this.#submit(event))
  }

  /** @param {any} message */
  hear(message) {
    if (message.type === "rooms") {
      // A snapshot is the lobby's welcome: whatever has no answer goes out again.
      this.#isUp = true
      this.#outbox.hear({ type: "welcome" })
    }
    const asked = this.#asked.get(message.key)
    if (!asked) return
    this.#outbox.hear(message)
    if (message.code === "unavailable") return
    this.#forget(message.key)
    if (message.type === "ack") this.#done(asked, message)
    else this.#say(asked.form, this.#words.refusals[message.code] ?? message.message)
  }

  lost() {
    this.#isUp = false
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target)
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter)
    const command = commandOf(form, button)
    if (!command || !this.#isUp) return
    // Pressed again while it is on its way: one is enough, and it may have got stuck.
    const isAgain = form.classList.contains("sending")
    const key = isAgain ? "" : this.#outbox.put(command)
    if (isAgain) this.#outbox.again()
    // What stands in for a socket takes no such command.
    if (!this.#wasSent) return this.#outbox.hear({ type: "ack", key })
    event.preventDefault()
    if (isAgain) return
    this.#say(form, "")
    form.classList.add("sending")
    this.#asked.set(key, { form, button, command })
    if (command.type === "create") setTimeout(() => this.#plainly(key), PATIENCE)
  }

  /** A new room is worth no wait for a lost connection; its key keeps it from being two.
   * @param {string} key */
  #plainly(key) {
    const asked = this.#asked.get(key)
    if (!asked) return
    if (this.#isUp && this.#wasSent) return setTimeout(() => this.#plainly(key), PATIENCE)
    const field = /** @type {HTMLInputElement} */ (find(asked.form, "[name=key]"))
    field.value = key
    asked.form.requestSubmit(asked.button)
  }

  /** @param {Asked} asked, @param {any} ack */
  #done({ form, command }, ack) {
    if (command.type === "create") return location.assign(`/room/${ack.room}/?seat=${ack.seat}`)
    const row = /** @type {HTMLElement} */ (form.closest(".row"))
    if (command.type === "delete") return remove(row)
    setText(find(row, ".names .detail"), titleOf(command, this.#words))
    find(row, "details").removeAttribute("open")
    const summary = /** @type {HTMLElement} */ (find(row, "summary"))
    summary.focus()
  }

  #stuck() {
    for (const { form } of this.#asked.values()) this.#say(form, this.#words.refusals.unavailable)
  }

  /** @param {string} key */
  #forget(key) {
    this.#asked.get(key)?.form.classList.remove("sending")
    this.#asked.delete(key)
  }

  /** @param {HTMLFormElement} form, @param {string} sentence */
  #say(form, sentence) {
    const place = find(form, ".wrong")
    place.toggleAttribute("hidden", sentence === "")
    setText(place, sentence)
  }
}

/**
 * What the pressed button of a form asks for; null where the form itself must go.
 * @param {HTMLFormElement} form, @param {HTMLButtonElement | null} button
 */
function commandOf(form, button) {
  const fields = new FormData(form)
  const wanted = {
    variant: fields.get("variant"),
    private: fields.get("private") === "1",
    clock: Number(fields.get("clock")),
  }
  if (form.id === "new") return { type: "create", ...wanted, computer: button?.name === "computer" }
  const row = /** @type {HTMLElement | null} */ (form.closest("#mine > .row"))
  if (!row) return null
  const room = row.dataset.code
  return button?.value === "close" ? { type: "delete", room } : { type: "update", room, ...wanted }
}

/** The row is gone, and the focus goes on to the next. @param {HTMLElement} row */
function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling
  const place = next ? next.querySelector("a") : document.querySelector("#new button")
  if (!next) row.closest("section")?.toggleAttribute("hidden", true)
  row.remove()
  if (place instanceof HTMLElement) place.focus()
}
