// @ts-check
/**
 * Links that open a small form about a deal: `data-dialog`, and those that win or lose it. The page is read again afterwards,
 * then says what was done.
 */
import { ask } from "./deal-dialog.js"
import { toast } from "./kernel.js"

const said = sessionStorage.getItem("enishi-deal-done")
if (said) {
  sessionStorage.removeItem("enishi-deal-done")
  const { message, operation } = JSON.parse(said)
  toast(message, { operation })
}

document.addEventListener("click", async (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
  const link = event.target instanceof Element ? event.target.closest("a[data-dialog], a[href*='/stage?to=']") : null
  if (!(link instanceof HTMLAnchorElement)) return
  event.preventDefault()
  const done = await ask(link.getAttribute("href") ?? "")
  if (!done) return
  sessionStorage.setItem("enishi-deal-done", JSON.stringify(done))
  location.reload()
})
