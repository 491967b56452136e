// @ts-check
/**
 * What is new while a page is looked at: numbers of the menu, toasts, and parts of the page that are read anew
 * (`data-live`, the address of the part).
 */
import { fragment, toast } from "./kernel.js"

/** @typedef {{count: number, shown: string, toasts: {text: string, link: string, label: string}[]}} News */

const holder = document.querySelector("[data-stream]")
if (holder instanceof HTMLElement) whenCalm(() => follow(holder))

/**
 * After everything the page itself needs.
 * @param {() => void} run
 */
function whenCalm(run) {
  const soon = () => "requestIdleCallback" in window ? requestIdleCallback(run, { timeout: 3_000 }) : setTimeout(run, 1_000)
  if (document.readyState === "complete") soon()
  else addEventListener("load", soon, { once: true })
}

/**
 * Listens as long as the page is seen.
 * @param {HTMLElement} holder
 */
function follow(holder) {
  /** @type {EventSource | null} */
  let source = null
  let mark = holder.dataset.mark ?? ""

  const open = () => {
    if (source && source.readyState !== EventSource.CLOSED) return
    source = new EventSource(`${holder.dataset.stream}?after=${encodeURIComponent(mark)}`)
    source.addEventListener("message", (event) => {
      if (event.lastEventId) mark = event.lastEventId
      tell(/** @type {News} */ (JSON.parse(event.data)))
    })
  }
  const close = () => {
    source?.close()
    source = null
  }
  const look = () => (document.visibilityState === "visible" ? open() : close())
  document.addEventListener("visibilitychange", look)
  addEventListener("pagehide", close)
  addEventListener("pageshow", (event) => { if (event.persisted) look() })
  look()
}

/** @param {News} news */
function tell(news) {
  let isNew = false
  for (const count of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-news]"))) {
    const number = count.querySelector("[data-number]")
    if (!number || number.textContent === news.shown && count.hidden === (news.count === 0)) continue
    isNew = true
    number.textContent = news.shown
    count.hidden = news.count === 0
  }
  for (const one of news.toasts) toast(one.text, { action: { label: one.label, run: () => { location.href = one.link } } })
  if (isNew || news.toasts.length) void renew()
}

/** Nobody loses the place they are at: a part in use stays as it is. */
async function renew() {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live]:not([data-live-off])"))) {
    if (part.contains(document.activeElement)) continue
    const fresh = await fragment(part.dataset.live ?? "")
    if (fresh && !part.contains(document.activeElement)) part.replaceChildren(fresh)
  }
}
