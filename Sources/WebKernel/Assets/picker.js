// @ts-check
/**
 * Choosing from a list, with or without a search: the menu that inline edit and forms open (ARIA combobox and listbox).
 */
import { api, element, icon, t } from "./kernel.js"

/**
 * @typedef {{value: string, label: string, hint?: string | null, colour?: string | null}} Choice
 * @typedef {{options: Choice[], isOpen: boolean, searches: boolean}} Choices
 */

/** @type {Map<string, Promise<Choices>>} */
const known = new Map()

/**
 * The choices of a field; those that are not searched are fetched once per page.
 * @param {string} object
 * @param {string} field
 * @param {string} id
 * @param {string} [words]
 * @returns {Promise<Choices>}
 */
export function choices(object, field, id, words = "") {
  const path = `/inline/${object}/fields/${field}?id=${id}&q=${encodeURIComponent(words)}`
  const found = known.get(path)
  if (found) return found
  const asked = api("GET", path).then((reply) => {
    if (reply.ok) return reply.body
    known.delete(path)
    return { options: [], isOpen: false, searches: false }
  })
  known.set(path, asked)
  return asked
}

/**
 * Opens the menu under an element. Resolves with the chosen values, or with null when nothing was chosen.
 * @param {HTMLElement} anchor
 * @param {{object: string, field: string, id: string, value: string, label: string, many?: boolean, mayClear?: boolean}} ask
 * @returns {Promise<string[] | null>}
 */
