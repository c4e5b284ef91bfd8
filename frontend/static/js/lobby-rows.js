// @ts-check
// What one row of the lobby says, written into the nodes that are there. Its words are
// those of home/rows.py, which writes the same rows into the page.

import { drawBoard } from "./lobby-board.js"

/** @typedef {import("./lobby-state.js").Room} Room */
/** @typedef {Record<string, string> & Record<"titles" | "refusals", Record<string, string>>} Words */

/**
 * A sentence with its named places filled.
 * @param {string} sentence
 * @param {Record<string, string>} places
 */
export function say(sentence, places) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole)
}

/**
 * The game, and what time players have: as home/titles.py says it.
 * @param {{ variant: string, clock?: number }} room, @param {Words} words
 */
export function titleOf({ variant, clock = 0 }, words) {
  const title = words.titles[variant] ?? variant
  if (!clock) return title
  const [sentence, count] = clock % 60 ? [words.clockSeconds, clock] : [words.clockMinutes, clock / 60]
  return `${title} · ${say(sentence, { count: `${count}` })}`
}

/** @param {Element} row, @param {Room} room, @param {Words} words */
export function fillWaiting(row, room, words) {
  const seat = room.open ?? 2
  const host = side(room, 2 - seat, words)
  const mark = room.marks[seat - 1]
  const title = titleOf(room, words)
  setMark(find(row, ".glyph"), host.mark)
  setName(find(row, ".name"), host.name)
  setKind(row, host)
  setText(find(row, ".detail"), title)
  const button = find(row, ".act")
  set(button, "value", room.code)
  set(button, "aria-label", say(words.playLabel, { mark, name: host.name, title }))
  setText(button, say(words.play, { mark }))
}

/** @param {Element} row, @param {Room} room, @param {Words} words */
export function fillPlaying(row, room, words) {
  const sides = [side(room, 0, words), side(room, 1, words)]
  const title = titleOf(room, words)
  drawBoard(find(row, ".small-board"), room)
  for (const [index, line] of row.querySelectorAll(".side").entries()) {
    const { mark, name, score, isGuest } = sides[index]
    setInk(line, mark)
    line.classList.toggle("on", room.turn === mark)
    set(find(line, "use"), "href", `#${mark}`)
    setName(find(line, ".name"), name)
    setKind(line, { isGuest })
    setText(find(line, ".score"), `${score}`)
  }
  setText(find(row, ".detail"), title)
  const link = find(row, ".act")
  const [first, second] = sides.map(({ name }) => name)
  set(link, "href", `/room/${room.code}/?seat=watch`)
  set(link, "aria-label", say(words.watchLabel, { first, second, title }))
}

/** One of "Your games": it stays where it is, only its news change. */
/** @param {HTMLElement} row, @param {Room} room, @param {Words} words */
export function fillMine(row, room, words) {
  const seat = Number(row.dataset.seat)
  const mine = side(room, seat - 1, words)
  const other = side(room, 2 - seat, words)
  const isWaiting = room.status === "waiting"
  const isMyTurn = room.turn === mine.mark
  setMark(find(row, ".glyph"), mine.mark)
  setName(find(row, ".name"), isWaiting ? say(words.waiting, { mark: other.mark }) : other.name)
  setKind(row, other)
  setText(find(row, ".detail"), titleOf(room, words))
  const state = find(row, ".state")
  setInk(state, mine.mark)
  state.classList.toggle("on", isMyTurn)
  state.classList.toggle("mono", isWaiting)
  row.querySelector(".edit")?.toggleAttribute("hidden", !isWaiting)
  if (isWaiting) setText(state, room.code)
  else if (room.status === "over") setText(state, words.over)
  else setText(state, isMyTurn ? words.yourTurn : words.theirTurn)
}

/** @param {Element} root, @param {string} selector */
export function find(root, selector) {
  const found = root.querySelector(selector)
  if (!found) throw new Error(`${selector} is missing`)
  return found
}

/** @param {Element} element, @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** @param {Room} room, @param {number} index, @param {Words} words */
function side(room, index, words) {
  return {
    mark: room.marks[index],
    name: room.players[index] ?? words.nobody,
    isGuest: room.kinds?.[index] === "guest",
    score: room.score[index],
  }
}

/** @param {Element} glyph, @param {string} mark */
function setMark(glyph, mark) {
  setInk(glyph, mark)
  set(find(glyph, "use"), "href", `#${mark}`)
}

/** @param {Element} element, @param {string} mark */
function setInk(element, mark) {
  element.classList.toggle("by-x", mark === "X")
  element.classList.toggle("by-o", mark === "O")
}

/** @param {Element} element, @param {string} name */
function setName(element, name) {
  setText(element, name)
  set(element, "title", name)
}

/** @param {Element} place, @param {{ isGuest: boolean }} side */
function setKind(place, { isGuest }) {
  find(place, ".kind").toggleAttribute("hidden", !isGuest)
}

/** @param {Element} element, @param {string} attribute, @param {string} value */
function set(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value)
}
