/* What is being written is kept on this device until it was sent: a dead network or a closed page loses nothing.
   What the server already filled in is never replaced. A form names its draft with data-draft; the page after success carries data-draft-sent; signing out forgets every draft. */
(() => {
  const PREFIX = "urun:";
  const store = (work) => { try { return work(localStorage); } catch { return null; } };
  const forget = (name) => store((kept) => kept.removeItem(PREFIX + name));
  const writable = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type);
  const boxed = (field) => field.type === "radio" || field.type === "checkbox";
  const text = (field) => writable(field) && !boxed(field) && !field.options;

  document.querySelectorAll("[data-draft-sent]").forEach((sent) => forget(sent.dataset.draftSent));
  document.querySelectorAll("form[data-forget-drafts]").forEach((form) => form.addEventListener("submit", () => {
    store((kept) => Object.keys(kept).filter((key) => key.startsWith(PREFIX)).forEach((key) => kept.removeItem(key)));
  }));

  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = PREFIX + form.dataset.draft;
    const status = form.querySelector("[data-draft-status]");
    const say = () => { if (status) status.hidden = false; };
    const values = () => {
      const found = {};
      [...form.elements].filter(writable).forEach((field) => {
        if (!boxed(field)) found[field.name] = field.value;
        else if (field.checked) (found[field.name] ||= []).push(field.value);
      });
      return found;
    };
    const keep = () => { if (store((kept) => { kept.setItem(key, JSON.stringify(values())); return true; })) say(); };
    const restore = () => {
      const kept = store((found) => JSON.parse(found.getItem(key) || "null"));
      if (!kept) return;
      const fields = [...form.elements].filter(writable);
      const blank = fields.filter(text).every((field) => !field.value);
      fields.forEach((field) => {
        if (boxed(field)) { if (blank) field.checked = (kept[field.name] || []).includes(field.value); }
        else if (field.name in kept && (text(field) ? !field.value : blank)) field.value = kept[field.name];
        if (field.options && field.selectedIndex < 0) field.selectedIndex = 0;
        if (text(field)) field.dispatchEvent(new Event("input"));
      });
      form.dispatchEvent(new Event("change", { bubbles: true }));
      say();
    };
    if (!form.querySelector(".error-summary, [aria-invalid='true']")) restore();
    let timer;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 400); });
    addEventListener("pagehide", () => { if (timer) keep(); });
  });
})();
