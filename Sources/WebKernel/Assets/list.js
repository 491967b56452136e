// @ts-check
/**
 * A list on screen: counts of the other views, the condition builder, selection by mouse and keyboard, 「自分が担当」.
 * Without it the list still searches, sorts, turns pages and changes views.
 */
import { api, isTyping, t, toast } from "./kernel.js"
import { openConditions } from "./conditions.js"
import { save } from "./inline.js"
import { act } from "./bulk.js"
import { placeUnder } from "./picker.js"

const root = () => /** @type {HTMLElement} */ (document.getElementById("list"))
const collection = root().dataset.collection ?? ""

// MARK: Counts

/** The counts beside the tabs come after the page, each counted no further than is worth it. */
async function fillCounts() {
  const places = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tabs [data-view]"))]
  const views = places.map((one) => one.dataset.view ?? "")
  const reply = await api("GET", `/${collection}/counts?views=${views.join(",")}`)
  if (!reply.ok) return
  for (const place of places) place.textContent = reply.body.counts[place.dataset.view ?? ""]?.number ?? ""
  const total = document.querySelector("[data-total]")
  if (total) total.textContent = reply.body.total.text
  // Of a long list the page itself says only 「以上」; now it is known better.
  const active = document.querySelector(".tabs [aria-current] [data-view]")?.getAttribute("data-view")
  const isView = !new URLSearchParams(location.search).has("filter") && !new URLSearchParams(location.search).has("q")
  const known = isView && active ? reply.body.counts[active] : null
  if (known && !("exact" in root().dataset)) {
    for (const place of document.querySelectorAll("[data-shown]")) place.textContent = known.text
    root().dataset.count = String(known.value)
    root().toggleAttribute("data-exact", known.exact)
    showSelection()
  }
}

const whenIdle = window.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 50))
whenIdle(() => void fillCounts())

/** Reads the page again and puts the new rows in place; what was selected is not any more. */
export async function refresh() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } })
    if (!response.ok) return location.reload()
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    const fresh = page.getElementById("list")
    if (!fresh) return location.reload()
    root().replaceWith(document.adoptNode(fresh))
    const shown = page.querySelector(".toolbar [data-shown]")
    for (const place of document.querySelectorAll(".toolbar [data-shown]")) place.textContent = shown?.textContent ?? ""
    wholeList = false
    last = null
    showSelection()
    await fillCounts()
  } catch {
    location.reload()
  }
}

// MARK: Conditions and dialogs

document.addEventListener("click", async (event) => {
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest("[data-conditions]")) {
    const condition = await openConditions({ collection, condition: JSON.parse(root().dataset.condition ?? "null"), label: root().dataset.label ?? "" })
    if (condition) go({ filter: JSON.stringify(condition), cursor: null, before: null, at: null })
    return
  }
  const opener = target?.closest("[data-dialog]")
  if (opener instanceof HTMLElement) {
    const dialog = document.getElementById(opener.dataset.dialog ?? "")
    if (dialog instanceof HTMLDialogElement) dialog.showModal()
    return
  }
  if (target?.closest("[data-close]")) target.closest("dialog")?.close()
  const up = target?.closest("[data-up]")
  if (up) {
    const row = up.parentElement
    row?.previousElementSibling?.before(row)
    if (up instanceof HTMLElement) up.focus()
  }
})

// The menus of the list open under their buttons.
for (const menu of document.querySelectorAll("#columns, #sorting, #export")) {
  menu.addEventListener("toggle", () => {
    const opener = document.querySelector(`[popovertarget="${menu.id}"]`)
    if (menu.matches(":popover-open") && opener instanceof HTMLElement && menu instanceof HTMLElement) placeUnder(opener, menu)
  })
}

/** Goes to the same list with some of its address changed. @param {Record<string, string | null>} changes */
function go(changes) {
  const address = new URL(location.href)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) address.searchParams.delete(name)
    else address.searchParams.set(name, value)
  }
  location.href = address.href
}

// MARK: Export

document.addEventListener("submit", async (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !("export" in form.dataset)) return
  event.preventDefault()
  form.hidePopover()
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form, event.submitter)) body.append(name, String(value))
  toast(t("書き出しています…", "Exporting…"))
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } })
    if (!response.ok) throw new Error()
    const { job, page } = await response.json()
    await follow(job, page)
  } catch {
    toast(t("書き出せませんでした。もう一度試してください。", "The export failed. Please try again."), { tone: "danger" })
  }
})

/** Waits for the file, then takes it. @param {string} job @param {string} page */
async function follow(job, page) {
  for (let turn = 0; turn < 400; turn++) {
    const reply = await api("GET", `/api/v1/jobs/${job}`)
    const state = reply.body?.state
    if (state === "done") {
      location.href = `${page}/file`
      const rows = reply.body.result?.rows ?? 0
      return toast(t(`${rows.toLocaleString("ja-JP")}件を書き出しました`, `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"} exported`))
    }
    if (state === "failed" || state === "cancelled" || !reply.ok) throw new Error()
    if (turn === 40) toast(t("時間がかかっています。この画面を離れても続きます。", "This takes a while; it goes on when you leave."), { action: { label: t("様子を見る", "Show"), run: () => { location.href = page } } })
    await new Promise((resolve) => setTimeout(resolve, Math.min(1000, 150 + turn * 25)))
  }
}

// MARK: Selection

/** Whether all that the filter finds is selected, beyond this page. */
let wholeList = false
/** The box that was changed last, where a range begins. @type {HTMLInputElement | null} */
let last = null

const boxes = () => [.../** @type {NodeListOf<HTMLInputElement>} */ (root().querySelectorAll("tbody .tick input"))]

