// @ts-check
/**
 * Carrying a card over the board by pointer. A mouse grabs at once, a finger by pressing and holding, so that scrolling stays
 * scrolling. Shows where the card will land, and carries the board along at its edges.
 */
import { element, t } from "./kernel.js"

const HOLD = 280
const SLACK = 6

/**
 * @typedef {object} Plans
 * @property {(card: HTMLElement, lane: HTMLElement) => Element | null} landing What the card would stand before.
 * @property {(card: HTMLElement) => boolean} isMovable
 * @property {(card: HTMLElement, target: HTMLElement) => void} drop
 * @property {() => void} start
 * @property {() => void} end
 */

export class CardDrag {
  /** @type {HTMLElement | null} */ #card = null
  /** @type {HTMLElement | null} */ #ghost = null
  /** @type {HTMLElement | null} */ #target = null
  #mark = element("li", { class: "lane__drop", "aria-hidden": "true" }, t("ここに移す", "Drop here"))
  #start = { x: 0, y: 0 }
  #grip = { x: 0, y: 0 }
  #at = { x: 0, y: 0 }
  #hold = 0
  #frame = 0
  #pointer = -1
  /** A click follows the drop; it must not open the card. */
  #swallow = false

  /** @param {Plans} plans */
  constructor(plans) {
    this.plans = plans
    document.addEventListener("pointerdown", (event) => this.#press(event))
    document.addEventListener("pointermove", (event) => this.#moved(event))
    document.addEventListener("pointerup", (event) => this.#release(event))
    document.addEventListener("pointercancel", () => this.#stop())
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#ghost) event.preventDefault(), this.#stop()
    })
    // Once a card is carried by a finger nothing may scroll under it.
    document.addEventListener("touchmove", (event) => { if (this.#ghost) event.preventDefault() }, { passive: false })
    document.addEventListener("contextmenu", (event) => { if (this.#card && this.#pointer >= 0) event.preventDefault() })
    document.addEventListener("dragstart", (event) => { if (event.target instanceof Element && event.target.closest(".dealcard")) event.preventDefault() })
    document.addEventListener("click", (event) => {
      if (this.#swallow) event.preventDefault(), event.stopPropagation()
      this.#swallow = false
    }, true)
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const card = event.target instanceof Element ? event.target.closest("[data-board] .dealcard") : null
    if (!(card instanceof HTMLElement) || event.button !== 0 || !event.isPrimary || event.ctrlKey || event.metaKey) return
    const box = card.getBoundingClientRect()
    this.#card = card
    this.#pointer = event.pointerId
    this.#start = this.#at = { x: event.clientX, y: event.clientY }
    this.#grip = { x: event.clientX - box.x, y: event.clientY - box.y }
    this.#swallow = false
    if (event.pointerType !== "mouse") this.#hold = window.setTimeout(() => this.#lift(), HOLD)
  }

  /** @param {PointerEvent} event */
  #moved(event) {
    if (!this.#card || event.pointerId !== this.#pointer) return
    this.#at = { x: event.clientX, y: event.clientY }
    const far = Math.hypot(event.clientX - this.#start.x, event.clientY - this.#start.y) > SLACK
    if (!this.#ghost) {
      if (!far) return
      // A finger that moves before it has held is scrolling.
      if (event.pointerType !== "mouse") return this.#stop()
      this.#lift()
    }
    if (this.#ghost) this.#carry()
  }

  #lift() {
    const card = this.#card
    if (!card || !this.plans.isMovable(card)) return this.#stop()
    const box = card.getBoundingClientRect()
    const ghost = /** @type {HTMLElement} */ (card.cloneNode(true))
    ghost.classList.add("is-drag", "dealcard--ghost")
    ghost.removeAttribute("href")
    ghost.setAttribute("aria-hidden", "true")
    ghost.style.setProperty("--w", `${box.width}px`)
    document.body.append(ghost)
    this.#ghost = ghost
    card.classList.add("is-lifted")
    this.plans.start()
    if ("vibrate" in navigator) navigator.vibrate(12)
    this.#carry()
    this.#frame = requestAnimationFrame(() => this.#edges())
  }

  #carry() {
    const ghost = /** @type {HTMLElement} */ (this.#ghost)
    ghost.style.setProperty("translate", `${this.#at.x - this.#grip.x}px ${this.#at.y - this.#grip.y}px`)
    const under = document.elementFromPoint(this.#at.x, this.#at.y)
    const target = under?.closest("[data-zones] [data-stage], [data-board] .lane")
    this.#aim(target instanceof HTMLElement ? target : null)
  }

  /** @param {HTMLElement | null} target */
  #aim(target) {
    const card = /** @type {HTMLElement} */ (this.#card)
    if (target !== this.#target) {
      this.#target?.classList.remove("is-over")
      target?.classList.add("is-over")
      this.#target = target
      this.#mark.remove()
      if (target?.classList.contains("lane") && !target.contains(card)) {
        target.querySelector(".lane__body")?.insertBefore(this.#mark, this.plans.landing(card, target))
      }
    }
  }

  /** Near an edge the board and the page move along. */
  #edges() {
    if (!this.#ghost) return
    const board = /** @type {HTMLElement | null} */ (document.querySelector("[data-board]"))
    const box = board?.getBoundingClientRect()
    if (board && box) {
      const step = (/** @type {number} */ room) => (room < 48 ? Math.ceil((48 - Math.max(0, room)) / 5) : 0)
      board.scrollLeft += step(box.right - this.#at.x) - step(this.#at.x - box.left)
    }
    const room = 64
    if (this.#at.y < room + 40) window.scrollBy(0, -8)
    else if (this.#at.y > innerHeight - room) window.scrollBy(0, 8)
    this.#frame = requestAnimationFrame(() => this.#edges())
  }

  /** @param {PointerEvent} event */
  #release(event) {
    if (event.pointerId !== this.#pointer) return
    const [card, target, carried] = [this.#card, this.#target, this.#ghost !== null]
    this.#stop()
    if (!carried) return
    this.#swallow = true
    setTimeout(() => { this.#swallow = false }, 0)
    if (card && target && !target.contains(card)) this.plans.drop(card, target)
  }

  #stop() {
    clearTimeout(this.#hold)
    cancelAnimationFrame(this.#frame)
    this.#card?.classList.remove("is-lifted")
    this.#target?.classList.remove("is-over")
    this.#ghost?.remove()
    this.#mark.remove()
    if (this.#ghost) this.plans.end()
    this.#card = this.#ghost = this.#target = null
    this.#pointer = -1
  }
}
