// @ts-check
/**
 * The page of one record: writing down what was said, the thread, neighbours of the list, files.
 */
import { api, element, fragment, icon, isTyping, t, toast } from "./kernel.js"
import { mentions } from "./mentions.js"
import { neighbours } from "./trail.js"
import { isLost, keep } from "./unsent.js"

const page = document.querySelector("[data-record]")?.getAttribute("data-record") ?? location.pathname

// MARK: The thread

const thread = document.querySelector("[data-timeline]")
let shown = new URLSearchParams(location.search).get("show") ?? ""

/** Reads the newest part of the thread again. */
async function readAgain() {
  if (!(thread instanceof HTMLElement)) return
  thread.setAttribute("aria-busy", "true")
  const fresh = await fragment(`${thread.dataset.timeline}?show=${shown}`)
  thread.removeAttribute("aria-busy")
  if (fresh) thread.replaceChildren(fresh)
}

document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-show], [data-more]") : null
  if (!(link instanceof HTMLAnchorElement) || !(thread instanceof HTMLElement) || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  if (link.dataset.more !== undefined) {
    link.setAttribute("aria-busy", "true")
    const older = await fragment(`${thread.dataset.timeline}?show=${shown}&after=${encodeURIComponent(link.dataset.more)}`)
    if (!older) return toast(t("読み込めませんでした。もう一度押してください。", "Could not be read. Press again."), { tone: "danger" })
    const items = older.querySelectorAll(".tl__item")
    thread.querySelector(".tl")?.append(...items)
    const more = older.querySelector("[data-more]")
    if (more) link.replaceWith(more)
    else link.remove()
    ;/** @type {HTMLElement | null} */ (items[0]?.querySelector("a, button"))?.focus({ preventScroll: true })
    return
  }
  shown = link.dataset.show ?? ""
  for (const one of document.querySelectorAll("[data-show]")) {
    if (one === link) one.setAttribute("aria-current", "true")
    else one.removeAttribute("aria-current")
  }
  history.replaceState(null, "", shown ? `${page}?show=${shown}` : page)
  await readAgain()
})

document.addEventListener("enishi:saved", () => void readAgain())
document.addEventListener("enishi:sent", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.entry.kind === "note") void readAgain()
})

// MARK: The composer

const composer = document.querySelector("[data-composer]")
if (composer instanceof HTMLFormElement) compose(composer)

/** @param {HTMLFormElement} form */
function compose(form) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"))
  const when = /** @type {HTMLInputElement} */ (form.elements.namedItem("happened_at"))
  const state = /** @type {HTMLElement} */ (form.querySelector(".composer__state"))
  const draft = `enishi.draft.${document.body.dataset.user ?? ""}.${form.dataset.id}`
  const kind = () => new FormData(form).get("kind")?.toString() ?? "note"
  let isSending = false
  mentions(text, form.dataset.collection ?? "")

  const restore = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(draft) ?? "null")
      if (!kept || text.value) return
      text.value = kept.text ?? ""
      when.value = kept.when ?? ""
      choose(kept.kind ?? "note")
      if (text.value) state.textContent = t("書きかけを戻しました", "Draft restored")
    } catch { /* an old form of the draft */ }
  }
  const keepDraft = () => {
    try {
      if (text.value.trim()) localStorage.setItem(draft, JSON.stringify({ text: text.value, when: when.value, kind: kind() }))
      else localStorage.removeItem(draft)
    } catch { /* the text still stands in the box */ }
  }
  /** @param {string} wanted */
  const choose = (wanted) => {
    const radio = form.querySelector(`input[name="kind"][value="${CSS.escape(wanted)}"]`)
    if (radio instanceof HTMLInputElement) radio.checked = true
  }

  form.addEventListener("input", () => { state.textContent = ""; keepDraft() })
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    form.requestSubmit()
  })

  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    if (isSending || !text.value.trim()) return text.focus()
    isSending = true
    state.textContent = t("保存中…", "Saving…")
    const typed = when.value.trim() ? await moment(when.value) : { at: null, message: "" }
    if (typed.message) {
      isSending = false
      state.textContent = typed.message
      return when.focus()
    }
    const json = {
      text: text.value, kind: kind(), [form.dataset.field ?? ""]: form.dataset.id,
      // What is sent later has happened now.
      happened_at: typed.at ?? (navigator.onLine ? null : new Date().toISOString()),
    }
    const request = { method: "POST", path: "/api/v1/notes", json, headers: { "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` } }
    const reply = await api(request.method, request.path, request.json, { headers: request.headers, signal: AbortSignal.timeout(20_000) })
    isSending = false
    state.textContent = ""
    if (!reply.ok && !isLost(reply)) {
      state.textContent = reply.message
      return text.focus()
    }
    if (reply.ok) toast(t("記録しました", "Logged"), { operation: reply.operation, after: () => void readAgain() })
    else {
      keep({ key: `note/${request.headers["Idempotency-Key"]}`, kind: "note", label: t("メモ", "Note") + `「${text.value.slice(0, 12)}…」`, ...request })
      toast(t("電波が戻ったら送ります", "Sent as soon as there is a connection"))
    }
    localStorage.removeItem(draft)
    form.reset()
    closeSheet()
    await readAgain()
  })

  /** 記録: the same form, as a sheet on phones. @param {string | undefined} wanted */
  const log = (wanted) => {
    if (wanted) choose(wanted)
    form.classList.add("is-open")
    document.body.classList.toggle("has-sheet", matchMedia("(width < 48rem)").matches)
    form.scrollIntoView({ block: "nearest" })
    text.focus()
  }
  const closeSheet = () => {
    form.classList.remove("is-open")
    document.body.classList.remove("has-sheet")
  }
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) closeSheet() })
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null
    const opener = target?.closest('[data-action="log"]')
    if (opener instanceof HTMLElement) {
      event.preventDefault()
      log(opener.dataset.kind)
    } else if (document.body.classList.contains("has-sheet") && target && !form.contains(target)) closeSheet()
  })
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "r" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.body.dataset.keys === "off" || document.querySelector("dialog[open]")) return
    event.preventDefault()
    log(undefined)
  })
  // Coming back from a call, the sheet waits with 電話 chosen.
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-call], a[href^='tel:']") || !matchMedia("(pointer: coarse)").matches) return
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") log("call") }, { once: true })
  })
  restore()
  if (location.hash === "#composer") log(undefined)
}