/** What is selected, for the actions. */
export const selection = () => ({
  ids: boxes().filter((box) => box.checked).map((box) => box.value),
  isWhole: wholeList,
  count: wholeList ? Number(root().dataset.count) : boxes().filter((box) => box.checked).length,
})

function showSelection() {
  const bar = root().querySelector(".bulkbar")
  const all = /** @type {HTMLInputElement | null} */ (document.getElementById("all"))
  if (!(bar instanceof HTMLElement) || !all) return
  const chosen = boxes().filter((box) => box.checked).length
  const total = Number(root().dataset.count)
  const isExact = "exact" in root().dataset
  const unit = root().dataset.unit ?? ""
  all.checked = chosen > 0 && chosen === boxes().length
  all.indeterminate = chosen > 0 && !all.checked
  bar.hidden = chosen === 0
  const number = (/** @type {number} */ count) => count.toLocaleString("ja-JP")
  const words = bar.querySelector("[data-selected]")
  if (words) {
    words.textContent = wholeList
      ? t(`${number(total)}${unit}${isExact ? "" : "以上"}すべてを選択中`, `All ${number(total)}${isExact ? "" : "+"} selected`)
      : t(`${number(chosen)}${unit}を選択中`, `${number(chosen)} selected`)
  }
  const whole = bar.querySelector("[data-select-all]")
  if (whole instanceof HTMLElement) {
    whole.hidden = wholeList || !all.checked || (isExact && total <= chosen)
    whole.textContent = t(`${number(total)}${unit}${isExact ? "" : "以上"}すべてを選ぶ`, `Select all ${number(total)}${isExact ? "" : "+"}`)
  }
}

document.addEventListener("click", (event) => {
  const box = event.target
  if (!(box instanceof HTMLInputElement) || !box.matches("#list .tick input")) return
  wholeList = false
  if (box.id === "all") {
    for (const one of boxes()) one.checked = box.checked
  } else {
    if (event.shiftKey && last) range(last, box)
    last = box
  }
  showSelection()
})

/** @param {HTMLInputElement} from @param {HTMLInputElement} to */
function range(from, to) {
  const all = boxes()
  const [low, high] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b)
  if (low >= 0) for (const one of all.slice(low, high + 1)) one.checked = to.checked
}

document.addEventListener("click", async (event) => {
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest("[data-select-all]")) {
    wholeList = true
    return showSelection()
  }
  const button = target?.closest("[data-bulk]")
  if (!(button instanceof HTMLElement)) return
  if (button.dataset.bulk === "clear") return clear()
  const isDone = await act(button, {
    ...selection(), collection, label: root().dataset.label ?? "", unit: root().dataset.unit ?? "", one: root().dataset.one ?? "",
    filter: JSON.parse(root().dataset.filter ?? "{}"), isExact: "exact" in root().dataset, refresh,
  })
  if (isDone) await refresh()
})

function clear() {
  for (const box of boxes()) box.checked = false
  wholeList = false
  showSelection()
}

// MARK: 自分が担当

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-take]") : null
  const row = button?.closest("tr")
  if (!(button instanceof HTMLButtonElement) || !row) return
  button.disabled = true
  const reply = await save({
    object: row.dataset.object ?? "", id: row.dataset.id ?? "", version: Number(row.dataset.version),
    fields: { owner_id: root().dataset.me ?? "" }, show: ["owner_id"], label: t("担当", "Owner"),
  })
  button.disabled = false
  if (!reply.ok) return toast(reply.message, { tone: "danger" })
  const owner = reply.body?.fields?.owner_id
  if (owner) button.outerHTML = owner.html // written and escaped by the server
})

document.addEventListener("enishi:saved", (event) => {
  const { id, fields } = /** @type {CustomEvent} */ (event).detail
  const row = root().querySelector(`tr[data-id="${CSS.escape(id)}"]`)
  // Lists write days of this year without the year.
  const year = `${new Date().getFullYear()}/`
  for (const button of row?.querySelectorAll("button[data-type=day]") ?? []) {
    const text = button.textContent ?? ""
    if (text.startsWith(year)) button.textContent = text.slice(year.length)
  }
  // What was taken and given back has no owner again.
  if (row && fields?.owner_id && !fields.owner_id.value && !row.querySelector("[data-field=owner_id]")) void refresh()
})

// MARK: Keys

/** @param {number} step */
function move(step) {
  const rows = [...root().querySelectorAll("tbody tr")]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))]
  const link = next?.querySelector("a.rowhead")
  if (link instanceof HTMLElement) link.focus()
  return next
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.body.dataset.keys === "off") return
  if (document.querySelector("dialog[open], .menu:popover-open")) return
  const row = document.activeElement?.closest("#list tbody tr")
  const box = /** @type {HTMLInputElement | null} */ (row?.querySelector(".tick input") ?? null)
  const key = event.key.toLowerCase()
  if (event.shiftKey && row && box && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    box.checked = true
    const next = /** @type {HTMLInputElement | null} */ (move(event.key === "ArrowDown" ? 1 : -1)?.querySelector(".tick input") ?? null)
    if (next) next.checked = true
    last = next
    showSelection()
  } else if (key === "j" || (event.key === "ArrowDown" && row)) move(1)
  else if (key === "k" || (event.key === "ArrowUp" && row)) move(-1)
  else if (key === "x" && box) {
    box.checked = !box.checked
    wholeList = false
    last = box
    showSelection()
  } else if (event.key === "/") /** @type {HTMLElement | null} */ (document.querySelector(".listsearch input"))?.focus()
  else if (event.key === "Escape" && selection().count) clear()
  else return
  event.preventDefault()
})

showSelection()
