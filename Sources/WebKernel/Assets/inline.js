// @ts-check
/**
 * Editing where a value stands: click, type, Enter. The markup is written by `FieldView.editable`.
 */
import { api, element, isTyping, t, toast } from "./kernel.js"
import { openCalendar } from "./calendar.js"
import { settle } from "./conflict.js"
import { choices, pick } from "./picker.js"
import { remember } from "./trail.js"
import { forget, isLost, keep, unsent } from "./unsent.js"

/**
 * @typedef {{object: string, id: string, version: number, fields: Record<string, string>, show?: string[], label?: string}} Change
 * @typedef {import("./kernel.js").Reply} Reply
 */

// MARK: Where a control belongs

/** @param {Element} control @returns {{object: string, id: string, version: number}} */
function placeOf(control) {
  const of = (/** @type {string} */ name) => control.closest(`[data-${name}]`)?.getAttribute(`data-${name}`) ?? ""
  return { object: of("object"), id: of("id"), version: Number(of("version")) }
}

/** @param {string} id @returns {HTMLElement[]} */
const controlsOf = (id) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-inline]"))].filter((one) => placeOf(one).id === id)

const keyOf = (/** @type {string} */ object, /** @type {string} */ id, /** @type {string} */ field) => `${object}/${id}/${field}`

// MARK: Saving

/**
 * Saves typed values of one record: tells it with 「元に戻す」, asks when somebody else was faster, keeps what could not be sent.
 * @param {Change} change
 * @returns {Promise<Reply>}
 */
export async function save(change) {
  const { object, id, version, fields } = change
  const show = change.show ?? [...new Set(controlsOf(id).map((one) => one.dataset.field ?? ""))]
  const path = `/inline/${object}/${id}`
  const reply = await api("PATCH", path, { version, fields, show }, { signal: AbortSignal.timeout(20_000) })
  const names = Object.keys(fields)
  if (reply.ok) {
    for (const field of names) forget(keyOf(object, id, field))
    renew(id, reply.body)
    if (reply.operation) {
      toast(reply.body.message, { operation: reply.operation, after: () => void lookAgain(object, id, show) })
      tell(object, id, reply.body)
    }
  } else if (reply.status === 409 && reply.body?.conflicts) {
    const chosen = await settle(reply.body.conflicts)
    const wanted = { ...fields, ...chosen }
    for (const clash of reply.body.conflicts) if (!chosen || !(clash.field in chosen)) delete wanted[clash.field]
    if (chosen && Object.keys(wanted).length) return save({ ...change, version: reply.body.version, fields: wanted })
    await lookAgain(object, id, show)
    return { ...reply, ok: true }
  } else if (isLost(reply)) {
    for (const field of names) {
      keep({
        key: keyOf(object, id, field), kind: "edit", label: change.label ?? field, method: "PATCH", path,
        json: { version, fields: { [field]: fields[field] }, show },
      })
    }
    toast(reply.message, { action: { label: t("もう一度", "Try again"), run: () => void save(change) }, tone: "danger" })
  }
  return reply
}

/** @param {string} object @param {string} id @param {any} body */
function tell(object, id, body) {
  document.dispatchEvent(new CustomEvent("enishi:saved", { detail: { object, id, version: body.version, fields: body.fields } }))
}

/** Shows what the server has now. @param {string} object @param {string} id @param {string[]} show */
async function lookAgain(object, id, show) {
  const reply = await api("GET", `/inline/${object}/${id}?show=${show.join(",")}`)
  if (!reply.ok) return location.reload()
  renew(id, reply.body)
  tell(object, id, reply.body)
}

/**
 * Every value of a record on this page as it is now.
 * @param {string} id
 * @param {{version: number, fields: Record<string, {value: string, text: string, html: string, link: string | null}>}} now
 */
