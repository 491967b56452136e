// @ts-check
/**
 * @ in a note opens the list of colleagues (ARIA listbox under a textbox): ↑ ↓ choose, Enter or Tab takes, Esc closes. While letters
 * are being converted the list follows what stands there and leaves the keys to the conversion.
 */
import { element, t } from "./kernel.js"
import { choices, fold, placeUnder } from "./picker.js"

/** So few that the list needs no scrolling. */
const most = 6

/**
 * @param {HTMLTextAreaElement} text
 * @param {string} collection Of the record the note is about: who may own it can be called.
 */
export function mentions(text, collection) {
  const list = element("div", { class: "menu menu--mention", role: "listbox", id: "mention-list", popover: "manual", "aria-label": t("だれを呼びますか", "Whom to call") })
  text.after(list)
  text.setAttribute("aria-autocomplete", "list")
  text.setAttribute("aria-controls", list.id)
  /** @type {{label: string}[]} */
  let shown = []
  let at = 0
  let start = -1

  const isOpen = () => list.matches(":popover-open")
  const close = () => {
    if (isOpen()) list.hidePopover()
    text.removeAttribute("aria-activedescendant")
    start = -1
  }

  /** Where the @ stands that the caret is behind, and what was typed since. */
  const asked = () => {
    const before = text.value.slice(0, text.selectionStart)
    const found = /(^|[^0-9A-Za-z])[@＠]([^@＠\n]{0,24})$/.exec(before)
    return found ? { start: before.length - found[2].length, words: found[2] } : null
  }

  const look = async () => {
    const wanted = asked()
    if (!wanted) return close()
    // Nobody calls themselves.
    const options = (await choices(collection, "owner_id", "")).options.filter((one) => one.value !== document.body.dataset.user)
    const now = asked()
    if (!now || document.activeElement !== text) return close()
    const folded = fold(now.words)
    shown = options.filter((one) => fold(one.label).includes(folded)).slice(0, most)
    // A name that stands there whole asks for nothing more.
    if (!shown.length || options.some((one) => folded && folded.startsWith(fold(one.label)))) return close()
    start = now.start
    list.replaceChildren(...shown.map((one, index) => {
      const row = element("div", { role: "option", id: `mention-${index}` }, element("span", { class: "clip" }, one.label))
      row.addEventListener("pointerdown", (event) => event.preventDefault())
      row.addEventListener("click", () => take(index))
      return row
    }))
    if (!isOpen()) list.showPopover()
    mark(0)
    placeUnder(text, list)
  }

  /** @param {number} index */
  const mark = (index) => {
    at = index
    for (const row of list.children) row.setAttribute("aria-selected", String(row.id === `mention-${at}`))
    text.setAttribute("aria-activedescendant", `mention-${at}`)
  }

  /** @param {number} index */
  const take = (index) => {
    if (start < 0) return
    text.setRangeText(`${shown[index].label} `, start, text.selectionStart, "end")
    close()
    text.focus()
    text.dispatchEvent(new Event("input", { bubbles: true }))
  }

  text.addEventListener("input", () => void look())
  text.addEventListener("click", () => void look())
  text.addEventListener("blur", close)
  text.addEventListener("keydown", (event) => {
    if (!isOpen() || event.isComposing || event.keyCode === 229) return
    const steps = { ArrowDown: 1, ArrowUp: shown.length - 1 }
    if (event.key in steps) mark((at + steps[/** @type {"ArrowDown" | "ArrowUp"} */ (event.key)]) % shown.length)
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === "Tab" && !event.shiftKey)) take(at)
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
}
