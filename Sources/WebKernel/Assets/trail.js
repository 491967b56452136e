// @ts-check
/**
 * The list somebody came from: remembered when a record is opened from it, so that `[` and `]` go to its neighbours.
 */
const place = "enishi.trail"

/**
 * @typedef {{back: string, title: string, links: string[]}} Trail
 */

/** The records of the list on this page, when one of them is opened. */
export function remember() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-id] a.rowhead, [data-id] a.dealcard__t, a[data-row]") : null
    if (!(link instanceof HTMLAnchorElement)) return
    const links = [...document.querySelectorAll("[data-id] a.rowhead, [data-id] a.dealcard__t, a[data-row]")].map((one) => new URL(/** @type {HTMLAnchorElement} */ (one).href).pathname)
    /** @type {Trail} */
    const trail = { back: location.pathname + location.search, title: document.querySelector("h1")?.textContent?.trim() ?? "", links }
    try {
      sessionStorage.setItem(place, JSON.stringify(trail))
    } catch { /* without it there are only no neighbours */ }
  })
}

/**
 * The neighbours of a record in the list somebody came from.
 * @param {string} address
 * @returns {{back: string, title: string, at: number, count: number, previous: string | null, next: string | null} | null}
 */
export function neighbours(address) {
  /** @type {Trail | null} */
  let trail = null
  try {
    trail = JSON.parse(sessionStorage.getItem(place) ?? "null")
  } catch { /* somebody else's text */ }
  const at = trail?.links.indexOf(address) ?? -1
  if (!trail || at < 0) return null
  return { back: trail.back, title: trail.title, at: at + 1, count: trail.links.length, previous: trail.links[at - 1] ?? null, next: trail.links[at + 1] ?? null }
}
