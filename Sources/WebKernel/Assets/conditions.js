// @ts-check
/**
 * The condition builder: 項目 / 比べ方 / 値, groups of すべて and どれか, and how many there are while one is choosing.
 */
import { api, element, icon, t } from "./kernel.js"
import { valueOf } from "./condition-values.js"

/**
 * @typedef {{is: string, label: string}} OperatorWord
 * @typedef {{value: string, label: string}} Choice
 * @typedef {{name: string, label: string, family: string, operators: OperatorWord[], options?: Choice[], target?: string, group?: string, searchable?: boolean, editable?: boolean}} FieldInfo
 * @typedef {{fields: FieldInfo[], relations: {name: string, label: string}[], events: {kind: string, label: string}[], periods: Choice[]}} Offer
 * @typedef {{read: () => any, isComplete: () => boolean, element: HTMLElement}} Part
 */

/** @type {Map<string, Promise<Offer | null>>} */
const offers = new Map()

/**
 * What conditions on a list can be made of; fetched once per page.
 * @param {string} collection
 */
export function offerOf(collection) {
  const known = offers.get(collection)
  if (known) return known
  const asked = api("GET", `/${collection}/conditions`).then((reply) => (reply.ok ? /** @type {Offer} */ (reply.body) : null))
  offers.set(collection, asked)
  return asked
}

/**
 * Opens the builder. Resolves with the condition, or with null when it was closed.
 * @param {{collection: string, condition: any, label: string}} ask
 * @returns {Promise<any | null>}
 */
export async function openConditions(ask) {
  const offer = await offerOf(ask.collection)
  if (!offer) return null
  const live = element("div", { class: "seglive__n", role: "status", "aria-live": "polite" }, "…")
  const error = element("p", { class: "field__error", role: "alert" })
  const changed = () => counter.ask(root.read())
  const root = group(offer, ask, asGroup(ask.condition), changed, true)
  const counter = counting(ask.collection, live, error)

  const close = element("button", { class: "btn", type: "button" }, t("やめる", "Cancel"))
  const apply = element("button", { class: "btn btn--primary", type: "submit" }, t("この条件で絞り込む", "Apply"))
  const form = element("form", { method: "dialog" },
    element("div", { class: "dialog__head" }, element("h2", { id: "conditions-title" }, t(`${ask.label}を絞り込む`, `Narrow ${ask.label}`))),
    element("div", { class: "dialog__body stack" }, element("div", { class: "cond" }, root.element), error,
      element("div", { class: "seglive" }, element("div", {}, t("当てはまるのは", "Matches")), live)),
    element("div", { class: "dialog__foot" }, close, apply))
  const dialog = /** @type {HTMLDialogElement} */ (
    element("dialog", { class: "dialog dialog--wide", "aria-labelledby": "conditions-title" }, form))
  document.body.append(dialog)
  const opener = document.activeElement
  counter.ask(root.read())

  return new Promise((resolve) => {
    /** @type {any} */
    let result = null
    close.addEventListener("click", () => dialog.close())
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      if (!root.isComplete()) {
        error.textContent = t("値が空の条件があります。値を入れるか、× で外してください。", "A condition has no value. Fill it in, or remove it with ×.")
        const missing = dialog.querySelector(".cond__row.is-missing :is(input, select, button:not([data-remove]))")
        if (missing instanceof HTMLElement) missing.focus()
        return
      }
      result = root.read()
      dialog.close()
    })
    dialog.addEventListener("close", () => {
      dialog.remove()
      if (opener instanceof HTMLElement) opener.focus()
      resolve(result)
    })
    dialog.showModal()
    const first = dialog.querySelector(".cond__row select")
    if (first instanceof HTMLElement) first.focus()
  })
}

/**
 * Asks how many there are, a moment after the last change.
 * @param {string} collection
 * @param {HTMLElement} place
 * @param {HTMLElement} error
 */
function counting(collection, place, error) {
  let timer = 0
  /** @type {AbortController | null} */
  let running = null
  return {
    /** @param {any} condition */
    ask(condition) {
      clearTimeout(timer)
      running?.abort()
      timer = window.setTimeout(async () => {
        running = new AbortController()
        try {
          const reply = await api("GET", `/${collection}/count?filter=${encodeURIComponent(JSON.stringify(condition))}`, undefined, { signal: running.signal })
          place.textContent = reply.ok ? reply.body.text : "—"
          error.textContent = reply.ok ? "" : reply.message
        } catch {
          // A newer question is on its way.
        }
      }, 120)
    },
  }
}

// MARK: Groups

/** A condition as a group of parts. @param {any} json @returns {{word: "all" | "any", parts: any[]}} */
function asGroup(json) {
  if (Array.isArray(json?.all)) return { word: "all", parts: json.all }
  if (Array.isArray(json?.any)) return { word: "any", parts: json.any }
  return { word: "all", parts: json ? [json] : [] }
}

