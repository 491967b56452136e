// @ts-check
/**
 * On every page: toasts, theme, help, search, single keys. Each action is named by `data-action` in the markup.
 */
import { adoptToast, api, element, isTyping, t, undoLast } from "./kernel.js"
import "./live.js"
import * as palette from "./palette.js"

adoptToast()

/** @type {Record<string, (button: HTMLElement) => void>} */
const actions = {
  search: () => palette.open(),
  help: () => openDialog("help"),
  keys: () => showKeys(),
  back: () => history.back(),
  theme: () => switchTheme(),
  // On the page of a record its own form opens (record.js); elsewhere it is first said whom it was about.
  log: () => { if (!document.querySelector("[data-composer]")) palette.open() },
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-action]") : null
  if (!(button instanceof HTMLElement)) return
  const action = actions[button.dataset.action ?? ""]
  if (action) {
    button.closest("[popover]")?.hidePopover()
    action(button)
  }
})

/** @param {string} id */
function openDialog(id) {
  const dialog = document.getElementById(id)
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal()
}

// MARK: Theme

/** Goes from what is seen now to the other one, and stays there on this device. */
function switchTheme() {
  const root = document.documentElement
  const now = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")
  root.dataset.theme = now === "dark" ? "light" : "dark"
  document.cookie = `enishi_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`
}

// MARK: Keys

/** G, then one of these. */
const places = { t: "/", l: "/leads", c: "/contacts", a: "/accounts", d: "/deals/board", i: "/import" }
let afterG = 0

/** Single keys are off while typing and where somebody has turned them off. */
const takesSingleKeys = () => document.body.dataset.keys !== "off"

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault()
    actions.search(document.body)
    return
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey && !isTyping(event)) {
    event.preventDefault()
    void undoLast()
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !takesSingleKeys() || event.defaultPrevented) return
  if (document.querySelector("dialog[open]")) return
  const key = event.key.toLowerCase()
  if (Date.now() - afterG < 1500 && key in places) {
    event.preventDefault()
    location.href = places[/** @type {keyof typeof places} */ (key)]
  } else if (key === "g") {
    afterG = Date.now()
  } else if (event.key === "?") {
    event.preventDefault()
    showKeys()
  } else {
    const target = [...document.querySelectorAll("[data-key]")].find((one) => one.getAttribute("data-key") === key)
    if (target instanceof HTMLElement) {
      event.preventDefault()
      target.click()
    }
  }
})

/** The list of keys (design §8), as far as they do something. */
function showKeys() {
  document.getElementById("keys")?.remove()
  /** @type {[string, string][]} */
  const keys = [
    ["Ctrl K", t("さがす・操作する", "Search and commands")],
    ["G → T L C A D I", t("今日・見込み客・連絡先・取引先・商談・取り込み", "Today, leads, contacts, accounts, deals, import")],
    ["N", t("新しく追加", "New")],
    ["R", t("活動を記録", "Log an activity")],
    ["J  K", t("次・前の行", "Next and previous row")],
    ["X", t("行を選ぶ", "Select the row")],
    ["E", t("値を直す（Enter 保存・Esc 戻す）", "Edit the value (Enter saves, Esc restores)")],
    ["←  →", t("ボード：カードを動かす", "Board: move the card")],
    ["M", t("カードを動かすメニュー", "Move the card by menu")],
    ["[  ]", t("前・次の記録", "Previous and next record")],
    ["Ctrl Z", t("直前の変更を元に戻す", "Undo the last change")],
    ["Ctrl Enter", t("送る", "Send")],
    ["?", t("この一覧", "This list")],
  ]
  const rows = keys.map(([key, words]) => element("div", {}, element("dt", {}, ...key.split(" ").filter(Boolean).map((part) => element("kbd", {}, part))), element("dd", {}, words)))
  const dialog = /** @type {HTMLDialogElement} */ (
    element("dialog", { class: "dialog", id: "keys", "aria-labelledby": "keys-title" },
      element("div", { class: "dialog__head" }, element("h2", { id: "keys-title" }, t("キー操作", "Keyboard"))),
      element("div", { class: "dialog__body" }, element("dl", { class: "keys" }, ...rows)),
      element("form", { method: "dialog", class: "dialog__foot" }, element("button", { class: "btn btn--primary" }, t("閉じる", "Close")))))
  document.body.append(dialog)
  dialog.addEventListener("close", () => dialog.remove())
  dialog.showModal()
}

// MARK: Menus that open by popover

document.addEventListener("toggle", (event) => {
  const menu = event.target
  if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]")) return
  const opener = document.querySelector(`[popovertarget="${menu.id}"]`)
  opener?.setAttribute("aria-expanded", String(menu.matches(":popover-open")))
  if (menu.matches(":popover-open")) /** @type {HTMLElement | null} */ (menu.querySelector("a, button"))?.focus()
}, true)

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
  const menu = event.target instanceof Element ? event.target.closest(".menu[popover]") : null
  if (!menu) return
  const items = [...menu.querySelectorAll("a, button")].filter((one) => one instanceof HTMLElement && one.offsetParent !== null)
  const at = items.indexOf(/** @type {Element} */ (document.activeElement))
  const next = items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]
  event.preventDefault()
  if (next instanceof HTMLElement) next.focus()
})

// Buttons that submit say so and cannot be pressed twice; coming back with Back frees them.
document.addEventListener("submit", (event) => {
  const button = event.submitter
  if (!(button instanceof HTMLButtonElement) || event.defaultPrevented || button.closest("dialog form[method=dialog]")) return
  setTimeout(() => { if (!event.defaultPrevented) button.setAttribute("aria-disabled", "true") })
  if (button.getAttribute("aria-disabled") === "true") event.preventDefault()
})
addEventListener("pageshow", () => document.querySelectorAll("button[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled")))

// What was looked at last stands first in the palette.
const visited = document.querySelector("[data-visit]")
if (visited instanceof HTMLElement) palette.remember(visited)

// MARK: Counts of the menu

/** How much waits behind an entry of the menu comes after the page, and is kept for a minute. */
async function fillMenuCounts() {
  for (const address of new Set([...document.querySelectorAll("[data-count]")].map((one) => one.getAttribute("data-count") ?? ""))) {
    const key = `count:${document.body.dataset.user}:${address}`
    let { at, text } = JSON.parse(sessionStorage.getItem(key) ?? "{}")
    // On its own page the number has just changed.
    if (!at || Date.now() - at > 60_000 || address.startsWith(`${location.pathname}/`)) {
      const reply = await api("GET", address)
      if (!reply.ok) continue
      text = reply.body.text
      sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), text }))
    }
    for (const place of document.querySelectorAll(`[data-count="${address}"]`)) {
      place.textContent = text
      if (place instanceof HTMLElement) place.hidden = !text
    }
  }
}
const later = window.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 50))
later(() => void fillMenuCounts())