/**
 * A typed moment as the API takes it.
 * @param {string} typed
 */
async function moment(typed) {
  const reply = await api("GET", `/inline/notes/read/happened_at?text=${encodeURIComponent(typed)}`)
  if (reply.ok) return { at: reply.body.value, message: "" }
  return { at: null, message: isLost(reply) ? "" : reply.message }
}

// MARK: Neighbours

const trail = neighbours(page)
const crumbs = document.querySelector(".crumbs ol")
if (trail && crumbs) {
  const list = crumbs.querySelector("a")
  if (list && trail.back.startsWith(new URL(list.href).pathname)) list.href = trail.back
  /** @param {string | null} link @param {string} name @param {string} label @param {string} key */
  const step = (link, name, label, key) => link
    ? element("a", { class: "btn btn--icon btn--ghost btn--sm", href: link, "data-key": key, "aria-keyshortcuts": key, "aria-label": label, title: `${label} (${key})` }, icon(name))
    : element("span", { class: "btn btn--icon btn--ghost btn--sm", "aria-hidden": "true", style: "visibility:hidden" })
  crumbs.parentElement?.after(element("div", { class: "trail hide-s" },
    step(trail.previous, "left", t("前の記録", "Previous record"), "["),
    element("span", { class: "xs muted num" }, `${trail.at} / ${trail.count}`),
    step(trail.next, "right", t("次の記録", "Next record"), "]")))
}

// MARK: Files

/** @param {string} path @param {Iterable<File>} files */
async function upload(path, files) {
  for (const file of files) {
    const reply = await send(path, file)
    if (!reply.ok) return toast(reply.message || t("添付できませんでした。もう一度試してください。", "Not attached. Please try again."), { tone: "danger" })
    toast(t(`「${file.name}」を添付しました`, `Attached “${file.name}”`), { operation: reply.operation })
  }
  sessionStorage.setItem("enishi.scroll", String(scrollY))
  location.reload()
}

/** @param {string} path @param {File} file */
async function send(path, file) {
  const { csrf } = await import("./kernel.js")
  try {
    const response = await fetch(`${path}?name=${encodeURIComponent(file.name)}`, {
      method: "POST", body: file, headers: { "Content-Type": "application/octet-stream", "X-CSRF-Token": csrf(), Accept: "application/json" },
    })
    const body = await response.json().catch(() => null)
    const messages = (body?.errors ?? []).map((/** @type {{message: string}} */ one) => one.message)
    return { ok: response.ok, operation: response.headers.get("Enishi-Operation"), message: messages.join(" ") || body?.title || "" }
  } catch {
    return { ok: false, operation: null, message: "" }
  }
}

const chooser = document.querySelector("[data-upload]")
if (chooser instanceof HTMLInputElement) {
  chooser.multiple = true
  chooser.addEventListener("change", () => void upload(chooser.dataset.upload ?? "", chooser.files ?? []))
  const card = chooser.closest(".card")
  card?.addEventListener("dragover", (event) => { event.preventDefault(); card.classList.add("is-over") })
  card?.addEventListener("dragleave", () => card.classList.remove("is-over"))
  card?.addEventListener("drop", (event) => {
    event.preventDefault()
    card.classList.remove("is-over")
    void upload(chooser.dataset.upload ?? "", /** @type {DragEvent} */ (event).dataTransfer?.files ?? [])
  })
}

// MARK: Menu

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null
  if (!(button instanceof HTMLElement)) return
  void navigator.clipboard?.writeText(location.origin + button.dataset.copy).then(() => toast(t("リンクをコピーしました", "Link copied")))
  button.closest("[popover]")?.hidePopover()
})

const menu = document.getElementById("record-menu")
menu?.addEventListener("toggle", () => {
  const opener = document.querySelector('[popovertarget="record-menu"]:not([hidden])')
  const button = [...document.querySelectorAll('[popovertarget="record-menu"]')].find((one) => one instanceof HTMLElement && one.offsetParent) ?? opener
  if (!(button instanceof HTMLElement) || !menu.matches(":popover-open")) return
  void import("./picker.js").then((module) => module.placeUnder(button, menu))
})
