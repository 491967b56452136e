// @ts-check
/**
 * さがす (Ctrl K): records first, then what can be done with the first of them, then places. ARIA combobox pattern; the
 * server draws the options, this module moves through them.
 */
import { element, fragment, icon, t } from "./kernel.js"

const recentKey = "enishi.recent"

/** @type {HTMLDialogElement | null} */
let dialog = null
/** @type {AbortController | null} */
let asking = null
let waiting = 0
/** The words whose answer is shown; null until there is one. @type {string | null} */
let answered = null
/** What Enter asked for while the answer was still on its way. @type {"here" | "tab" | null} */
let wanted = null

export function open() {
  if (dialog?.open) return
  answered = wanted = null
  dialog = build()
  document.body.append(dialog)
  dialog.showModal()
  void show("")
}

/**
 * Keeps what was opened, newest first: `<main data-visit="title" data-visit-link data-visit-icon>`.
 * @param {HTMLElement} page
 */
export function remember(page) {
  const { visit: title, visitLink: link, visitIcon: drawing } = page.dataset
  if (!title || !link) return
  const others = recent().filter((one) => one.link !== link)
  try {
    localStorage.setItem(recentKey, JSON.stringify([{ title, link, icon: drawing ?? "clock" }, ...others].slice(0, 8)))
  } catch {
    // A full or closed store only costs the list of recent records.
  }
}

/** @returns {{title: string, link: string, icon: string}[]} */
function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(recentKey) ?? "[]")
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.title === "string" && /^\/[^/]/.test(one?.link)) : []
  } catch {
    return []
  }
}

function build() {
  const label = t("会社名・人・商談・操作をさがす", "Search companies, people, deals, commands")
  const input = element("input", {
    "aria-label": label, role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    autocomplete: "off", spellcheck: "false", enterkeyhint: "go", placeholder: label,
  })
  const list = element("div", { class: "menu", role: "listbox", id: "palette-list", "aria-label": t("見つかったもの", "Results") })
  const made = /** @type {HTMLDialogElement} */ (
    element("dialog", { class: "cmdk", "aria-label": t("さがす", "Search") },
      element("div", { class: "cmdk__in" }, icon("search"), input,
        element("span", { class: "xs muted hide-s" }, t("かな・漢字・電話の下4桁", "Names, companies, phone digits")), element("kbd", {}, "Esc")),
      list,
      element("div", { class: "cmdk__foot hide-s" },
        element("span", {}, element("kbd", {}, "↑"), element("kbd", {}, "↓"), t("選ぶ", "choose")),
        element("span", {}, element("kbd", {}, "↵"), t("開く", "open")),
        element("span", {}, element("kbd", {}, "Ctrl"), element("kbd", {}, "↵"), t("新しいタブ", "new tab")))))
  input.addEventListener("input", () => {
    wanted = null
    clearTimeout(waiting)
    waiting = window.setTimeout(() => void show(typed()), 90)
  })
  made.addEventListener("keydown", (event) => move(/** @type {KeyboardEvent} */ (event)))
  made.addEventListener("click", (event) => {
    if (event.target === made) made.close()
  })
  made.addEventListener("close", () => {
    asking?.abort()
    made.remove()
    dialog = null
  })
  return made
}

const typed = () => dialog?.querySelector("input")?.value.trim() ?? ""

/** @param {string} words */
async function show(words) {
  clearTimeout(waiting)
  asking?.abort()
  asking = new AbortController()
  const list = document.getElementById("palette-list")
  const content = await fragment(`/search/palette?q=${encodeURIComponent(words)}`, asking.signal)
  if (!list || !content || !dialog || words !== typed()) return
  if (!words) content.prepend(...recentOptions())
  list.replaceChildren(content)
  options().forEach((option, at) => (option.id = `palette-${at}`))
  answered = words
  select(0)
  if (wanted) follow(options()[0], wanted)
}

function recentOptions() {
  const kept = recent()
  if (!kept.length) return []
  return [
    element("p", { class: "menu__head", role: "presentation" }, t("最近見たもの", "Recently viewed")),
    ...kept.map((one) =>
      element("a", { class: "cmdk__o", role: "option", href: one.link, tabindex: "-1" }, icon(one.icon), element("span", { class: "clip grow" }, one.title))),
  ]
}

const options = () => /** @type {HTMLElement[]} */ ([...(dialog?.querySelectorAll('[role="option"]') ?? [])])

/** @param {number} at */
function select(at) {
  const all = options()
  if (!all.length) return
  const chosen = all[(at + all.length) % all.length]
  all.forEach((option) => option.setAttribute("aria-selected", String(option === chosen)))
  chosen.scrollIntoView({ block: "nearest" })
  dialog?.querySelector("input")?.setAttribute("aria-activedescendant", chosen.id)
}

/** @param {KeyboardEvent} event */
function move(event) {
  if (event.isComposing) return
  const all = options()
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true")
  if (event.key === "ArrowDown") select(at + 1)
  else if (event.key === "ArrowUp") select(at - 1)
  else if (event.key === "Enter") enter(event.ctrlKey || event.metaKey ? "tab" : "here", all[at])
  else return
  event.preventDefault()
}

/**
 * Opens what is chosen, but never an answer to earlier words: then the first one of the answer that is on its way.
 * @param {"here" | "tab"} where
 * @param {HTMLElement | undefined} option
 */
function enter(where, option) {
  if (answered === typed()) return follow(option, where)
  wanted = where
  void show(typed())
}

/**
 * @param {HTMLElement | undefined} option
 * @param {"here" | "tab"} where
 */
function follow(option, where) {
  wanted = null
  if (!(option instanceof HTMLAnchorElement)) return
  if (where === "tab") window.open(option.href, "_blank", "noopener")
  else location.href = option.href
}
