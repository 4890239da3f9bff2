/* The desk by keyboard: a key does what the thing that carries it in data-key does; the sheet of help opens as a dialog.
   Never while one types, never with Ctrl, Alt or Meta (but Ctrl+Enter, which decides), and it can be switched off on this device. */
(() => {
  const sheet = document.getElementById("lembar-tombol");
  if (!sheet) return;
  const OFF = "urun-tombol-mati";
  const store = (work) => { try { return work(localStorage); } catch { return null; } };
  const off = sheet.querySelector("[data-keys-off]");
  off.checked = Boolean(store((kept) => kept.getItem(OFF)));
  off.addEventListener("change", () => store((kept) => (off.checked ? kept.setItem(OFF, "1") : kept.removeItem(OFF))));

  const typing = (spot) => spot.isContentEditable || spot.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");
  const shown = (one) => one && one.getClientRects().length > 0;
  const rows = [...document.querySelectorAll("[data-list] > li")];
  const form = document.getElementById("putusan");

  const row = () => document.activeElement.closest("[data-list] > li") || rows.find((one) => one.classList.contains("is-cur"));
  const go = (step) => {
    const at = rows.indexOf(row());
    const next = at < 0 ? rows[0] : rows[at + step];
    const link = next ? next.querySelector("a") : document.querySelector(`.queue .pager a[rel=${step > 0 ? "next" : "prev"}]`);
    if (!link) return;
    if (document.querySelector("[data-item]")) link.click();
    else link.focus();
  };
  const tick = () => {
    const box = row() && row().querySelector("input[type=checkbox]");
    if (box) box.click();
  };
  const choose = (radio) => {
    radio.click();
    const needed = radio.dataset.focus && form.elements[radio.dataset.focus];
    (needed || radio).focus();
  };
  const use = (one) => {
    if (one.type === "radio") choose(one);
    else if (one.matches("[type=search]")) { one.focus(); one.select(); }
    else one.click();
  };
  const keys = { j: () => go(1), l: () => go(-1), c: tick };
  if (!form) keys.k = () => go(-1);

  document.querySelectorAll("[data-sheet]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    sheet.showModal();
  }));
  document.addEventListener("keydown", (event) => {
    const spot = event.target;
    if (event.defaultPrevented || sheet.open || !spot.matches) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (form && (form.contains(spot) || !spot.closest("form"))) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(spot)) { if (event.key === "Escape") spot.blur(); return; }
    if (off.checked) return;
    const key = event.key.toLowerCase();
    const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && shown(one));
    if (!keys[key] && !found) return;
    event.preventDefault();
    if (keys[key]) keys[key]();
    else use(found);
  });
})();
