// @ts-check
/**
 * What could not be sent: kept on this device for whoever is signed in, shown at the top of the page, and sent once the
 * network is back. Nothing that was typed is lost by a tunnel or a closed tab.
 */
import { api, element, icon, t, toast } from "./kernel.js"

/**
 * @typedef {object} Entry
 * @property {string} key What replaces an earlier entry of the same thing: `leads/0K3F…/amount`.
 * @property {string} kind `edit`, `note`: who is told when it is sent.
 * @property {string} label What it is, for people.
 * @property {string} method
 * @property {string} path
 * @property {any} json
 * @property {Record<string, string>} [headers]
 * @property {string} [refused] Why it was not taken.
 */

const place = `enishi.unsent.${document.body.dataset.user ?? "?"}`

/** @returns {Entry[]} */
export function unsent() {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "[]")
  } catch {
    return []
  }
}

/** @param {Entry[]} entries */
function put(entries) {
  try {
    if (entries.length) localStorage.setItem(place, JSON.stringify(entries))
    else localStorage.removeItem(place)
  } catch { /* a full or forbidden store: the value still stands on the page */ }
  showBar()
}

/** @param {Entry} entry */
export function keep(entry) {
  put([...unsent().filter((one) => one.key !== entry.key), entry])
}

/** @param {string} key */
export function forget(key) {
  put(unsent().filter((one) => one.key !== key))
}

/** Whether a reply means that the other side was not reached, so that trying again is right. */
export const isLost = (/** @type {{status: number}} */ reply) => reply.status === 0 || reply.status >= 502 && reply.status <= 504

let isSending = false

/** Sends what waits, in its order; stops at the first that is not reached. */
export async function sendAll() {
  if (isSending) return
  isSending = true
  try {
    for (const entry of unsent()) {
      if (entry.refused) continue
      const reply = await api(entry.method, entry.path, entry.json, { headers: entry.headers, signal: AbortSignal.timeout(20_000) })
      if (isLost(reply)) return
      if (reply.ok) forget(entry.key)
      else if (reply.status !== 409) keep({ ...entry, refused: reply.message })
      else forget(entry.key)
      const event = new CustomEvent("enishi:sent", { detail: { entry, reply }, cancelable: true })
      const isTaken = !document.dispatchEvent(event)
      if (!isTaken) toast(reply.ok ? t(`${entry.label}を送りました`, `Sent: ${entry.label}`) : `${entry.label}: ${reply.message}`, { operation: reply.operation, tone: reply.ok ? undefined : "danger" })
    }
  } finally {
    isSending = false
    showBar()
  }
}

/** The bar of screen 39: how many wait, and why. */
function showBar() {
  const waiting = unsent()
  let bar = document.getElementById("unsent")
  if (!waiting.length && navigator.onLine) return bar?.remove()
  if (!bar) {
    bar = element("div", { class: "offbar", id: "unsent", role: "status" })
    document.getElementById("main")?.prepend(bar)
  }
  const refused = waiting.find((one) => one.refused)
  const words = refused
    ? t(`「${refused.label}」を保存できませんでした。${refused.refused}`, `“${refused.label}” was not saved. ${refused.refused}`)
    : navigator.onLine
      ? t("まだ送れていないものがあります。書いたものは端末に残っています。", "Some things are not sent yet. What you wrote is kept on this device.")
      : t("電波がありません。書いたものは端末に残り、戻ったら送ります。", "No connection. What you write stays on this device and is sent later.")
  const count = waiting.length ? element("b", {}, t(`送信待ち ${waiting.length}件`, `${waiting.length} waiting`)) : ""
  const button = refused
    ? element("button", { type: "button", onclick: () => forget(refused.key) }, t("取り下げる", "Discard"))
    : waiting.length ? element("button", { type: "button", onclick: () => void sendAll() }, t("もう一度", "Try again")) : ""
  bar.replaceChildren(icon("offline"), element("span", {}, words, " ", count), button)
}

addEventListener("online", () => { showBar(); void sendAll() })
addEventListener("offline", showBar)
showBar()
// A mistaken "offline" or a server that restarts: look again once in a while.
setInterval(() => { if (unsent().some((one) => !one.refused)) void sendAll() }, 20_000)
addEventListener("load", () => { if (unsent().length) void sendAll() }, { once: true })
