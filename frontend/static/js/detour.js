// @ts-check
// What stands in for a WebSocket where none gets through; no page loads this before it has to.

import { ListFeed } from "./list-feed.js"
import { RoomFeed } from "./room-feed.js"

const ROOM = /^\/ws\/game\/(\w+)$/
const LISTS = ["/ws/lobby", "/ws/streams"]

/**
 * Null for a socket that has none.
 * @param {URL} url of the WebSocket
 * @param {(name?: string) => string} way what this tab knows about ways around
 */
export function detour(url, way) {
  const room = ROOM.exec(url.pathname)
  if (room) return new RoomFeed(url, way, room[1])
  return LISTS.includes(url.pathname) ? new ListFeed(url, way) : null
}