const isGroup = (/** @type {any} */ json) => Array.isArray(json?.all) || Array.isArray(json?.any)

/**
 * @param {Offer} offer
 * @param {{collection: string}} ask
 * @param {{word: "all" | "any", parts: any[]}} given
 * @param {() => void} changed
 * @param {boolean} isOuter
 * @returns {Part & {onEmpty?: () => void}}
 */
function group(offer, ask, given, changed, isOuter) {
  let word = given.word
  /** @type {Part[]} */
  let parts = []
  const operator = element("button", { class: "cond__op", type: "button" })
  const rows = element("div", { class: "cond__rows" })
  const more = element("div", { class: "row" })
  const box = element("div", { class: "cond__group", role: "group" }, operator, rows, more)

  const say = () => {
    operator.textContent = word === "all" ? t("すべて", "all") : t("どれか", "any")
    operator.setAttribute("aria-label", word === "all" ? t("すべてに合う。押すと「どれかに合う」", "All must hold. Press for any.") : t("どれかに合う。押すと「すべてに合う」", "Any may hold. Press for all."))
  }
  operator.addEventListener("click", () => {
    word = word === "all" ? "any" : "all"
    say()
    changed()
  })
  say()

  /** @param {any} json */
  const add = (json) => {
    const remove = () => {
      parts = parts.filter((one) => one !== part)
      part.element.remove()
      changed()
      const next = box.querySelector("select, button.chip")
      if (next instanceof HTMLElement) next.focus()
    }
    const part = isGroup(json) && isOuter ? withRemove(group(offer, ask, asGroup(json), changed, false), remove) : row(offer, ask, json, changed, remove)
    parts.push(part)
    rows.append(part.element)
    return part
  }

  const addRow = element("button", { class: "chip chip--add", type: "button" }, icon("plus"), t("条件を足す", "Add condition"))
  addRow.addEventListener("click", () => {
    const made = add(null)
    const select = made.element.querySelector("select")
    if (select instanceof HTMLElement) select.focus()
    changed()
  })
  more.append(addRow)
  if (isOuter) {
    const addGroup = element("button", { class: "chip chip--add", type: "button" }, icon("plus"), t("まとまりを足す", "Add group"))
    addGroup.addEventListener("click", () => {
      add({ [word === "all" ? "any" : "all"]: [null, null] })
      changed()
    })
    more.append(addGroup)
  }
  const first = given.parts.length ? given.parts : [null]
  for (const json of first) add(json)
  return {
    element: box,
    isComplete: () => parts.every((one) => one.isComplete()),
    read: () => {
      const all = parts.map((one) => one.read()).filter((one) => one !== null)
      return { [word]: all.length || word === "all" ? all : [{ all: [] }] }
    },
  }
}

/** @param {Part} inner @param {() => void} remove @returns {Part} */
function withRemove(inner, remove) {
  inner.element.append(removal(remove, t("このまとまりを外す", "Remove this group")))
  inner.element.classList.add("cond__group--inner")
  return inner
}

/** @param {() => void} remove @param {string} label */
function removal(remove, label) {
  return element("button", { class: "btn btn--icon btn--ghost btn--sm", type: "button", "aria-label": label, title: label, "data-remove": true, onclick: remove }, icon("x"))
}

// MARK: Rows

/**
 * One test: subject, comparison, value.
 * @param {Offer} offer
 * @param {{collection: string}} ask
 * @param {any} json
 * @param {() => void} changed
 * @param {() => void} remove
 * @returns {Part}
 */
function row(offer, ask, json, changed, remove) {
  const given = readRow(offer, json)
  if (!given) return foreign(json, remove)
  const subject = subjects(offer, given.subject)
  const comparison = /** @type {HTMLSelectElement} */ (element("select", { class: "select select--sm", "aria-label": t("比べ方", "Comparison") }))
  const place = element("div", { class: "cond__value" })
  const box = element("div", { class: "cond__row" }, subject, comparison, place, removal(remove, t("この条件を外す", "Remove this condition")))
  /** @type {import("./condition-values.js").Control} */
  let control

  const settle = (/** @type {any} */ value) => {
    control = valueOf({ offer, collection: ask.collection, subject: subject.value, word: comparison.value, value, changed: noticed })
    place.replaceChildren(control.element)
  }
  const noticed = () => {
    box.classList.toggle("is-missing", control.read() === undefined)
    changed()
  }
  const offerWords = (/** @type {string | undefined} */ chosen) => {
    comparison.replaceChildren(...wordsFor(offer, subject.value).map((one) => element("option", { value: one.is, selected: one.is === chosen }, one.label)))
  }
  subject.addEventListener("change", () => {
    offerWords(undefined)
    settle(undefined)
    noticed()
  })
  comparison.addEventListener("change", () => {
    settle(control.read())
    noticed()
  })
  offerWords(given.word)
  settle(given.value)
  return {
    element: box,
    isComplete: () => {
      const isMissing = control.read() === undefined
      box.classList.toggle("is-missing", isMissing)
      return !isMissing
    },
    read: () => writeRow(subject.value, comparison.value, control.read()),
  }
}

