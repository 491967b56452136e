// @ts-check
/** Shows a password while somebody wants to see it. */
import { t } from "./kernel.js"

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = button instanceof HTMLButtonElement ? document.getElementById(button.dataset.reveal ?? "") : null
  if (!(button instanceof HTMLButtonElement) || !(input instanceof HTMLInputElement)) continue
  button.hidden = false
  button.addEventListener("click", () => {
    const isShown = input.type === "password"
    input.type = isShown ? "text" : "password"
    button.setAttribute("aria-pressed", String(isShown))
    button.setAttribute("aria-label", isShown ? t("パスワードを隠す", "Hide the password") : t("パスワードを表示", "Show the password"))
    input.focus()
  })
  // What was typed must not stand in the open when the form is sent, or the browser does not offer to keep it.
  input.form?.addEventListener("submit", () => { input.type = "password" })
}
