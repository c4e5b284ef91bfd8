// @ts-check
// A small board as an SVG: lines and marks, redrawn only where it differs.

/** @typedef {import("./lobby-state.js").Room} Room */

const SVG = "http://www.w3.org/2000/svg"
const UNIT = 100

/** What each board shows now. @type {WeakMap<Element, string>} */
const shown = new WeakMap()

/** @param {Element} svg, @param {Room} room */
export function drawBoard(svg, room) {
  const now = `${room.look} ${room.size} ${room.board}`
  if (shown.get(svg) === now) return
  shown.set(svg, now)
  const [columns, rows] = room.size
  set(svg, "viewBox", `0 0 ${columns * UNIT} ${rows * UNIT}`)
  svg.classList.toggle("dense", columns > 9)
  const path = svg.querySelector("path")
  if (path) set(path, "d", lines(room))
  const marks = new Map([...svg.querySelectorAll("use")].map((use) => [place(use), use]))
  for (const [cell, mark] of [...room.board].entries()) {
    const x = (cell % columns) * UNIT
    const y = Math.floor(cell / columns) * UNIT
    drawMark(svg, marks.get(`${x} ${y}`), mark, x, y)
  }
}

/** @param {Room} room */
function lines({ look, size: [columns, rows] }) {
  const width = columns * UNIT
  const height = rows * UNIT
  if (look === "drop") {
    const walls = steps(0, width + 1).map((x) => `M${x} 0V${height}`)
    return `${walls.join("")}M0 ${height}H${width}M0 ${height + 14}H${width}`
  }
  const down = steps(UNIT, width).map((x) => `M${x} 6V${height - 6}`)
  const across = steps(UNIT, height).map((y) => `M6 ${y}H${width - 6}`)
  return [...down, ...across].join("")
}

/** @param {number} from, @param {number} to */
function steps(from, to) {
  return Array.from({ length: Math.ceil((to - from) / UNIT) }, (_, step) => from + step * UNIT)
}

/**
 * @param {Element} svg
 * @param {Element | undefined} use
 * @param {string} mark
 * @param {number} x
 * @param {number} y
 */
function drawMark(svg, use, mark, x, y) {
  if (mark === ".") {
    use?.remove()
    return
  }
  const drawn = use ?? svg.appendChild(document.createElementNS(SVG, "use"))
  set(drawn, "x", `${x}`)
  set(drawn, "y", `${y}`)
  set(drawn, "href", `#${mark}`)
  set(drawn, "class", `by-${mark.toLowerCase()}`)
}

/** @param {Element} use */
function place(use) {
  return `${use.getAttribute("x")} ${use.getAttribute("y")}`
}

/** @param {Element} element, @param {string} name, @param {string} value */
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}
