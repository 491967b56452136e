// @ts-check
/**
 * Forms made from metadata: calendars, lookups, addresses from postal codes, hints of who is there already. Without it every
 * form still works as a form.
 */
import { api, element, fragment, t } from "./kernel.js"
import { openCalendar } from "./calendar.js"
import { choices, placeUnder } from "./picker.js"

const form = document.querySelector("form[data-form]")
if (form instanceof HTMLFormElement) prepare(form)

/** @param {HTMLFormElement} form */
function prepare(form) {
  let isDirty = false
  form.addEventListener("input", () => { isDirty = true })
  form.addEventListener("submit", () => { isDirty = false })
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault() })

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.isComposing) event.preventDefault()
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault()
      form.requestSubmit()
    }
  })

  const problems = document.getElementById("problems")
  if (problems) problems.focus()
  else /** @type {HTMLElement | null} */ (form.querySelector("input:not([type=hidden]), textarea, select"))?.focus()

  for (const input of form.querySelectorAll("[data-day]")) if (input instanceof HTMLInputElement) day(input)
  for (const box of form.querySelectorAll("[data-lookup]")) if (box instanceof HTMLElement) lookup(box)
  const postal = form.querySelector("[data-postal]")
  if (postal instanceof HTMLInputElement) address(form, postal)
  if (form.dataset.duplicates) hints(form, form.dataset.duplicates)
  // A link to a folded field opens what it lies in.
  form.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#f-"]') : null
    const field = link && document.getElementById(link.getAttribute("href")?.slice(1) ?? "")
    if (!field) return
    event.preventDefault()
    field.closest("details")?.setAttribute("open", "")
    field.focus()
  })
}

/** @param {HTMLInputElement} input */
function day(input) {
  /** @type {(() => void) | null} */
  let close = null
  const open = () => {
    if (close) return
    close = openCalendar(input, (typed) => { input.value = typed; input.dispatchEvent(new Event("input", { bubbles: true })); leave() })
  }
  const leave = () => { close?.(); close = null }
  input.addEventListener("click", open)
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && close) { event.stopPropagation(); leave() }
    if (event.key === "ArrowDown" && event.altKey) open()
    if (event.key === "Tab" || event.key === "Enter") leave()
  })
  input.addEventListener("blur", () => setTimeout(leave, 150))
}

/**
 * Words with suggestions below (ARIA combobox); the hidden box beside them holds the id.
 * @param {HTMLElement} box
 */
function lookup(box) {
  const words = /** @type {HTMLInputElement} */ (box.querySelector("input:not([type=hidden])"))
  const id = /** @type {HTMLInputElement} */ (box.querySelector("input[type=hidden]"))
  const list = element("div", { class: "menu menu--pick", popover: "manual", role: "listbox", id: `${words.id}-list`, "aria-label": words.placeholder })
  document.body.append(list)
  words.setAttribute("role", "combobox")
  words.setAttribute("aria-autocomplete", "list")
  words.setAttribute("aria-controls", list.id)
  words.setAttribute("aria-expanded", "false")
  /** @type {import("./picker.js").Choice[]} */
  let shown = []
  let at = -1
  let turn = 0
  let timer = 0

  const close = () => {
    if (list.matches(":popover-open")) list.hidePopover()
    words.setAttribute("aria-expanded", "false")
  }
  /** @param {import("./picker.js").Choice} choice */
  const take = (choice) => {
    words.value = choice.label
    id.value = choice.value
    close()
    words.dispatchEvent(new Event("change", { bubbles: true }))
  }
  /** @param {number} index */
  const mark = (index) => {
    at = index
    for (const [row, one] of [...list.children].entries()) one.setAttribute("aria-selected", String(row === at))
    words.setAttribute("aria-activedescendant", at >= 0 ? `${list.id}-${at}` : "")
    list.children[at]?.scrollIntoView({ block: "nearest" })
  }
  const look = async () => {
    const mine = ++turn
    const found = await choices(box.dataset.object ?? "", box.dataset.field ?? "", "", words.value.trim())
    if (mine !== turn || document.activeElement !== words) return
    shown = found.options
    list.replaceChildren(...shown.map((choice, index) => {
      const row = element("div", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false" }, element("span", { class: "clip" }, choice.label))
      if (choice.hint) row.append(element("small", { class: "muted clip" }, choice.hint))
      row.addEventListener("pointerdown", (event) => { event.preventDefault(); take(choice) })
      return row
    }))
    if (!shown.length) list.replaceChildren(element("p", { class: "menu__head" }, t("見つかりませんでした", "Nothing found")))
    if (!list.matches(":popover-open")) list.showPopover()
    words.setAttribute("aria-expanded", "true")
    placeUnder(words, list)
    mark(words.value ? 0 : -1)
  }
  words.addEventListener("input", () => {
    id.value = ""
    clearTimeout(timer)
    timer = window.setTimeout(look, 120)
  })
  words.addEventListener("focus", () => { if (!words.value) void look() })
  words.addEventListener("blur", close)
  words.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    const isOpen = list.matches(":popover-open")
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      if (!isOpen) return void look()
      mark((at + (event.key === "ArrowDown" ? 1 : shown.length - 1) + shown.length) % Math.max(1, shown.length))
    } else if (event.key === "Enter" && isOpen && shown[at]) {
      event.preventDefault()
      take(shown[at])
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation()
      close()
    }
  })
}

/**
 * A postal code fills the boxes of the address that are still empty.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} postal
 */
function address(form, postal) {
  /** What we wrote ourselves may be written over. @type {Record<string, string>} */
  const ours = {}
  postal.addEventListener("input", async () => {
    const digits = postal.value.normalize("NFKC").replace(/\D/g, "")
    if (digits.length !== 7) return
    const reply = await api("GET", `/api/v1/postal-codes/${digits}`)
    const place = reply.ok ? reply.body.data?.[0] : null
    if (!place) return
    for (const [name, value] of [["prefecture", place.prefecture], ["city", place.city], ["street", place.town]]) {
      const box = form.elements.namedItem(name)
      if (!(box instanceof HTMLInputElement) || (box.value && box.value !== ours[name])) continue
      box.value = value ?? ""
      ours[name] = box.value
    }
  })
}

/**
 * Says who may be there already, as soon as enough is typed to tell.
 * @param {HTMLFormElement} form
 * @param {string} path
 */
function hints(form, path) {
  const place = document.getElementById("duplicates")
  const telling = ["last_name", "first_name", "email", "phone", "mobile", "company_name", "name", "corporate_number", "email_domain"]
  let timer = 0
  let turn = 0
  const look = async () => {
    const mine = ++turn
    const query = new URLSearchParams()
    for (const name of telling) {
      const box = form.elements.namedItem(name)
      if (box instanceof HTMLInputElement && box.value.trim()) query.set(name, box.value.trim())
    }
    const id = /\/([0-9A-HJKMNP-TV-Z]{13})\/edit$/.exec(form.action)?.[1]
    if (id) query.set("id", id)
    const found = [...query.keys()].length ? await fragment(`${path}?${query}`) : null
    if (mine === turn) place?.replaceChildren(...(found?.childNodes ?? []))
  }
  form.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLInputElement) || !telling.includes(event.target.name)) return
    clearTimeout(timer)
    timer = window.setTimeout(look, 400)
  })
}
