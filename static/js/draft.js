/* What is being written is kept on this device until it was sent: a dead network or a closed page loses nothing. */
(() => {
  const forms = document.querySelectorAll("form[data-draft]");
  const key = (form) => `urun:${form.dataset.draft}`;
  const fields = (form) => [...form.elements].filter((f) => f.name && !["hidden", "password", "file", "submit"].includes(f.type));
  const said = document.querySelector("[data-draft-sent]");
  if (said) localStorage.removeItem(`urun:${said.dataset.draftSent}`);
  forms.forEach((form) => {
    const status = form.querySelector("[data-draft-status]");
    const restore = () => {
      const kept = JSON.parse(localStorage.getItem(key(form)) || "null");
      if (!kept) return;
      fields(form).forEach((f) => {
        if (!(f.name in kept)) return;
        if (f.type === "radio" || f.type === "checkbox") f.checked = [].concat(kept[f.name]).includes(f.value);
        else if (!f.value) f.value = kept[f.name];
      });
    };
    const keep = () => {
      const values = {};
      fields(form).forEach((f) => {
        if (f.type === "radio" || f.type === "checkbox") { if (f.checked) (values[f.name] ||= []).push(f.value); }
        else if (f.value) values[f.name] = f.value;
      });
      try { localStorage.setItem(key(form), JSON.stringify(values)); if (status) status.hidden = false; } catch { /* a full or forbidden store: the server's draft remains */ }
    };
    if (!form.querySelector("[aria-invalid='true']")) restore();
    let timer;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 400); });
  });
})();
