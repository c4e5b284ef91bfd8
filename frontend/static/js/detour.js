// @ts-check
// What stands in for a WebSocket where none gets through; no page loads this before it has to.

import { ListFeed } from "./list-feed.js"
import { RoomFeed } from "./room-feed.js"

const ROOM = /^\/ws\/game\/(\w+)$/

/**
 * @param {URL} url of the WebSocket
 * @param {(name?: string) => string} way what this tab knows about ways around
 */
export function detour(url, way) {
  const room = ROOM.exec(url.pathname)
  return room ? new RoomFeed(url, way, room[1]) : new ListFeed(url, way)
}
