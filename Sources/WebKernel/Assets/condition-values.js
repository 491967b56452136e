// @ts-check
/**
 * The right side of a test in the condition builder: one control per kind of field and comparison.
 */
import { api, element, t } from "./kernel.js"
import { choices, pick } from "./picker.js"
import { cut } from "./conditions.js"

/**
 * @typedef {{element: HTMLElement, read: () => any}} Control `read`: `undefined` as long as something is missing, `null` where no value is needed.
 * @typedef {{offer: import("./conditions.js").Offer, collection: string, subject: string, word: string, value: any, changed: () => void}} Ask
 */

/** @param {Ask} ask @returns {Control} */
export function valueOf(ask) {
  const [kind, name] = cut(ask.subject)
  if (kind !== "field") return counted(ask, kind)
  const field = ask.offer.fields.find((one) => one.name === name)
  if (!field || ask.word === "empty" || ask.word === "not_empty") return { element: element("span"), read: () => null }
  if (["within", "anniversary_within", "changed_within"].includes(ask.word)) return period(ask, typeof ask.value === "string" ? ask.value : undefined, false)
  switch (field.family) {
    case "choice": return several(ask, field.options ?? [])
    case "choices": return field.options?.length ? several(ask, field.options) : words(ask)
    case "boolean": return select(ask, [{ value: "true", label: t("はい", "Yes") }, { value: "false", label: t("いいえ", "No") }], String(ask.value ?? true), (text) => text === "true")
    case "reference": return reference(ask, field)
    case "number": return ask.word === "between" ? range(ask, (value, changed) => number(ask, name, value, changed)) : number(ask, name, ask.value, ask.changed)
    case "day":
    case "instant": return ask.word === "between" ? range(ask, (value, changed) => day(value, changed)) : dayOrPeriod(ask)
    default: return text(ask)
  }
}

/** @param {Record<string, string | boolean>} more */
const input = (more) => /** @type {HTMLInputElement} */ (element("input", { class: "input input--sm", "aria-label": t("値", "Value"), autocomplete: "off", ...more }))

/** @param {Ask} ask @returns {Control} */
function text(ask) {
  const box = input({ type: "text", maxlength: "200", value: typeof ask.value === "string" ? ask.value : "" })
  box.addEventListener("input", ask.changed)
  return { element: box, read: () => box.value.trim() || undefined }
}

/** Words separated by 、 or commas, with what is known offered. @param {Ask} ask @returns {Control} */
function words(ask) {
  const [, name] = cut(ask.subject)
  let chosen = Array.isArray(ask.value) ? ask.value : typeof ask.value === "string" ? [ask.value] : []
  const button = element("button", { class: "select select--sm", type: "button" })
  const say = () => { button.textContent = chosen.join(t("、", ", ")) || t("選ぶ", "Choose") }
  button.addEventListener("click", async () => {
    const picked = await pick(button, { object: ask.collection, field: name, id: "", value: chosen.join(";"), label: t("値", "Value"), many: true })
    if (picked) chosen = picked
    say()
    ask.changed()
  })
  say()
  return { element: button, read: () => (chosen.length ? chosen : undefined) }
}

/** Typed the way people write, 全角 and 万 included; the server says what it means. @param {Ask} ask @param {string} field @param {any} given @param {() => void} changed @returns {Control} */
function number(ask, field, given, changed) {
  /** @type {number | undefined} */
  let value = typeof given === "number" ? given : undefined
  const box = input({ type: "text", inputmode: "decimal", value: value === undefined ? "" : String(value), class: "input input--sm input--num" })
  let turn = 0
  let timer = 0
  box.addEventListener("input", () => {
    clearTimeout(timer)
    const typed = box.value.trim()
    const now = ++turn
    if (/^-?\d+(\.\d+)?$/.test(typed) || !typed) {
      value = typed ? Number(typed) : undefined
      box.removeAttribute("aria-invalid")
      return changed()
    }
    timer = window.setTimeout(async () => {
      const reply = await api("GET", `/${ask.collection}/value?field=${encodeURIComponent(field)}&text=${encodeURIComponent(typed)}`)
      if (now !== turn) return
      value = reply.ok && typeof reply.body.value === "number" ? reply.body.value : undefined
      box.toggleAttribute("aria-invalid", !reply.ok)
      if (!reply.ok) box.setAttribute("aria-invalid", "true")
      box.title = reply.ok ? reply.body.shown : reply.message
      changed()
    }, 150)
  })
  box.addEventListener("change", () => { if (value !== undefined) box.value = String(value) })
  return { element: box, read: () => value }
}

