// @ts-check
// The theme picker without a new page: a reload would cut a running game's socket.

const PAPER = { light: "#f4f5f2", dark: "#121418" }

const form = document.querySelector("form#theme")

form?.addEventListener("submit", (event) => {
  const button = /** @type {SubmitEvent} */ (event).submitter
  if (!(form instanceof HTMLFormElement && button instanceof HTMLButtonElement)) return
  event.preventDefault()
  document.documentElement.dataset.theme = button.value
  for (const other of form.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", `${other === button}`)
  }
  paintFrame(button.value)
  const token = new FormData(form).get("csrfmiddlewaretoken")
  const body = new URLSearchParams({ csrfmiddlewaretoken: `${token}`, theme: button.value })
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {})
})

/** The browser's own frame; the first of the two is for a light system. @param {string} theme */
function paintFrame(theme) {
  const [light, dark] = document.querySelectorAll("meta[name=theme-color]")
  light?.setAttribute("content", theme === "dark" ? PAPER.dark : PAPER.light)
  dark?.setAttribute("content", theme === "light" ? PAPER.light : PAPER.dark)
}
