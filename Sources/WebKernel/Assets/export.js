// @ts-check
/** Looks how an export is getting on, and shows the file once it is there. */
import { api } from "./kernel.js"

const place = document.querySelector("[data-job]")
if (place instanceof HTMLElement && !("finished" in place.dataset)) {
  const text = place.querySelector(".empty p")
  const look = async () => {
    const reply = await api("GET", `/api/v1/jobs/${place.dataset.job}`)
    if (["done", "failed", "cancelled"].includes(reply.body?.state)) return location.reload()
    if (text && reply.body?.progress?.label) text.textContent = reply.body.progress.label
    setTimeout(look, 800)
  }
  setTimeout(look, 400)
}
