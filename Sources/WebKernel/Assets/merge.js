// @ts-check
/**
 * Comparing two records: the last column follows what is chosen.
 */
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
  for (const button of form.querySelectorAll("[data-all]")) {
    button.addEventListener("click", () => {
      for (const radio of form.querySelectorAll(`input[type=radio][value="${button.getAttribute("data-all")}"]`)) {
        if (!(radio instanceof HTMLInputElement) || radio.disabled) continue
        radio.checked = true
        show(radio)
      }
    })
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
}
