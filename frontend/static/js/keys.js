// @ts-check
// The board under the keyboard: one Tab stop, arrows, Home and End, names typed, and the
// four keys that read the game out. Playing itself is the button's own Enter and Space.

const PAUSE = 1000

export class Keys {
  #buttons
  #columns
  #current = 0
  #typed = ""
  #typedAt = 0

  /**
   * @param {HTMLElement} root
   * @param {{ buttons: HTMLButtonElement[], columns: number, middle: number }} board
   * @param {(what: "L" | "T" | "B") => void} onAsk
   */
  constructor(root, { buttons, columns, middle }, onAsk) {
    this.#buttons = buttons
    this.#columns = columns
    this.#current = middle
    for (const [index, button] of buttons.entries()) {
      button.tabIndex = index === this.#current ? 0 : -1
    }
    root.addEventListener("focusin", (event) => {
      const index = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target))
      if (index < 0) this.focus()
      else this.#move(index)
    })
    root.addEventListener("keydown", (event) => {
      if (this.#press(event, onAsk)) event.preventDefault()
    })
  }

  focus() {
    this.#buttons[this.#current].focus()
  }

  /** @param {KeyboardEvent} event, @param {(what: any) => void} onAsk */
  #press(event, onAsk) {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event
    if (altKey || metaKey) return false
    if (key === "?") return this.#help()
    if (shiftKey) {
      if (!"LTB".includes(key.toUpperCase())) return false
      onAsk(key.toUpperCase())
      return true
    }
    const index = ctrlKey ? this.#leap(key) : (this.#step(key) ?? this.#name(key))
    if (index === null) return false
    this.#buttons[index].focus()
    return true
  }

  /** To a neighbour; at the edge it stays. @param {string} key */
  #step(key) {
    const row = Math.floor(this.#current / this.#columns) * this.#columns
    const column = this.#current - row
    const last = this.#buttons.length - 1
    switch (key) {
      case "ArrowLeft":
        return row + Math.max(0, column - 1)
      case "ArrowRight":
        return row + Math.min(this.#columns - 1, column + 1)
      case "ArrowUp":
        return row > 0 ? this.#current - this.#columns : this.#current
      case "ArrowDown":
        return this.#current + this.#columns <= last ? this.#current + this.#columns : this.#current
      case "Home":
        return row
      case "End":
        return row + this.#columns - 1
      default:
        return null
    }
  }

  /** @param {string} key with Ctrl */
  #leap(key) {
    if (key === "Home") return 0
    return key === "End" ? this.#buttons.length - 1 : null
  }

  /** A cell by its name, as far as it is typed: "h", then "h1", then "h15". @param {string} key */
  #name(key) {
    if (!/^[a-z0-9]$/i.test(key)) return null
    const now = performance.now()
    const isNew = now - this.#typedAt > PAUSE || !/[0-9]/.test(key)
    this.#typed = (isNew ? "" : this.#typed) + key.toLowerCase()
    this.#typedAt = now
    const [, letter, digits] = /^([a-z])([0-9]*)$/.exec(this.#typed) ?? []
    if (!letter) return null
    const column = letter.charCodeAt(0) - 97
    if (column >= this.#columns) return null
    if (this.#buttons.length === this.#columns) return column
    const row = Number(digits || Math.floor(this.#current / this.#columns) + 1) - 1
    const index = row * this.#columns + column
    return row >= 0 && index < this.#buttons.length ? index : null
  }

  /** Opens the list of keys, or closes it. */
  #help() {
    const list = document.querySelector("#keys summary")
    if (!(list instanceof HTMLElement)) return false
    list.click()
    list.focus()
    return true
  }

  /** @param {number} index */
  #move(index) {
    this.#buttons[this.#current].tabIndex = -1
    this.#current = index
    this.#buttons[index].tabIndex = 0
  }
}