/** @param {any} given @param {() => void} changed @returns {Control} */
function day(given, changed) {
  const box = input({ type: "date", value: typeof given === "string" && /^\d{4}-\d\d-\d\d$/.test(given) ? given : "" })
  box.addEventListener("input", changed)
  return { element: box, read: () => box.value || undefined }
}

/** A day of the calendar, or one that moves with today. @param {Ask} ask @returns {Control} */
function dayOrPeriod(ask) {
  const isNamed = typeof ask.value === "string" && !/^\d{4}-/.test(ask.value)
  const date = day(ask.value, ask.changed)
  const options = [{ value: "", label: t("日付を選ぶ", "A date") }, ...ask.offer.periods]
  if (isNamed && !options.some((one) => one.value === ask.value)) options.push({ value: ask.value, label: ask.value })
  const list = /** @type {HTMLSelectElement} */ (
    element("select", { class: "select select--sm", "aria-label": t("いつ", "When") },
      ...options.map((one) => element("option", { value: one.value, selected: isNamed ? one.value === ask.value : one.value === "" }, one.label))))
  const sync = () => { date.element.hidden = list.value !== "" }
  list.addEventListener("change", () => {
    sync()
    ask.changed()
  })
  sync()
  return { element: element("div", { class: "row row--tight" }, list, date.element), read: () => list.value || date.read() }
}

/**
 * A stretch of days: named, or counted from today.
 * @param {Ask} ask
 * @param {string | undefined} given
 * @param {boolean} mayBeAny
 * @returns {Control}
 */
function period(ask, given, mayBeAny) {
  const counted = /^(past|next)_(\d+)_days$/.exec(given ?? "")
  const isKnown = ask.offer.periods.some((one) => one.value === given)
  const options = [
    ...(mayBeAny ? [{ value: "", label: t("いつでも", "any time") }] : []), ...ask.offer.periods,
    { value: "past", label: t("過去◯日以内", "the past … days") }, { value: "next", label: t("今後◯日以内", "the next … days") },
  ]
  const chosen = isKnown ? given : counted ? counted[1] : mayBeAny ? "" : "this_month"
  const list = /** @type {HTMLSelectElement} */ (
    element("select", { class: "select select--sm", "aria-label": t("期間", "Period") },
      ...options.map((one) => element("option", { value: one.value, selected: one.value === chosen }, one.label))))
  const days = input({ type: "number", min: "1", max: "3660", value: counted?.[2] ?? "60", "aria-label": t("日数", "Days") })
  const sync = () => { days.hidden = list.value !== "past" && list.value !== "next" }
  for (const control of [list, days]) {
    control.addEventListener("input", () => {
      sync()
      ask.changed()
    })
  }
  sync()
  return {
    element: element("div", { class: "row row--tight" }, list, days),
    read: () => {
      if (list.value !== "past" && list.value !== "next") return list.value || (mayBeAny ? null : undefined)
      const count = Number(days.value)
      return Number.isInteger(count) && count > 0 && count <= 3660 ? `${list.value}_${count}_days` : undefined
    },
  }
}

/** @param {Ask} ask @param {import("./conditions.js").Choice[]} options @param {string} chosen @param {(text: string) => any} read @returns {Control} */
function select(ask, options, chosen, read) {
  const list = /** @type {HTMLSelectElement} */ (
    element("select", { class: "select select--sm", "aria-label": t("値", "Value") },
      ...options.map((one) => element("option", { value: one.value, selected: one.value === chosen }, one.label))))
  list.addEventListener("change", ask.changed)
  return { element: list, read: () => read(list.value) }
}

