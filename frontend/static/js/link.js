// @ts-check
// What a list that lives from a socket shows of its connection.

import { find } from "./lobby-rows.js"

const top = /** @type {HTMLElement} */ (find(document, "#top"))
const old = /** @type {HTMLElement} */ (find(document, "#old"))
/** @type {number[]} */
let alarms = []

/** A short break is not worth a word. */
export function lost() {
  if (alarms.length > 0) return
  alarms = [setTimeout(() => (top.dataset.link = "lost"), 1000), setTimeout(stale, 3000)]
}

export function stale() {
  top.dataset.link = "lost"
  old.toggleAttribute("hidden", false)
}

/** Signing out in one tab signs the others out. @param {number} code, @param {string} reason */
export function ended(code, reason) {
  if (code !== 4001 || reason === "banned") return stale()
  top.dataset.link = "lost"
  find(document, "#out").toggleAttribute("hidden", false)
}

export function fresh() {
  for (const alarm of alarms) clearTimeout(alarm)
  alarms = []
  delete top.dataset.link
  old.toggleAttribute("hidden", true)
}
