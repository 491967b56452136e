// @ts-check
/**
 * 商談ボード: cards are moved by mouse, finger, arrow keys or menu. A move is saved at once and can be undone; what a stage
 * needs is asked for; when somebody else was faster, both stages are shown.
 */
import { CardDrag } from "./board-drag.js"
import { ask } from "./deal-dialog.js"
import { api, element, fragment, icon, isTyping, t, toast } from "./kernel.js"
import { placeUnder } from "./picker.js"

/** The lanes in their order, then what ends a deal. */
const lanes = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-board] .lane")])
const zones = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-zones] [data-stage]")])
/** @param {string} stage */
const laneOf = (stage) => lanes().find((lane) => lane.dataset.stage === stage) ?? null
/** @param {string} stage */
const nameOf = (stage) => [...lanes(), ...zones()].find((one) => one.dataset.stage === stage)?.dataset.name ?? ""
/** @param {string} id */
const cardOf = (id) => /** @type {HTMLElement | null} */ (document.querySelector(`[data-board] .dealcard[data-id="${id}"]`))

/** @param {string} words */
function announce(words) {
  const live = document.querySelector("[data-live]")
  if (live) live.textContent = words
}

// MARK: Moving

/**
 * Moves a card to a lane or an end, and saves it.
 * @param {HTMLElement} card
 * @param {HTMLElement} target a lane or a zone
 */
async function move(card, target) {
  const stage = target.dataset.stage ?? ""
  const from = card.closest(".lane")
  if (!(from instanceof HTMLElement) || from.dataset.stage === stage) return
  const id = card.dataset.id ?? ""
  const home = { item: /** @type {HTMLElement} */ (card.parentElement), next: card.parentElement?.nextElementSibling ?? null, list: /** @type {HTMLElement} */ (card.closest("ol")) }
  const goBack = () => home.list.insertBefore(home.item, home.next?.parentElement === home.list ? home.next : null)
  if (target.dataset.kind === "lost") return void finish(id, await ask(`/deals/${id}/stage?to=${stage}&back=/deals/board`))
  if (target.classList.contains("lane")) land(home.item, target)
  else home.item.classList.add("is-leaving")
  card.focus()
  const reply = await api("PATCH", `/api/v1/deals/${id}`, { stage_id: stage, version: Number(card.dataset.version) })
  home.item.classList.remove("is-leaving")
  if (reply.ok) {
    const words = say(card, stage, target.dataset.kind)
    await refresh(id)
    announce(words)
    return toast(words, { operation: reply.operation, after: () => void refresh(id, true) })
  }
  goBack()
  card.focus()
  const errors = reply.body?.errors ?? []
  if (reply.status === 422 && errors.length > 0 && errors.every((/** @type {{code: string}} */ error) => error.code === "required_for_stage")) {
    return void finish(id, await ask(`/deals/${id}/stage?to=${stage}&back=/deals/board`))
  }
  if (reply.status === 409 && reply.body?.conflicts?.length) return settle(card, target, reply.body.conflicts[0])
  announce(reply.message)
  toast(reply.message, { tone: "danger", action: reply.status === 0 ? { label: t("もう一度", "Try again"), run: () => void move(card, target) } : undefined })
}

/**
 * @param {HTMLElement} card
 * @param {string} stage
 * @param {string | undefined} kind
 */
function say(card, stage, kind) {
  const name = card.dataset.name ?? ""
  if (kind === "won") return t(`「${name}」を受注にしました`, `“${name}” is won`)
  return t(`「${name}」を「${nameOf(stage)}」に移しました`, `Moved “${name}” to “${nameOf(stage)}”`)
}

/**
 * After a form has done it.
 * @param {string} id
 * @param {import("./deal-dialog.js").Done | null} done
 */
async function finish(id, done) {
  if (!done) return cardOf(id)?.focus()
  await refresh(id)
  announce(done.message)
  toast(done.message, { operation: done.operation, after: () => void refresh(id, true) })
}

/**
 * Somebody moved the same deal meanwhile: theirs or mine.
 * @param {HTMLElement} card
 * @param {HTMLElement} target
 * @param {{changed_by: string | null}} conflict
 */