/** Several of a few known answers. @param {Ask} ask @param {import("./conditions.js").Choice[]} options @returns {Control} */
function several(ask, options) {
  const chosen = new Set(Array.isArray(ask.value) ? ask.value : ask.value ? [ask.value] : [])
  const boxes = options.map((one) => {
    const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", value: one.value, checked: chosen.has(one.value) }))
    box.addEventListener("change", ask.changed)
    return { box, label: element("label", {}, box, element("span", {}, one.label)) }
  })
  return {
    element: element("div", { class: "choice choice--sm", role: "group", "aria-label": t("値", "Value") }, ...boxes.map((one) => one.label)),
    read: () => {
      const values = boxes.filter((one) => one.box.checked).map((one) => one.box.value)
      return values.length ? values : undefined
    },
  }
}

/** @param {Ask} ask @param {(value: any, changed: () => void) => Control} end @returns {Control} */
function range(ask, end) {
  const given = Array.isArray(ask.value) ? ask.value : [ask.value?.from, ask.value?.to]
  const from = end(given[0], ask.changed)
  const to = end(given[1], ask.changed)
  return {
    element: element("div", { class: "row row--tight" }, from.element, "–", to.element),
    read: () => (from.read() === undefined && to.read() === undefined ? undefined : [from.read() ?? null, to.read() ?? null]),
  }
}

/** A record, chosen by search; of people also 自分 and 自分のチーム. @param {Ask} ask @param {import("./conditions.js").FieldInfo} field @returns {Control} */
function reference(ask, field) {
  const named = [{ value: "me", label: t("自分", "me") }, { value: "my_team", label: t("自分のチーム", "my team") }]
  /** @type {string | undefined} */
  let value = typeof ask.value === "string" ? ask.value : field.target === "user" ? "me" : undefined
  const button = element("button", { class: "select select--sm", type: "button", "aria-haspopup": "listbox" })
  const say = async () => {
    const known = named.find((one) => one.value === value)
    if (known || !value) return void (button.textContent = known?.label ?? t("選ぶ", "Choose"))
    button.textContent = "…"
    const offered = await choices(ask.collection, field.name, "")
    const found = offered.options.find((one) => one.value === value)
    button.textContent = found?.label ?? (await titleOf(field, value)) ?? t("選んだ記録", "The chosen record")
  }
  button.addEventListener("click", async () => {
    const picked = await pick(button, { object: ask.collection, field: field.name, id: "", value: value ?? "", label: field.label })
    if (picked?.[0]) value = picked[0]
    void say()
    ask.changed()
  })
  void say()
  if (field.target !== "user") return { element: button, read: () => value }
  const quick = named.map((one) => element("button", { class: "chip", type: "button", onclick: () => { value = one.value; void say(); ask.changed() } }, one.label))
  return { element: element("div", { class: "row row--tight row--wrap" }, button, ...quick), read: () => value }
}

/** @param {import("./conditions.js").FieldInfo} field @param {string} id */
async function titleOf(field, id) {
  const reply = await api("GET", `/api/v1/${field.target}s/${id}`)
  if (!reply.ok) return null
  const { name, last_name: last, first_name: first } = reply.body
  return name ?? ([last, first].filter(Boolean).join(" ") || null)
}

/** How many, and when. @param {Ask} ask @param {string} kind @returns {Control} */
function counted(ask, kind) {
  const times = input({ type: "number", min: "1", max: "9999", value: String(ask.value?.count ?? 2), "aria-label": t("回数", "How many") })
  times.hidden = ask.word !== "atleast"
  times.addEventListener("input", ask.changed)
  const when = kind === "event" ? period(ask, ask.value?.within, true) : null
  return {
    element: element("div", { class: "row row--tight" }, times, ...(when ? [when.element] : [])),
    read: () => {
      const count = Number(times.value)
      if (ask.word === "atleast" && !(Number.isInteger(count) && count > 0)) return undefined
      const within = when?.read() ?? null
      return when && when.read() === undefined ? undefined : { count, within }
    },
  }
}
