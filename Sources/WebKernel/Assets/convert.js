// @ts-check
/**
 * The conversion page: what is carried over follows every choice; Ctrl Enter converts.
 */
import { bindDays } from "./deal-dialog.js"
import { csrf, language } from "./kernel.js"

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-convert]"))
let timer = 0
/** @type {AbortController | null} */
let asking = null

/** What was searched for last: the candidates change only with it, and with the account that is chosen. */
let searched = ""

if (form) bindDays(form)

form?.addEventListener("input", (event) => {
  const field = event.target
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return
  // Words change what is found, choices what is carried; what the new deal is called changes neither.
  const isChoice = field.type === "radio" || field instanceof HTMLSelectElement
  if (field.name === "account_id") check("account")
  if (field.name === "deal_id") check("deal")
  clearTimeout(timer)
  timer = window.setTimeout(refresh, isChoice ? 0 : 350)
})

// Wherever the focus is: on this page there is one thing to send.
document.addEventListener("keydown", (event) => {
  if (!form || event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  form.requestSubmit(/** @type {HTMLButtonElement | null} */ (form.querySelector(".actionbar .btn--primary")))
})

form?.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey) return
  if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.matches("[data-search]")) {
    // Enter in the search finds; it does not convert.
    event.preventDefault()
    clearTimeout(timer)
    void refresh()
  }
})

/** Choosing a candidate chooses "existing". @param {string} name */
function check(name) {
  const existing = form?.querySelector(`input[name="${name}"][value="existing"]`)
  if (existing instanceof HTMLInputElement) existing.checked = true
}

async function refresh() {
  if (!form) return
  asking?.abort()
  asking = new AbortController()
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form)) body.append(name, String(value))
  const words = body.get("account_q") ?? ""
  try {
    const response = await fetch(`${form.action}/preview`, {
      method: "POST", body, signal: asking.signal, headers: { Accept: "text/html", "Accept-Language": language, "X-CSRF-Token": csrf() },
    })
    if (!response.ok) return
    const holder = document.createElement("template")
    holder.innerHTML = await response.text() // drawn by our server, escaped there
    for (const part of holder.content.querySelectorAll("[data-part]")) place(/** @type {HTMLElement} */ (part), words)
    searched = words
  } catch {
    // The next choice asks again; converting checks everything anyway.
  }
}

/**
 * @param {HTMLElement} part
 * @param {string} words
 */
function place(part, words) {
  const old = form?.querySelector(`[data-part="${part.dataset.part}"]`)
  if (!old || old.innerHTML === part.innerHTML) return
  const focused = old.contains(document.activeElement) ? /** @type {HTMLInputElement} */ (document.activeElement) : null
  old.replaceChildren(...part.childNodes)
  if (!focused) return
  const again = old.querySelector(`input[name="${focused.name}"][value="${CSS.escape(focused.value)}"]`)
  if (again instanceof HTMLElement) again.focus({ preventScroll: words === searched })
}
