// @ts-check
/**
 * Two people changed the same field: shows both values and lets the second choose (screen 39).
 */
import { element, icon, t } from "./kernel.js"

/**
 * @typedef {object} Clash
 * @property {string} field
 * @property {string} label
 * @property {string} current
 * @property {string} wanted
 * @property {string} currentValue
 * @property {string} wantedValue
 * @property {boolean} isText
 * @property {string | null} changed_by
 * @property {string | null} changed_at
 */

/**
 * Resolves with what to save, field by field; with null when the own change is given up.
 * @param {Clash[]} clashes
 * @returns {Promise<Record<string, string> | null>}
 */
export function settle(clashes) {
  const who = clashes[0]?.changed_by ?? t("別の人", "Somebody else")
  const when = clashes[0]?.changed_at ?? ""
  const rows = clashes.flatMap((clash, index) => {
    const name = `clash-${index}`
    return [
      element("div", { class: "k" }, clash.label),
      option(name, "mine", clash.wanted, true),
      option(name, "theirs", clash.current, false),
      ...(clash.isText ? [element("div", { class: "k" }), bothOption(name)] : []),
    ]
  })
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "dialog dialog--wide", "aria-labelledby": "clash-title" }))
  const form = element("form", { method: "dialog" },
    element("div", { class: "dialog__head" }, element("span", { class: "c-warn" }, icon("swap")),
      element("h2", { id: "clash-title" }, t(`同じところを${who}さんが直しました`, `${who} changed the same field`))),
    element("div", { class: "dialog__body stack" },
      element("p", {}, t(`あなたが開いたあと、${when}に${who}さんが保存しました。重なった${clashes.length}か所だけ、残す方を選んでください。`,
        `${who} saved it ${when}, after you had opened it. Choose which to keep.`)),
      element("div", { class: "cfl", role: "group", "aria-label": t("残す値", "Which value to keep") },
        element("div", { class: "hd" }), element("div", { class: "hd" }, t("あなた（いま）", "You (now)")),
        element("div", { class: "hd" }, when ? `${who}（${when}）` : who), ...rows)),
    element("div", { class: "dialog__foot" },
      element("button", { class: "btn btn--ghost", value: "drop" }, t("自分の変更をやめる", "Drop my change")),
      element("button", { class: "btn btn--primary", value: "keep", autofocus: true }, t("選んだ内容で保存", "Save the chosen"))))
  dialog.append(form)
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove()
      if (dialog.returnValue !== "keep") return resolve(null)
      /** @type {Record<string, string>} */
      const chosen = {}
      for (const [index, clash] of clashes.entries()) {
        const picked = /** @type {HTMLInputElement | null} */ (form.querySelector(`input[name="clash-${index}"]:checked`))?.value
        if (picked === "mine") chosen[clash.field] = clash.wantedValue
        if (picked === "both") chosen[clash.field] = `${clash.currentValue}\n\n${clash.wantedValue}`
      }
      resolve(chosen)
    })
  })
}

/** @param {string} name @param {string} value @param {string} words @param {boolean} isChosen */
function option(name, value, words, isChosen) {
  return element("label", { class: "radio" }, element("input", { type: "radio", name, value, checked: isChosen }), element("span", { class: "pre" }, words))
}

/** @param {string} name */
function bothOption(name) {
  const label = element("label", { class: "radio cfl__both" }, element("input", { type: "radio", name, value: "both" }),
    element("span", {}, t("2人の文を両方残す", "Keep both texts")))
  return label
}