async function settle(card, target, conflict) {
  const id = card.dataset.id ?? ""
  const now = await api("GET", `/api/v1/deals/${id}`)
  const theirs = nameOf(now.body?.stage_id ?? "") || t("別の段階", "another stage")
  const who = conflict.changed_by ?? t("ほかの人", "Somebody else")
  const mine = target.dataset.name ?? ""
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "dialog", "aria-labelledby": "clash-title" },
    element("form", { method: "dialog" },
      element("div", { class: "dialog__head" }, element("span", { class: "c-warn" }, icon("swap")),
        element("h2", { id: "clash-title" }, t(`${who}さんが先にこの商談を動かしました`, `${who} moved this deal first`))),
      element("div", { class: "dialog__body" }, element("p", {}, t(
        `「${card.dataset.name}」はいま「${theirs}」にあります。どちらにしますか。`, `“${card.dataset.name}” is in “${theirs}” now. Which one holds?`))),
      element("div", { class: "dialog__foot" },
        element("button", { class: "btn", value: "theirs" }, t(`「${theirs}」のまま`, `Keep “${theirs}”`)),
        element("button", { class: "btn btn--primary", value: "mine", autofocus: true }, t(`「${mine}」にする`, `Move to “${mine}”`))))))
  document.body.append(dialog)
  dialog.showModal()
  dialog.addEventListener("close", async () => {
    dialog.remove()
    await refresh(id, true)
    const fresh = cardOf(id)
    const goal = laneOf(target.dataset.stage ?? "") ?? target
    if (dialog.returnValue !== "mine") return fresh?.focus()
    if (fresh) return void move(fresh, goal)
    // It has left the board: moved as it is, on the newest version.
    card.dataset.version = String(now.body?.version ?? card.dataset.version)
    const reply = await api("PATCH", `/api/v1/deals/${id}`, { stage_id: target.dataset.stage, version: Number(card.dataset.version) })
    await refresh(id, true)
    toast(reply.ok ? say(card, target.dataset.stage ?? "", target.dataset.kind) : reply.message, reply.ok ? { operation: reply.operation, after: () => void refresh(id, true) } : { tone: "danger" })
  })
}

/**
 * Where a card stands in a lane: cards are in the order of their days, those without one first.
 * @param {HTMLElement} card
 * @param {HTMLElement} lane
 * @returns {Element | null} what it stands before
 */
function landing(card, lane) {
  const day = card.dataset.closes ?? ""
  const items = [...lane.querySelectorAll(".lane__body > li")]
  return items.find((item) => {
    const other = item.querySelector(".dealcard")
    if (other === card) return false
    return !(other instanceof HTMLElement) ? item.matches(".lane__more") : (other.dataset.closes ?? "") > day
  }) ?? null
}

/**
 * @param {HTMLElement} item
 * @param {HTMLElement} lane
 */
function land(item, lane) {
  const card = /** @type {HTMLElement} */ (item.querySelector(".dealcard"))
  lane.querySelector(".lane__body")?.insertBefore(item, landing(card, lane))
  item.scrollIntoView({ block: "nearest", inline: "nearest" })
}

/**
 * Reads sums, headings and the moved card again; the whole board after an undo.
 * @param {string} id
 * @param {boolean} [everything]
 */
async function refresh(id, everything = false) {
  const address = new URL(location.href)
  address.searchParams.set("part", "board")
  const fresh = await fragment(address.pathname + address.search)
  const board = document.querySelector("[data-board]")
  const drawn = fresh?.querySelector("[data-board]")
  if (!fresh || !board || !drawn) return location.reload()
  const sums = fresh.querySelector("[data-part='sums']")
  if (sums) document.querySelector("[data-part='sums']")?.replaceWith(sums)
  const isFocused = document.activeElement instanceof HTMLElement && document.activeElement.dataset.id === id
  if (everything) board.replaceChildren(...drawn.childNodes)
  else {
    for (const lane of drawn.querySelectorAll(".lane")) {
      const old = laneOf(/** @type {HTMLElement} */ (lane).dataset.stage ?? "")
      const head = lane.querySelector(".lane__head")
      if (head) old?.querySelector(".lane__head")?.replaceWith(head)
    }
    const card = drawn.querySelector(`.dealcard[data-id="${id}"]`)
    const old = cardOf(id)
    if (card) old?.replaceWith(card)
    else old?.parentElement?.remove()
  }
  if (isFocused || everything) cardOf(id)?.focus({ preventScroll: everything })
}

