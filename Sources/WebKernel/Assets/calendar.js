// @ts-check
/**
 * The calendar under a field for days: the usual answers first, then the month, Monday first, holidays by their names (design `.cal`).
 */
import { api, element, icon, language, t } from "./kernel.js"
import { placeUnder } from "./picker.js"

const two = (/** @type {number} */ number) => String(number).padStart(2, "0")
/** @param {Date} day */
export const written = (day) => `${day.getFullYear()}/${two(day.getMonth() + 1)}/${two(day.getDate())}`
/** @param {Date} day @param {number} days */
const plus = (day, days) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days)
/** @param {string} text */
function read(text) {
  const parts = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})/.exec(text.normalize("NFKC"))
  return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) : null
}

/** The organisation's day, which need not be this device's. */
export function today() {
  return read(document.body.dataset.today ?? "") ?? plus(new Date(), 0)
}

/** What holidays are called, by day as it is written; of the years in `askedYears`. @type {Map<string, string>} */
const holidays = new Map()
/** @type {Set<number>} */
const askedYears = new Set()

/**
 * Gets the holidays around a year, once for as many years as somebody is likely to look at. True when there are new ones.
 * @param {number} year
 */
async function fetchHolidays(year) {
  const [from, to] = [Math.max(2019, year - 1), Math.min(2099, year + 1)]
  if (askedYears.has(year) || from > to) return false
  for (let one = from; one <= to; one++) askedYears.add(one)
  const reply = await api("GET", `/api/v1/holidays?from=${from}&to=${to}`)
  for (const { day, name } of reply.body?.data ?? []) holidays.set(day.replaceAll("-", "/"), name)
  return reply.ok
}

/**
 * Opens beside an input. `take` gets the chosen day as it would be typed; "" for none.
 * @param {HTMLInputElement} input
 * @param {(typed: string) => void} take
 * @returns {() => void} Closes it.
 */
export function openCalendar(input, take) {
  const now = today()
  let month = read(input.value) ?? now
  const menu = element("div", { class: "cal", popover: "manual", role: "group", "aria-label": t("日付を選ぶ", "Choose a day") })
  // Beside a dialog nothing can be pressed.
  ;(input.closest("dialog") ?? document.body).append(menu)

  const draw = () => {
    const chosen = read(input.value)
    const first = new Date(month.getFullYear(), month.getMonth(), 1)
    const start = plus(first, -((first.getDay() + 6) % 7))
    const head = element("div", { class: "cal__head" },
      step("left", t("前の月", "Previous month"), -1),
      element("span", {}, language === "ja" ? `${month.getFullYear()}年${month.getMonth() + 1}月` : month.toLocaleDateString("en", { month: "long", year: "numeric" })),
      step("right", t("次の月", "Next month"), 1))
    const monday = plus(now, 7 - ((now.getDay() + 6) % 7))
    const end = new Date(now.getFullYear(), now.getMonth() + 1, 0)
    /** @type {[string, Date][]} */
    const usual = [[t("今日", "Today"), now], [t("明日", "Tomorrow"), plus(now, 1)], [t("来週月", "Next Mon"), monday], [t("月末", "Month end"), end]]
    const quick = element("div", { class: "cal__quick" }, ...usual.map(([words, day]) => chip(words, written(day))), chip(t("空", "None"), ""))
    const names = (language === "ja" ? "月火水木金土日" : "MTWTFSS").split("").map((name) => element("abbr", {}, name))
    const days = Array.from({ length: 42 }, (_, index) => {
      const day = plus(start, index)
      const holiday = holidays.get(written(day))
      const classes = [day.getMonth() === month.getMonth() ? "" : "is-off", day.getDay() === 0 || holiday ? "is-hol" : ""].filter(Boolean).join(" ")
      return element("button", {
        type: "button", class: classes, tabindex: "-1", "aria-label": holiday ? `${written(day)} ${holiday}` : written(day), ...(holiday ? { title: holiday } : {}),
        "aria-selected": String(chosen?.getTime() === day.getTime()),
        ...(day.getTime() === now.getTime() ? { "aria-current": "date" } : {}), onclick: () => take(written(day)),
      }, String(day.getDate()))
    })
    menu.replaceChildren(head, quick, ...names, ...days)
    for (const one of menu.querySelectorAll("button")) one.addEventListener("pointerdown", (event) => event.preventDefault())
    void fetchHolidays(plus(start, 41).getFullYear()).then((isNew) => { if (isNew && menu.isConnected) draw() })
  }

  /** @param {string} name @param {string} label @param {number} months */
  const step = (name, label, months) => element("button", {
    type: "button", class: "btn btn--icon btn--ghost btn--sm", "aria-label": label, tabindex: "-1",
    onclick: () => { month = new Date(month.getFullYear(), month.getMonth() + months, 1); draw() },
  }, icon(name))
  /** @param {string} words @param {string} typed */
  const chip = (words, typed) => element("button", { type: "button", class: "chip", tabindex: "-1", onclick: () => take(typed) }, words)

  draw()
  menu.showPopover()
  placeUnder(input, menu)
  input.addEventListener("input", () => {
    const day = read(input.value)
    if (day && !Number.isNaN(day.getTime())) { month = day; draw() }
  })
  return () => menu.remove()
}