function renew(id, now) {
  for (const holder of document.querySelectorAll("[data-id][data-version]")) {
    if (holder.getAttribute("data-id") === id) holder.setAttribute("data-version", String(now.version))
  }
  for (const control of controlsOf(id)) {
    const look = now.fields[control.dataset.field ?? ""]
    if (!look) continue
    if (control instanceof HTMLInputElement) {
      control.checked = look.value === "true"
      continue
    }
    control.dataset.value = look.value
    control.classList.remove("is-unsent")
    control.innerHTML = look.html // written and escaped by the server
    control.setAttribute("aria-label", `${control.dataset.label ?? ""}: ${look.text || t("未入力", "empty")}`)
    const follow = control.nextElementSibling
    if (follow instanceof HTMLAnchorElement && follow.dataset.follow) {
      follow.hidden = !look.link
      if (look.link) follow.href = look.link
    }
  }
  for (const shown of document.querySelectorAll(`[data-shows][data-id="${CSS.escape(id)}"]`)) {
    const look = now.fields[shown.getAttribute("data-shows") ?? ""]
    if (look) shown.textContent = look.text
  }
}

/** What was typed stays visible although it could not be sent. @param {HTMLElement} control @param {string} typed */
function showUnsent(control, typed) {
  control.classList.add("is-unsent")
  control.textContent = typed || "—"
}

// MARK: Controls

/** @type {{cancel: () => void} | null} */
let open = null

/** Turns a value into its control. @param {HTMLElement} button */
export function edit(button) {
  if (button.classList.contains("is-editing")) return
  open?.cancel()
  const type = button.dataset.type ?? "text"
  if (["picklist", "multi_picklist", "tags", "reference"].includes(type)) void choose(button, type)
  else type_(button, type, button.dataset.value ?? "")
}

/** @param {HTMLElement} button @param {string} type */
async function choose(button, type) {
  const place = placeOf(button)
  button.classList.add("is-editing")
  const values = await pick(button, {
    ...place, field: button.dataset.field ?? "", value: button.dataset.value ?? "", label: button.dataset.label ?? "",
    many: type === "multi_picklist" || type === "tags", mayClear: !("required" in button.dataset),
  })
  button.classList.remove("is-editing")
  button.focus()
  if (!values || values.join(";") === button.dataset.value) return
  await commit(button, values.join(";"))
}

/**
 * A control to type in, in the place of the button.
 * @param {HTMLElement} button
 * @param {string} type
 * @param {string} typed What stands in it at first.
 * @param {string} [problem]
 */
function type_(button, type, typed, problem) {
  const name = button.dataset.label ?? ""
  const isLong = type === "long_text"
  const input = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (element(isLong ? "textarea" : "input", {
    class: isLong ? "textarea" : "input input--sm" + (type === "number" ? " input--num" : ""), "aria-label": name,
    ...(isLong ? { rows: "4" } : { type: "text" }), autocomplete: "off", inputmode: button.dataset.mode ?? "text",
    ...(problem ? { "aria-invalid": "true", "aria-describedby": "inline-problem" } : {}),
    ...(type === "day" ? { placeholder: t("11/30・来週金・+3", "30 Nov, next fri, +3") } : {}),
  }))
  input.value = typed
  const box = element("span", { class: "inline" }, input)
  if (problem) box.append(element("span", { class: "field__error", id: "inline-problem", role: "alert" }, problem))
  box.style.setProperty("--w", `${Math.round(button.getBoundingClientRect().width)}px`)
  button.hidden = true
  button.after(box)
  input.focus()
  input.select()
  const closeCalendar = type === "day" && input instanceof HTMLInputElement
    ? openCalendar(input, (day) => { input.value = day; finish(true, true) }) : () => {}

  let isDone = false
  /** @param {boolean} saves @param {boolean} returns Whether the focus goes back to the value. */
  const finish = (saves, returns) => {
    if (isDone) return
    isDone = true
    open = null
    closeCalendar()
    box.remove()
    button.hidden = false
    if (returns) button.focus()
    if (saves && (input.value !== (button.dataset.value ?? "") || button.classList.contains("is-unsent"))) void commit(button, input.value)
  }
  open = { cancel: () => finish(true, false) }
  input.addEventListener("blur", () => setTimeout(() => { if (!box.contains(document.activeElement)) finish(true, false) }))
  input.addEventListener("keydown", (event) => {
    const key = /** @type {KeyboardEvent} */ (event)
    if (key.isComposing || key.keyCode === 229) return
    if (key.key === "Escape") {
      key.preventDefault()
      key.stopPropagation()
      finish(false, true)
    } else if (key.key === "Enter" && (!isLong || key.ctrlKey || key.metaKey)) {
      key.preventDefault()
      finish(true, true)
    }
  })
}