export async function pick(anchor, ask) {
  const first = await choices(ask.object, ask.field, ask.id)
  const chosen = new Set(ask.value ? ask.value.split(";") : [])
  const before = [...chosen].join(";")
  const hasSearch = first.searches || first.isOpen || first.options.length > 8
  const list = element("div", { role: "listbox", id: "picker-list", "aria-label": ask.label, ...(ask.many ? { "aria-multiselectable": "true" } : {}) })
  const input = /** @type {HTMLInputElement} */ (element("input", {
    class: "input input--sm", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "picker-list", "aria-autocomplete": "list",
    "aria-label": ask.label, autocomplete: "off", placeholder: first.isOpen ? t("入力して Enter で追加", "Type and press Enter") : t("名前・かな・会社でさがす", "Search"),
  }))
  const menu = element("div", { class: "menu menu--pick", popover: "auto" }, ...(hasSearch ? [input] : []), list)
  // Outside a modal dialog nothing can be pressed while it is open.
  ;(anchor.closest("dialog") ?? document.body).append(menu)

  return new Promise((resolve) => {
    /** @type {Choice[]} */
    let shown = []
    let at = 0
    let isDone = false

    /** @param {string[] | null} values */
    const finish = (values) => {
      if (isDone) return
      isDone = true
      if (menu.matches(":popover-open")) menu.hidePopover()
      menu.remove()
      resolve(values)
    }

    /** @param {Choice} choice */
    const take = (choice) => {
      if (!ask.many) return finish(choice.value ? [choice.value] : [])
      if (chosen.has(choice.value)) chosen.delete(choice.value)
      else chosen.add(choice.value)
      input.value = ""
      void show(first.options)
      if (hasSearch) input.focus()
    }

    /** @param {Choice[]} options */
    const show = (options) => {
      const words = input.value.trim()
      shown = [...options]
      if (ask.many) for (const value of chosen) if (!shown.some((one) => one.value === value)) shown.unshift({ value, label: value })
      if (first.isOpen && words && !shown.some((one) => one.label === words)) shown.unshift({ value: words, label: t(`「${words}」を追加`, `Add “${words}”`) })
      if (!words && ask.mayClear && !ask.many && chosen.size) shown.push({ value: "", label: t("空にする", "Clear") })
      at = Math.max(0, shown.findIndex((one) => chosen.has(one.value)))
      if (words || ask.many && at >= shown.length) at = 0
      list.replaceChildren(...shown.map((choice, index) => {
        const row = element("div", { role: "option", id: `picker-${index}`, "aria-selected": String(index === at), tabindex: "-1" })
        if (choice.colour) {
          const dot = element("span", { class: "status" }, choice.label)
          dot.style.setProperty("--dot", choice.colour)
          row.append(dot)
        } else row.append(element("span", { class: choice.value ? "clip" : "muted" }, choice.label))
        if (choice.hint) row.append(element("small", { class: "muted clip" }, choice.hint))
        if (choice.value && chosen.has(choice.value)) {
          const tick = element("span", { class: "tick" }, icon("check"))
          row.append(tick, element("span", { class: "sr" }, t("選択中", "chosen")))
        }
        row.addEventListener("pointerdown", (event) => event.preventDefault())
        row.addEventListener("click", () => take(choice))
        row.addEventListener("pointermove", () => mark(index))
        return row
      }))
      if (!shown.length) list.replaceChildren(element("p", { class: "menu__head" }, t("見つかりませんでした", "Nothing found")))
      mark(at)
      placeUnder(anchor, menu)
    }

    /** @param {number} index */
    const mark = (index) => {
      at = index
      for (const row of list.children) row.setAttribute("aria-selected", String(row.id === `picker-${at}`))
      document.getElementById(`picker-${at}`)?.scrollIntoView({ block: "nearest" })
      ;(hasSearch ? input : list).setAttribute("aria-activedescendant", `picker-${at}`)
    }

    let timer = 0
    let asked = 0
    input.addEventListener("input", () => {
      const words = input.value.trim()
      if (!first.searches) {
        const folded = fold(words)
        return show(first.options.filter((one) => fold(one.label).includes(folded) || fold(one.hint ?? "").includes(folded)))
      }
      clearTimeout(timer)
      timer = window.setTimeout(async () => {
        const turn = ++asked
        const found = await choices(ask.object, ask.field, ask.id, words)
        if (turn === asked && !isDone) show(found.options)
      }, 120)
    })

    menu.addEventListener("keydown", (event) => {
      if (event.isComposing) return
      const steps = { ArrowDown: 1, ArrowUp: -1 }
      if (event.key in steps && shown.length) {
        event.preventDefault()
        event.stopPropagation()
        mark((at + steps[/** @type {"ArrowDown" | "ArrowUp"} */ (event.key)] + shown.length) % shown.length)
      } else if (event.key === "Enter") {
        event.preventDefault()
        if (ask.many && !input.value && hasSearch && event.target === input && chosenText() !== before) return finish([...chosen])
        if (shown[at]) take(shown[at])
      } else if (event.key === "Escape") {
        event.preventDefault()
        event.stopPropagation()
        finish(null)
      } else if (event.key === "Tab") {
        finish(ask.many && chosenText() !== before ? [...chosen] : null)
      } else if (!hasSearch && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
        event.stopPropagation()
        const next = shown.findIndex((one, index) => index > at && one.label.startsWith(event.key))
        const any = next >= 0 ? next : shown.findIndex((one) => one.label.startsWith(event.key))
        if (any >= 0) mark(any)
      }
    })
    const chosenText = () => [...chosen].join(";")
    menu.addEventListener("toggle", () => {
      if (!menu.matches(":popover-open")) finish(ask.many && chosenText() !== before ? [...chosen] : null)
    })

    menu.showPopover()
    show(first.options)
    if (hasSearch) input.focus()
    else {
      list.tabIndex = 0
      list.focus()
    }
  })
}

/** Width, case and kana as one, for looking through short lists. */
export const fold = (/** @type {string} */ text) =>
  text.normalize("NFKC").toLowerCase().replace(/\s/g, "").replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))

/**
 * Puts a popover under what it belongs to, above where there is no room; on phones the style makes it a sheet.
 * @param {HTMLElement} anchor
 * @param {HTMLElement} menu
 */
export function placeUnder(anchor, menu) {
  const box = anchor.getBoundingClientRect()
  menu.style.position = "fixed"
  menu.style.margin = "0"
  const left = Math.min(box.left, innerWidth - menu.offsetWidth - 8)
  const below = box.bottom + 4 + menu.offsetHeight <= innerHeight
  menu.style.left = `${Math.max(8, left)}px`
  menu.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - menu.offsetHeight - 4)}px`
}
