// @ts-check
// What a person does: the page's forms become commands, and what never leaves the browser
// (copy, share, thinking better of it) is done here.

/** @typedef {import("./types.js").Model} Model */

import { sceneOf } from "./scene.js"

const COPIED = 2000

/**
 * @typedef {object} Table what there is to lay hands on
 * @property {() => Model} model
 * @property {(event: any) => void} dispatch
 * @property {import("./outbox.js").Outbox} outbox
 * @property {import("./socket.js").Socket} socket
 * @property {import("./board.js").Board} board
 */

/** @param {Table} table @returns {(value: number) => void} plays what a button stands for */
export function wireHands(table) {
  const { model, dispatch, outbox, socket } = table
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target)
    const button = /** @type {HTMLButtonElement} */ (event.submitter)
    const command = commandOf(form, button, model())
    // Without a connection that may come back, the forms still do.
    if (model().final !== null || (command === null && form.id !== "move")) return
    event.preventDefault()
    if (command === null) return play(table, Number(button.value))
    outbox.put(command)
    dispatch({ type: "act" })
  })
  on("reload", () => location.reload())
  on("again", () => {
    dispatch({ type: "again" })
    if (model().down !== null) socket.again()
    outbox.again()
  })
  for (const type of ["online", "offline"]) {
    addEventListener(type, () => dispatch({ type: "network", online: navigator.onLine }))
  }
  wireSharing((copied) => dispatch({ type: "copied", copied }))
  return (value) => play(table, value)
}

/** The mark goes down in pencil at once; ink is for the server to say.
 * @param {Table} table, @param {number} value of the pressed button */
function play({ model, dispatch, outbox, board }, value) {
  const cell = board.cellOf(value, model().state)
  const code = sceneOf(model()).whyNot(cell)
  if (code) return dispatch({ type: "refuse", refusal: { code, cell } })
  if (model().pending) return dispatch({ type: "hurry" })
  const { game, ply } = model().state
  dispatch({ type: "play", cell, key: outbox.put({ type: "move", cell, game, ply }) })
}

/**
 * What the pressed button of a form asks for; null where the form itself must go.
 * @param {HTMLFormElement} form, @param {HTMLButtonElement} button
 * @param {import("./types.js").Model} model
 */
function commandOf(form, button, { state, seat }) {
  const { game, offer } = state
  if (form.id === "sit") return { type: "sit", seat: Number(button.value) }
  if (form.id !== "act" || button.value === "close") return null
  if (button.id === "chat-hush") return { type: "hush", on: button.value === "hush" }
  const isTheirs = button.value === "rematch" && offer !== null && offer.by !== seat
  return { type: button.value, game, ...(isTheirs && { offer: offer.v }) }
}

/** @param {string} action, @param {() => void} act */
function on(action, act) {
  for (const button of document.querySelectorAll(`[data-do="${action}"]`)) {
    button.addEventListener("click", act)
  }
}

/** @param {(copied: string) => void} onCopied by which action */
function wireSharing(onCopied) {
  const link = new URL(location.pathname, location.href).href
  let timer = 0
  const copy = async (by = "copy") => {
    await copyText(link)
    onCopied(by)
    clearTimeout(timer)
    timer = setTimeout(() => onCopied(""), COPIED)
  }
  const share = async () => {
    if (!navigator.share) return copy("share")
    // Closing the sheet again is no error.
    await navigator.share({ title: document.title, url: link }).catch(() => {})
  }
  on("share", share)
  on("copy", () => copy())
  document.getElementById("keep")?.addEventListener("click", (event) => {
    event.preventDefault()
    const details = /** @type {HTMLElement} */ (event.target).closest("details")
    details?.removeAttribute("open")
    details?.querySelector("summary")?.focus()
  })
}

/** Where there is no clipboard, as at plain http addresses, a selection can be copied.
 * @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)
    const field = document.createElement("textarea")
    field.value = text
    field.className = "visually-hidden"
    document.body.append(field)
    field.select()
    document.execCommand("copy")
    field.remove()
    focused?.focus()
  }
}
