// @ts-check
// What one may do about what others say: not hear them here, or have it looked at. Who is
// muted is remembered in this browser and told to nobody.

const PLACE = "tictac.muted"
const MOST = 200

/** @returns {string[]} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? "[]")
  } catch {
    return []
  }
}

/** @param {string[]} muted */
function write(muted) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(muted.slice(-MOST)))
  } catch {
    // A browser that keeps nothing: for as long as this page is open it is so all the same.
  }
}

export class More {
  #root
  #words
  #muted = new Set(read())

  /**
   * @param {HTMLElement} root, @param {Record<string, string>} words
   * @param {(id: number) => void} report
   */
  constructor(root, words, report) {
    this.#root = root
    this.#words = words
    root.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target)
      const line = /** @type {HTMLElement | null} */ (target.closest("li"))
      if (target.matches("[data-mute]")) this.#mute(line?.dataset.who ?? "")
      else if (target === this.#button) this.#unmute()
      else if (target.matches("[name=report]")) {
        event.preventDefault()
        target.closest("details")?.removeAttribute("open")
        report(Number(line?.dataset.id))
      }
    })
    this.draw()
  }

  /** Whether this person is not to be heard. @param {string} who */
  has(who) {
    return this.#muted.has(who)
  }

  /** @param {HTMLElement} line, @param {string} name */
  add(line, name) {
    const template = /** @type {HTMLTemplateElement} */ (this.#root.querySelector("#chat-more"))
    const more = /** @type {DocumentFragment} */ (template.content.cloneNode(true))
    more.querySelector("summary")?.setAttribute("aria-label", this.#words.more.replace("{name}", name))
    line.append(" ", more)
  }

  draw() {
    const lines = /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("li[data-who]"))
    for (const line of lines) line.classList.toggle("muted", this.has(line.dataset.who ?? ""))
    const button = this.#button
    const count = this.#muted.size
    button.hidden = count === 0
    button.textContent = count ? this.#words.unmuted.replace("{count}", String(count)) : ""
  }

  get #button() {
    return /** @type {HTMLElement} */ (this.#root.querySelector("#chat-unmute"))
  }

  /** The focus goes where it can be taken back. @param {string} who */
  #mute(who) {
    this.#muted.add(who)
    write([...this.#muted])
    this.draw()
    this.#button.focus()
  }

  #unmute() {
    this.#muted.clear()
    write([])
    this.draw()
    const field = /** @type {HTMLElement | null} */ (this.#root.querySelector("input[name=text]"))
    field?.focus()
  }
}
