// @ts-check
/**
 * What every module of the browser shares: the language, calls to the API, toasts with undo.
 */

/** @type {"ja" | "en"} */
export const language = document.documentElement.lang === "en" ? "en" : "ja"

/**
 * A text in the reader's language.
 * @param {string} ja
 * @param {string} en
 */
export const t = (ja, en) => (language === "ja" ? ja : en)

/** What proves that a request comes from a page of ours. */
export const csrf = () => document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? ""

/**
 * What came back of a call.
 * @typedef {object} Reply
 * @property {boolean} ok
 * @property {number} status 0 when the network is gone.
 * @property {any} body JSON, or null.
 * @property {string | null} operation What undoes it.
 * @property {string} message What to tell the reader when it was not done.
 */

/**
 * Calls the API for whoever is signed in. Never throws: a lost network is a reply too.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [json]
 * @param {{signal?: AbortSignal, headers?: Record<string, string>}} [more]
 * @returns {Promise<Reply>}
 */
export async function api(method, path, json, more = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "Accept-Language": language, ...more.headers }
  if (method !== "GET") headers["X-CSRF-Token"] = csrf()
  if (json !== undefined) headers["Content-Type"] = "application/json"
  try {
    const response = await fetch(path, {
      method, headers, signal: more.signal, body: json === undefined ? undefined : JSON.stringify(json),
    })
    const text = await response.text()
    const body = text && (response.headers.get("Content-Type") ?? "").includes("json") ? JSON.parse(text) : null
    return {
      ok: response.ok, status: response.status, body, operation: response.headers.get("Enishi-Operation"),
      message: response.ok ? "" : problemText(response.status, body),
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error
    return {
      ok: false, status: 0, body: null, operation: null,
      message: t("保存できませんでした。電波を確かめて「もう一度」を押してください。", "Not saved. Check the connection and press “Try again”."),
    }
  }
}

/**
 * @param {number} status
 * @param {any} body problem+json
 */
function problemText(status, body) {
  if (status === 401) return t("ログインし直してください。", "Please sign in again.")
  const messages = (body?.errors ?? []).map((/** @type {{message: string}} */ error) => error.message)
  return messages.join(" ") || body?.title || t("うまくいきませんでした。もう一度試してください。", "Something went wrong. Please try again.")
}

/**
 * Fetches a part of a page as an element.
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<DocumentFragment | null>}
 */
export async function fragment(path, signal) {
  try {
    const response = await fetch(path, { headers: { Accept: "text/html", "Accept-Language": language }, signal })
    if (!response.ok) return null
    const holder = document.createElement("template")
    holder.innerHTML = await response.text() // markup of our own pages, escaped by the server
    return holder.content
  } catch {
    return null
  }
}

/**
 * One drawing of the sprite.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("class", "icon")
  svg.setAttribute("aria-hidden", "true")
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use")
  use.setAttribute("href", `/static/icons.svg#i-${name}`)
  svg.append(use)
  return svg
}

/**
 * An element with attributes and children; texts stay texts.
 * @param {string} name
 * @param {Record<string, string | boolean | ((event: Event) => void)>} [attributes]
 * @param {...(Node | string)} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.replace(/^on/, ""), value)
    else if (value === true) made.setAttribute(key, "")
    else if (value !== false) made.setAttribute(key, value)
  }
  made.append(...children)
  return made
}

// MARK: Toasts

/** @type {{operation: string, after: (() => void) | undefined} | null} */
let lastUndo = null
let timer = 0

/**
 * Says what was done, for ten seconds with 「元に戻す」 and four without.
 * @param {string} message
 * @param {{operation?: string | null, after?: () => void, action?: {label: string, run: () => void}, tone?: "danger"}} [options]
 *   `operation`: what to undo; `after`: what to do once it is undone (the page is read again when left out).
 */
export function toast(message, options = {}) {
  const place = document.getElementById("toasts")
  if (!place) return
  const box = element("div", { class: "toast" + (options.tone ? ` toast--${options.tone}` : "") }, element("span", {}, message))
  if (options.operation) {
    const operation = options.operation
    lastUndo = { operation, after: options.after }
    box.append(element("button", { class: "btn btn--sm", type: "button", onclick: () => void undoLast() }, icon("undo"), t("元に戻す", "Undo")))
  } else if (options.action) {
    const action = options.action
    box.append(element("button", { class: "btn btn--sm", type: "button", onclick: () => { box.remove(); action.run() } }, action.label))
  }
  place.replaceChildren(box)
  fadeLater(box, options.operation || options.action ? 10_000 : 4_000)
}

/**
 * Takes a toast away after a while, not while it is pointed at or focused.
 * @param {HTMLElement} box
 * @param {number} wait
 */
function fadeLater(box, wait) {
  clearTimeout(timer)
  const leave = () => {
    if (box.matches(":hover, :focus-within")) timer = window.setTimeout(leave, 2_000)
    else box.remove()
  }
  timer = window.setTimeout(leave, wait)
}

/** Undoes what the last toast was about. */
export async function undoLast() {
  const undo = lastUndo
  if (!undo) return
  lastUndo = null
  const reply = await api("POST", `/api/v1/operations/${undo.operation}/undo`, {})
  if (!reply.ok) return toast(reply.message, { tone: "danger" })
  if (reply.status === 202) return followJob(reply.body.id)
  if (undo.after) {
    undo.after()
    toast(t("元に戻しました", "Undone"))
  } else location.reload()
}

/** Shows how a job is getting on that a change of many records became; its page leads back here. @param {string} id */
export const followJob = (id) => { location.href = `/jobs/${id}?back=${encodeURIComponent(location.pathname + location.search)}` }

/** The toast a page came with. */
export function adoptToast() {
  const box = /** @type {HTMLElement | null} */ (document.querySelector("#toasts .toast"))
  if (!box) return
  const form = box.querySelector("form")
  if (form) lastUndo = { operation: form.action.split("/").pop() ?? "", after: undefined }
  fadeLater(box, form ? 10_000 : 4_000)
}

/** Whether single keys would be typed into something. */
export const isTyping = (/** @type {KeyboardEvent} */ event) =>
  event.isComposing || (event.target instanceof HTMLElement && (event.target.isContentEditable || event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")))
