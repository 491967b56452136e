// @ts-check
/**
 * Comparing two records: the last column follows what is chosen, and single keys choose and decide.
 */
import { api, isTyping } from "./kernel.js"

const form = document.querySelector("form[data-merge]")
if (form instanceof HTMLFormElement) {
  /** @param {HTMLInputElement} radio */
  const show = (radio) => {
    const result = document.getElementById(radio.dataset.result ?? "")
    if (result) result.textContent = radio.parentElement?.querySelector("span")?.textContent ?? ""
  }
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "radio") show(event.target)
  })
  /**
   * The field that has the focus, or all of them.
   * @param {string} side
   */
  const choose = (side) => {
    const focused = document.activeElement
    const name = focused instanceof HTMLInputElement && focused.type === "radio" && focused.form === form ? focused.name : null
    for (const radio of form.querySelectorAll(`input[type=radio][value="${side}"]`)) {
      if (!(radio instanceof HTMLInputElement) || radio.disabled || (name && radio.name !== name)) continue
      radio.checked = true
      show(radio)
      if (name) radio.focus()
    }
  }
  for (const button of form.querySelectorAll("[data-all]")) {
    button.addEventListener("click", () => choose(button.getAttribute("data-all") ?? ""))
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || event.defaultPrevented || document.querySelector("dialog[open]")) return
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      return form.requestSubmit()
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.body.dataset.keys === "off") return
    const key = event.key.toLowerCase()
    if (key === "a" || key === "b") choose(key === "a" ? "winner" : "loser")
    // A link or a button that has the focus does its own work.
    else if (event.key === "Enter" && !(event.target instanceof Element && event.target.closest("a, button, input, summary"))) form.requestSubmit()
    else return
    event.preventDefault()
  })
}

// MARK: A scan under way

const scan = document.querySelector("[data-scan]")
if (scan instanceof HTMLElement) {
  const look = async () => {
    const reply = await api("GET", `/api/v1/jobs/${scan.dataset.scan}`)
    if (!reply.ok || !["waiting", "running"].includes(reply.body.state)) return location.reload()
    if (reply.body.progress) scan.textContent = reply.body.progress.label
    setTimeout(() => void look(), 1000)
  }
  setTimeout(() => void look(), 1000)
}
