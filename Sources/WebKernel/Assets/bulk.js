// @ts-check
/**
 * What is done with all that is selected in a list, through the bulk route of the API: one operation, one 「元に戻す」. What is too much
 * for a moment becomes a job with a page of its own.
 */
import { api, csrf, element, followJob, t, toast } from "./kernel.js"
import { offerOf } from "./conditions.js"
import { pick } from "./picker.js"

/**
 * @typedef {{ids: string[], isWhole: boolean, count: number, collection: string, label: string, unit: string, one: string, filter: any, isExact: boolean, refresh: () => Promise<void>}} Chosen
 */

/**
 * Does what a button of the bar says. True when something was changed.
 * @param {HTMLElement} button
 * @param {Chosen} chosen
 * @returns {Promise<boolean>}
 */
export async function act(button, chosen) {
  switch (button.dataset.bulk) {
    case "owner": return owner(button, chosen)
    case "field": return field(chosen)
    case "tags": return tags(button, chosen)
    case "delete": return remove(chosen)
    case "post": return post(button.dataset.address ?? "", chosen)
    default: return false
  }
}

const path = (/** @type {Chosen} */ chosen) => `/api/v1/${chosen.collection}/bulk`
const filterOf = (/** @type {Chosen} */ chosen) => (chosen.isWhole ? chosen.filter : { field: "id", is: "in", value: chosen.ids })
const howMany = (/** @type {Chosen} */ chosen) => {
  const isMore = chosen.isWhole && !chosen.isExact
  const number = chosen.count.toLocaleString("ja-JP")
  return t(`${number}${chosen.unit}${isMore ? "以上" : ""}`, `${number}${isMore ? "+" : ""} ${chosen.count === 1 && !isMore ? chosen.one : chosen.unit}`)
}

/**
 * Changes all that is selected alike.
 * @param {Chosen} chosen
 * @param {{set: Record<string, any>} | {add: Record<string, string[]>} | {delete: true}} what
 * @param {string} message
 */
async function change(chosen, what, message) {
  const reply = await api("POST", path(chosen), { filter: filterOf(chosen), ...what })
  if (!reply.ok) {
    toast(reply.message, { tone: "danger" })
    return false
  }
  if (reply.status === 202) {
    followJob(reply.body.id)
    return false
  }
  toast(message, { operation: reply.operation, after: () => void chosen.refresh() })
  return true
}

// MARK: The actions

/** @param {HTMLElement} button @param {Chosen} chosen */
async function owner(button, chosen) {
  const picked = await pick(button, { object: chosen.collection, field: "owner_id", id: "", value: "", label: t("担当", "Owner") })
  if (!picked?.[0]) return false
  const user = await api("GET", `/api/v1/users/${picked[0]}?fields=name`)
  const name = user.body?.name ?? ""
  return change(chosen, { set: { owner_id: picked[0] } }, t(`${howMany(chosen)}の担当を ${name} にしました`, `${howMany(chosen)} now belong to ${name}`))
}

/** @param {HTMLElement} button @param {Chosen} chosen */
async function tags(button, chosen) {
  const picked = await pick(button, { object: chosen.collection, field: "tags", id: "", value: "", label: t("付けるタグ", "Tags to add"), many: true })
  if (!picked?.length) return false
  const words = picked.join(t("、", ", "))
  return change(chosen, { add: { tags: picked } }, t(`${howMany(chosen)}にタグ「${words}」を付けました`, `${howMany(chosen)} tagged “${words}”`))
}

/** @param {Chosen} chosen */
async function remove(chosen) {
  const isSure = await ask(
    t(`${howMany(chosen)}を削除しますか`, `Delete ${howMany(chosen)}?`),
    element("p", {}, t("ごみ箱に入ります。30日のあいだは元に戻せます。", "They go to the recycle bin. You can bring them back for 30 days.")),
    t(`${howMany(chosen)}を削除する`, `Delete ${howMany(chosen)}`), "danger")
  return isSure && change(chosen, { delete: true }, t(`${howMany(chosen)}を削除しました`, `${howMany(chosen)} deleted`))
}

/** Hands what is selected to a page of a feature: the ids, or what the list was filtered by. @param {string} address @param {Chosen} chosen */
function post(address, chosen) {
  const fields = chosen.isWhole ? [["where", JSON.stringify(chosen.filter)]] : chosen.ids.map((id) => ["ids", id])
  const form = /** @type {HTMLFormElement} */ (element("form", { method: "post", action: address, hidden: true },
    element("input", { type: "hidden", name: "csrf", value: csrf() }),
    ...fields.map(([name, value]) => element("input", { type: "hidden", name, value }))))
  document.body.append(form)
  form.submit()
  return false
}