// MARK: Keys and the menu

document.addEventListener("keydown", (event) => {
  const card = event.target instanceof HTMLElement ? event.target.closest("[data-board] .dealcard") : null
  if (!(card instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
  const lane = /** @type {HTMLElement} */ (card.closest(".lane"))
  const cards = /** @type {HTMLElement[]} */ ([...lane.querySelectorAll(".dealcard")])
  const at = cards.indexOf(card)
  if (event.key === "ArrowDown" || event.key === "j") event.preventDefault(), cards[at + 1]?.focus()
  else if (event.key === "ArrowUp" || event.key === "k") event.preventDefault(), cards[at - 1]?.focus()
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    event.preventDefault()
    const target = lanes()[lanes().indexOf(lane) + (event.key === "ArrowRight" ? 1 : -1)]
    if (!isMovable(card)) return
    if (target) void move(card, target)
    else announce(event.key === "ArrowRight" ? t("最後の段階です。受注・失注は M で選べます。", "This is the last stage. Press M to win or lose it.") : t("最初の段階です。", "This is the first stage."))
  } else if (event.key === "m" || event.key === "M") {
    event.preventDefault()
    if (isMovable(card)) openMenu(card)
  }
})

/** @param {HTMLElement} card */
function isMovable(card) {
  if ("moves" in card.dataset) return true
  const words = t("この商談を動かせるのは担当者です。", "Only its owner can move this deal.")
  announce(words)
  toast(words)
  return false
}

/**
 * The stages to choose from, as the arrow keys and the mouse reach them.
 * @param {HTMLElement} card
 */
function openMenu(card) {
  document.getElementById("move-menu")?.remove()
  const here = /** @type {HTMLElement} */ (card.closest(".lane"))
  const items = [...lanes(), ...zones()].map((target) => element("button", {
    type: "button", role: "menuitem", disabled: target === here,
    onclick: () => { menu.hidePopover(); void move(card, target) },
  }, icon(target.dataset.kind === "won" ? "check" : target.dataset.kind === "lost" ? "x" : "right"), target.dataset.name ?? "",
  ...(target === here ? [element("span", { class: "tick" }, t("いまここ", "here"))] : [])))
  const menu = element("div", { class: "menu", id: "move-menu", popover: "auto", role: "menu", "aria-label": t("どこへ移しますか", "Move to") },
    element("p", { class: "menu__head" }, t("どこへ移しますか", "Move to")), ...items)
  document.body.append(menu)
  menu.addEventListener("toggle", () => {
    if (menu.matches(":popover-open")) return
    menu.remove()
    if (card.isConnected && !document.querySelector("dialog[open]")) card.focus()
  })
  menu.showPopover()
  placeUnder(card, menu)
  const first = menu.querySelector("button:not(:disabled)")
  if (first instanceof HTMLElement) first.focus()
}

// MARK: Dragging

new CardDrag({
  landing, isMovable,
  drop: (card, target) => void move(card, target),
  start: () => document.body.classList.add("is-dragging"),
  end: () => document.body.classList.remove("is-dragging"),
})

// MARK: Further cards, menus of the toolbar

document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-more]") : null
  const board = /** @type {HTMLElement | null} */ (document.querySelector("[data-board]"))
  if (!(link instanceof HTMLAnchorElement) || !board || link.getAttribute("aria-busy") === "true") return
  event.preventDefault()
  link.setAttribute("aria-busy", "true")
  const address = new URL(board.dataset.lane ?? "", location.href)
  address.searchParams.set("stage", link.dataset.stage ?? "")
  address.searchParams.set("cursor", link.dataset.more ?? "")
  const more = await fragment(address.pathname + address.search)
  if (!more) return void link.removeAttribute("aria-busy")
  const first = more.querySelector(".dealcard")
  link.closest("li")?.replaceWith(more)
  if (first instanceof HTMLElement) first.focus()
})

document.addEventListener("toggle", (event) => {
  const menu = event.target
  if (!(menu instanceof HTMLElement) || !menu.matches(".page--board .menu[popover]:popover-open")) return
  const opener = document.querySelector(`[popovertarget="${menu.id}"]`)
  if (opener instanceof HTMLElement) placeUnder(opener, menu)
}, true)
