// @ts-check
/**
 * The import wizard: files dropped or chosen go off at once, a change of how to read them reads again, mapping shows its
 * thread and counts its keys while it is done, and progress moves by itself. Without this module every step has its button.
 */
import { language, t } from "./kernel.js"

// MARK: 1 File

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-upload]"))) {
  const zone = /** @type {HTMLElement} */ (form.querySelector("[data-drop]"))
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"))
  const note = /** @type {HTMLElement} */ (form.querySelector("[data-drop-note]"))
  const send = () => {
    const file = input.files?.[0]
    if (!file) return
    zone.setAttribute("aria-busy", "true")
    note.textContent = t(`${file.name} を読んでいます…`, `Reading ${file.name}…`)
    form.requestSubmit()
  }
  input.addEventListener("change", send)
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault()
      zone.classList.add("is-over")
    })
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"))
  zone.addEventListener("drop", (event) => {
    event.preventDefault()
    if (!event.dataTransfer?.files.length) return
    input.files = event.dataTransfer.files
    send()
  })
}

for (const select of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll("select[data-reread]"))) {
  select.addEventListener("change", () => {
    const form = select.form
    if (!form) return
    const act = document.createElement("input")
    Object.assign(act, { type: "hidden", name: "act", value: "read" })
    form.append(act)
    form.submit()
  })
}

// MARK: 2 Mapping

const map = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-map]"))
if (map) {
  let waiting = 0
  /** @type {AbortController | null} */
  let asking = null

  /** Keeps the mapping and shows by what rows can be recognised with it. */
  const ask = async () => {
    asking?.abort()
    asking = new AbortController()
    const panel = /** @type {HTMLElement} */ (map.querySelector("[data-keypanel]"))
    panel.setAttribute("aria-busy", "true")
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(map)) if (typeof value === "string") body.append(name, value)
    try {
      const response = await fetch(map.dataset.keys ?? "", {
        method: "POST", body, signal: asking.signal, headers: { Accept: "text/html", "Accept-Language": language },
      })
      if (response.ok) {
        const holder = document.createElement("template")
        holder.innerHTML = await response.text() // markup of our own, escaped by the server
        panel.replaceChildren(holder.content)
      }
      panel.removeAttribute("aria-busy")
    } catch {
      // A newer change asks anew; without a network the button still sends everything.
    }
  }

  map.addEventListener("change", (event) => {
    const select = event.target
    if (!(select instanceof HTMLSelectElement) || !select.matches("[data-to]")) return
    const row = select.closest("tr")
    const thread = row?.querySelector("[data-thread]")
    thread?.classList.toggle("map__t--off", select.value === "")
    thread?.classList.toggle("map__t--edit", select.value.startsWith("+"))
    const why = row?.querySelector("[data-why]")
    if (why) {
      const tag = document.createElement("span")
      tag.className = select.value.startsWith("+") ? "tag tag--warn" : "tag"
      tag.textContent = select.value.startsWith("+") ? t("新しく作る", "New") : t("自分で選んだ", "Your choice")
      why.replaceChildren(...(select.value ? [tag] : []))
    }
    clearTimeout(waiting)
    waiting = window.setTimeout(ask, 400)
  })
}

// MARK: 3 Rows of the dry run

for (const filter of document.querySelectorAll("[data-filter]")) {
  filter.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null
    if (!button) return
    for (const other of filter.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button))
    const kind = button.dataset.only
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("tr[data-kind]"))) {
      row.hidden = Boolean(kind) && row.dataset.kind !== kind
    }
  })
}

// MARK: 4 Progress

const numbers = new Intl.NumberFormat(language === "ja" ? "ja-JP" : "en-GB")

/**
 * How far a job is, as the server tells it.
 * @typedef {{state: string, finished: boolean, done: number, total: number, percent: number, counts: Record<string, number>}} Progress
 */

for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-progress]"))) {
  const next = box.dataset.next ?? location.pathname
  /** @type {{at: number, done: number} | null} */
  let first = null

  /** @param {Progress} progress */
  const show = (progress) => {
    put(box, "[data-done]", numbers.format(progress.done))
    put(box, "[data-total]", numbers.format(progress.total))
    box.querySelector("[role=progressbar]")?.setAttribute("aria-valuenow", String(progress.percent))
    const bar = /** @type {HTMLElement | null} */ (box.querySelector("[role=progressbar] > i"))
    bar?.style.setProperty("--v", String(progress.percent))
    for (const [name, value] of Object.entries(progress.counts)) put(document, `[data-count="${name}"]`, numbers.format(value))
    const status = /** @type {HTMLElement | null} */ (document.querySelector("[data-working]"))
    if (status && progress.state === "running") status.textContent = status.dataset.working ?? ""
    first ??= { at: performance.now(), done: progress.done }
    const made = progress.done - first.done
    if (made > 0 && !progress.finished) {
      const seconds = Math.ceil(((progress.total - progress.done) / made) * ((performance.now() - first.at) / 1000))
      put(box, "[data-left]", seconds > 90 ? t(`あと約${Math.ceil(seconds / 60)}分`, `about ${Math.ceil(seconds / 60)} min left`) : t(`あと約${seconds}秒`, `about ${seconds} s left`))
    }
  }

  const source = new EventSource(box.dataset.progress ?? "")
  source.addEventListener("message", (event) => {
    const progress = /** @type {Progress} */ (JSON.parse(event.data))
    show(progress)
    if (!progress.finished) return
    source.close()
    location.replace(next)
  })
  source.addEventListener("error", () => {
    // The browser asks again by itself, unless it was told not to: then the page is simply read anew.
    if (source.readyState === EventSource.CLOSED) window.setTimeout(() => location.reload(), 3_000)
  })
}

for (const wait of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-reload]"))) {
  window.setTimeout(() => location.reload(), Number(wait.dataset.reload))
}

/**
 * @param {ParentNode} place
 * @param {string} selector
 * @param {string} text
 */
function put(place, selector, text) {
  const element = place.querySelector(selector)
  if (element) element.textContent = text
}