/** @param {HTMLElement} button @param {string} typed */
async function commit(button, typed) {
  const place = placeOf(button)
  const field = button.dataset.field ?? ""
  const type = button.dataset.type ?? "text"
  button.setAttribute("aria-busy", "true")
  const before = button.dataset.value ?? ""
  const looks = [...button.childNodes].map((node) => node.cloneNode(true))
  if (["text", "long_text", "number", "day"].includes(type)) button.textContent = typed || "—"
  const reply = await save({ ...place, fields: { [field]: typed }, label: button.dataset.label })
  button.removeAttribute("aria-busy")
  if (reply.ok) return
  if (isLost(reply)) return showUnsent(button, type === "picklist" || type === "reference" ? await nameOf(button, typed) : typed)
  if (reply.status === 422 && !["picklist", "multi_picklist", "tags", "reference"].includes(type)) {
    button.dataset.value = before
    button.replaceChildren(...looks)
    return type_(button, type, typed, reply.message)
  }
  toast(reply.message, { tone: "danger" })
  await lookAgain(place.object, place.id, [field])
}

/** @param {HTMLElement} button @param {string} value */
async function nameOf(button, value) {
  const known = await choices(placeOf(button).object, button.dataset.field ?? "", placeOf(button).id)
  return known.options.find((one) => one.value === value)?.label ?? value
}

// MARK: Events of the page

remember()

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-inline]") : null
  if (button instanceof HTMLElement) edit(button)
})

document.addEventListener("change", async (event) => {
  const box = event.target
  if (!(box instanceof HTMLInputElement) || !("inline" in box.dataset) || box.type !== "checkbox") return
  const reply = await save({ ...placeOf(box), fields: { [box.dataset.field ?? ""]: String(box.checked) }, label: box.getAttribute("aria-label") ?? "" })
  if (!reply.ok && !isLost(reply)) {
    box.checked = !box.checked
    toast(reply.message, { tone: "danger" })
  }
})

// What will be asked for is fetched a moment before.
document.addEventListener("pointerover", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-inline]") : null
  if (!(button instanceof HTMLElement) || !["picklist", "multi_picklist", "tags", "reference"].includes(button.dataset.type ?? "")) return
  const place = placeOf(button)
  void choices(place.object, button.dataset.field ?? "", place.id)
})

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "e" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.querySelector("dialog[open]")) return
  const here = document.activeElement
  const button = here?.matches("button[data-inline]") ? here : here?.querySelector("button[data-inline]") ?? document.querySelector("main button[data-inline]")
  if (!(button instanceof HTMLElement) || document.body.dataset.keys === "off") return
  event.preventDefault()
  edit(button)
})

document.addEventListener("enishi:sent", (event) => {
  const { entry, reply } = /** @type {CustomEvent} */ (event).detail
  if (entry.kind !== "edit") return
  const [object, id, field] = entry.key.split("/")
  if (reply.ok) {
    renew(id, reply.body)
    tell(object, id, reply.body)
  } else if (reply.status === 409) {
    event.preventDefault()
    void settle(reply.body.conflicts).then((chosen) =>
      chosen && Object.keys(chosen).length ? save({ object, id, version: reply.body.version, fields: chosen }) : lookAgain(object, id, [field]))
  }
})

// What an earlier page could not send.
for (const entry of unsent()) {
  if (entry.kind !== "edit") continue
  const [, id, field] = entry.key.split("/")
  for (const control of controlsOf(id)) if (control.dataset.field === field && !(control instanceof HTMLInputElement)) showUnsent(control, entry.json.fields[field])
}
