// @ts-check
/** Moves the bar of work that takes long, and shows how it ended. */
import { api } from "./kernel.js"

const place = document.querySelector("[data-job]")
if (place instanceof HTMLElement && !("finished" in place.dataset)) {
  place.querySelector("[data-look]")?.remove()
  const look = async () => {
    const reply = await api("GET", `/api/v1/jobs/${place.dataset.job}`)
    if (["done", "failed", "cancelled"].includes(reply.body?.state)) return location.reload()
    const progress = reply.body?.progress
    if (progress) show(progress)
    setTimeout(look, 700)
  }
  setTimeout(look, 300)
}

/** @param {{done: number, total: number | null, label: string}} progress */
function show(progress) {
  const told = place?.querySelector("[data-told]")
  if (told) told.textContent = progress.label
  const bar = place?.querySelector("[role=progressbar]")
  if (!bar || !progress.total) return
  const percent = String(Math.floor((progress.done * 100) / progress.total))
  bar.setAttribute("aria-valuenow", percent)
  const fill = bar.firstElementChild
  if (fill instanceof HTMLElement) fill.style.setProperty("--v", percent)
}
