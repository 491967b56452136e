// @ts-check
/**
 * Small forms about one deal in a dialog: the stage and what it needs, the next step, people. The server draws them; without
 * this module the same addresses are pages.
 */
import { openCalendar } from "./calendar.js"
import { csrf, element, language, t, toast } from "./kernel.js"

/**
 * @typedef {object} Done
 * @property {string} message
 * @property {string | null} operation What undoes it.
 */

/**
 * Opens the form of an address. Resolves with what was done, or with null when it was left.
 * @param {string} address
 * @returns {Promise<Done | null>}
 */
export async function ask(address) {
  const opener = document.activeElement
  const html = await read(address + (address.includes("?") ? "&" : "?") + "part=dialog")
  if (html === null) {
    toast(t("開けませんでした。電波を確かめて、もう一度押してください。", "It could not be opened. Check the connection and try again."), { tone: "danger" })
    return null
  }
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "dialog", "aria-labelledby": "deal-form-title" }))
  fill(dialog, html)
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    /** @type {Done | null} */
    let outcome = null
    dialog.addEventListener("close", () => {
      dialog.remove()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
      resolve(outcome)
    })
    dialog.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-close]")) dialog.close()
    })
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault()
      const form = event.target
      if (!(form instanceof HTMLFormElement) || form.getAttribute("aria-busy") === "true") return
      form.setAttribute("aria-busy", "true")
      const answer = await send(form, event.submitter)
      form.removeAttribute("aria-busy")
      if (answer === null) {
        complain(form, t("保存できませんでした。電波を確かめて、もう一度押してください。", "Not saved. Check the connection and press again."))
      } else if (typeof answer === "string") {
        fill(dialog, answer)
      } else {
        outcome = answer
        dialog.close()
      }
    })
  })
}

/** @param {string} address */
async function read(address) {
  try {
    const response = await fetch(address, { headers: { Accept: "text/html", "Accept-Language": language } })
    return response.ok ? await response.text() : null
  } catch {
    return null
  }
}

/**
 * What was done, the form again as HTML when something is wrong with it, or null when the network is gone.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 * @returns {Promise<Done | string | null>}
 */
async function send(form, button) {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form, button)) body.append(name, String(value))
  try {
    const response = await fetch(form.action, {
      method: "POST", body, headers: { Accept: "application/json, text/html", "Accept-Language": language, "X-CSRF-Token": csrf() },
    })
    const type = response.headers.get("Content-Type") ?? ""
    if (response.ok && type.includes("application/json")) return await response.json()
    if (type.includes("text/html") && (response.ok || response.status === 422)) return await response.text()
    const problem = type.includes("json") ? await response.json() : null
    complain(form, problem?.title ?? t("うまくいきませんでした。画面を読み直してください。", "Something went wrong. Please reload the page."))
    return ""
  } catch {
    return null
  }
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} html a form drawn by the server, escaped there; empty leaves what is shown.
 */
function fill(dialog, html) {
  if (!html) return
  const holder = document.createElement("template")
  holder.innerHTML = html
  dialog.replaceChildren(holder.content)
  bindDays(dialog)
  const first = dialog.querySelector("[aria-invalid='true'], .field__error ~ *, input:not([type=hidden]):not([type=radio]), textarea, select, input[type=radio]:checked, input[type=radio]")
  if (first instanceof HTMLElement) first.focus()
}

/**
 * Says what is wrong with the whole, keeping everything typed.
 * @param {HTMLFormElement} form
 * @param {string} words
 */
function complain(form, words) {
  form.querySelector("[data-complaint]")?.remove()
  form.querySelector(".dialog__body")?.prepend(element("p", { class: "callout callout--danger", role: "alert", "data-complaint": true }, words))
}

/**
 * Opens the calendar under every field for a day; what is typed goes on working.
 * @param {ParentNode} root
 */
export function bindDays(root) {
  for (const input of root.querySelectorAll("[data-day]")) {
    if (!(input instanceof HTMLInputElement)) continue
    /** @type {(() => void) | null} */
    let close = null
    const leave = () => { close?.(); close = null }
    input.addEventListener("click", () => {
      close ??= openCalendar(input, (typed) => {
        input.value = typed
        input.dispatchEvent(new Event("input", { bubbles: true }))
        leave()
      })
    })
    input.addEventListener("blur", leave)
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && close) event.preventDefault(), event.stopPropagation(), leave()
      else if (event.key === "Tab" || event.key === "Enter") leave()
    })
  }
}