/** One field, one value for all. @param {Chosen} chosen */
async function field(chosen) {
  const offer = await offerOf(chosen.collection)
  const fields = offer?.fields.filter((one) => one.editable) ?? []
  if (!fields.length) return false
  const list = /** @type {HTMLSelectElement} */ (element("select", { class: "select", id: "bulk-field" }, ...fields.map((one) => element("option", { value: one.name }, one.label))))
  const place = element("div", { class: "field" })
  const error = element("p", { class: "field__error", role: "alert" })
  /** @type {() => Promise<{value: any, shown: string}>} */
  let read = async () => ({ value: null, shown: "" })
  const offerValue = () => {
    const info = fields.find((one) => one.name === list.value)
    if (!info) return
    const made = control(info, chosen)
    read = made.read
    place.replaceChildren(element("label", { class: "field__label", for: "bulk-value" }, t("新しい値（空なら値を消します）", "New value (empty clears it)")), made.element)
  }
  list.addEventListener("change", offerValue)
  offerValue()
  const body = element("div", { class: "stack" },
    element("div", { class: "field" }, element("label", { class: "field__label", for: "bulk-field" }, t("変える項目", "Field")), list), place, error)
  let result = { value: null, shown: "" }
  const isSure = await ask(
    t(`${howMany(chosen)}の項目を変える`, `Change a field of ${howMany(chosen)}`), body, t(`${howMany(chosen)}を変える`, `Change ${howMany(chosen)}`), "primary",
    async () => {
      try {
        result = await read()
        return true
      } catch (problem) {
        error.textContent = problem instanceof Error ? problem.message : String(problem)
        return false
      }
    })
  if (!isSure) return false
  const label = fields.find((one) => one.name === list.value)?.label ?? ""
  const message = result.value === null
    ? t(`${howMany(chosen)}の「${label}」を空にしました`, `“${label}” of ${howMany(chosen)} cleared`)
    : t(`${howMany(chosen)}の「${label}」を ${result.shown} にしました`, `“${label}” of ${howMany(chosen)} is now ${result.shown}`)
  return change(chosen, { set: { [list.value]: result.value } }, message)
}

/**
 * @param {import("./conditions.js").FieldInfo} info
 * @param {Chosen} chosen
 * @returns {{element: HTMLElement, read: () => Promise<{value: any, shown: string}>}}
 */
function control(info, chosen) {
  if (info.family === "choice" || info.family === "boolean") {
    const options = info.options ?? [{ value: "true", label: t("はい", "Yes") }, { value: "false", label: t("いいえ", "No") }]
    const list = /** @type {HTMLSelectElement} */ (element("select", { class: "select", id: "bulk-value" }, element("option", { value: "" }, "—"), ...options.map((one) => element("option", { value: one.value }, one.label))))
    const typed = (/** @type {string} */ text) => (info.family === "boolean" ? text === "true" : text)
    return { element: list, read: async () => ({ value: list.value ? typed(list.value) : null, shown: list.selectedOptions[0]?.label ?? "" }) }
  }
  if (info.family === "reference" || info.family === "choices") {
    /** @type {string[]} */
    let values = []
    const button = element("button", { class: "select", type: "button", id: "bulk-value" }, "—")
    button.addEventListener("click", async () => {
      const picked = await pick(button, { object: chosen.collection, field: info.name, id: "", value: values.join(";"), label: info.label, many: info.family === "choices", mayClear: true })
      if (!picked) return
      values = picked
      const { options } = await (await import("./picker.js")).choices(chosen.collection, info.name, "")
      button.textContent = values.map((value) => options.find((one) => one.value === value)?.label ?? value).join(t("、", ", ")) || "—"
    })
    const value = () => (info.family === "choices" ? (values.length ? values : null) : values[0] ?? null)
    return { element: button, read: async () => ({ value: value(), shown: button.textContent ?? "" }) }
  }
  const box = /** @type {HTMLInputElement} */ (element("input", { class: "input", id: "bulk-value", type: info.family === "day" ? "date" : "text", autocomplete: "off" }))
  return {
    element: box,
    read: async () => {
      if (!box.value.trim()) return { value: null, shown: "" }
      const reply = await api("GET", `/${chosen.collection}/value?field=${encodeURIComponent(info.name)}&text=${encodeURIComponent(box.value)}`)
      if (!reply.ok) throw new Error(reply.message)
      return reply.body
    },
  }
}

/**
 * A question with one filled button.
 * @param {string} title
 * @param {HTMLElement} body
 * @param {string} label
 * @param {"primary" | "danger"} tone
 * @param {() => Promise<boolean>} [check]
 * @returns {Promise<boolean>}
 */
function ask(title, body, label, tone, check = async () => true) {
  const no = element("button", { class: "btn", type: "button" }, t("やめる", "Cancel"))
  const yes = element("button", { class: `btn btn--${tone}` }, label)
  const form = element("form", { method: "dialog" },
    element("div", { class: "dialog__head" }, element("h2", { id: "ask-title" }, title)), element("div", { class: "dialog__body" }, body),
    element("div", { class: "dialog__foot" }, no, yes))
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "dialog", "aria-labelledby": "ask-title" }, form))
  document.body.append(dialog)
  return new Promise((resolve) => {
    let isSure = false
    no.addEventListener("click", () => dialog.close())
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      if (!(await check())) return
      isSure = true
      dialog.close()
    })
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(isSure)
    })
    dialog.showModal()
  })
}