/** A part that cannot be changed here stays as it is and can be removed. @param {any} json @param {() => void} remove @returns {Part} */
function foreign(json, remove) {
  const text = json?.search ? t(`「${json.search}」を含む`, `“${json.search}” is found in it`) : t("ここでは直せない条件", "A condition that cannot be changed here")
  return {
    element: element("div", { class: "cond__row cond__row--foreign" }, element("span", { class: "muted" }, text), removal(remove, t("この条件を外す", "Remove this condition"))),
    isComplete: () => true, read: () => json,
  }
}

/** @param {Offer} offer @param {string} chosen */
function subjects(offer, chosen) {
  const option = (/** @type {string} */ value, /** @type {string} */ label) => element("option", { value, selected: value === chosen }, label)
  const groups = new Map()
  for (const field of offer.fields) {
    const name = field.group ?? t("項目", "Fields")
    groups.set(name, [...(groups.get(name) ?? []), option(`field:${field.name}`, field.label)])
  }
  if (offer.relations.length) groups.set(t("関連", "Related"), offer.relations.map((one) => option(`has:${one.name}`, one.label)))
  if (offer.events.length) groups.set(t("できごと", "Events"), offer.events.map((one) => option(`event:${one.kind}`, one.label)))
  return /** @type {HTMLSelectElement} */ (
    element("select", { class: "select select--sm", "aria-label": t("項目", "Field") },
      ...[...groups].map(([label, options]) => element("optgroup", { label }, ...options))))
}

/** @param {Offer} offer @param {string} subject @returns {OperatorWord[]} */
function wordsFor(offer, subject) {
  const [kind, name] = cut(subject)
  if (kind === "field") return offer.fields.find((one) => one.name === name)?.operators ?? []
  const counted = kind === "has" ? t("が次の件数以上", "at least this many") : t("が次の回数以上", "at least this often")
  return [
    { is: "there", label: kind === "has" ? t("がある", "exist") : t("があった", "happened") },
    { is: "missing", label: kind === "has" ? t("がない", "do not exist") : t("がない", "did not happen") }, { is: "atleast", label: counted },
  ]
}

/** @param {string} subject */
export const cut = (subject) => [subject.slice(0, subject.indexOf(":")), subject.slice(subject.indexOf(":") + 1)]

/**
 * What of a condition the builder can show; null: something else.
 * @param {Offer} offer
 * @param {any} json
 * @returns {{subject: string, word: string | undefined, value: any} | null}
 */
function readRow(offer, json) {
  if (json === null || json === undefined) {
    const first = offer.fields.find((one) => one.family === "choice") ?? offer.fields[0]
    return { subject: `field:${first?.name}`, word: undefined, value: undefined }
  }
  if (typeof json.field === "string") {
    const field = offer.fields.find((one) => one.name === json.field)
    let word = json.is
    let value = json.value
    // One of a list and equal to one are the same question.
    if (field?.family === "choice" && (word === "eq" || word === "ne")) [word, value] = [word === "eq" ? "in" : "not_in", [value]]
    return field?.operators.some((one) => one.is === word) ? { subject: `field:${field.name}`, word, value: value ?? null } : null
  }
  const isNegated = json.not !== undefined
  const inner = isNegated ? json.not : json
  const count = inner.count
  if (inner.where || (count && (isNegated || count.is !== "gte"))) return null
  const word = isNegated ? "missing" : count ? "atleast" : "there"
  if (typeof inner.has === "string" && offer.relations.some((one) => one.name === inner.has)) {
    return { subject: `has:${inner.has}`, word, value: { count: count?.value } }
  }
  if (typeof inner.event === "string" && offer.events.some((one) => one.kind === inner.event)) {
    return { subject: `event:${inner.event}`, word, value: { count: count?.value, within: inner.within } }
  }
  return null
}

/** @param {string} subject @param {string} word @param {any} value */
function writeRow(subject, word, value) {
  if (value === undefined) return null
  const [kind, name] = cut(subject)
  if (kind === "field") return value === null ? { field: name, is: word } : { field: name, is: word, value }
  const count = word === "atleast" ? { count: { is: "gte", value: value.count } } : {}
  const inner = kind === "has" ? { has: name, ...count } : { event: name, ...count, ...(value.within ? { within: value.within } : {}) }
  return word === "missing" ? { not: inner } : inner
}
