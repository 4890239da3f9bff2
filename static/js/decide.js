/* The decision form: only the fields, the rule and the effect that belong to what is chosen; the button says what it does. */
(() => {
  const form = document.getElementById("putusan");
  const buttons = form && document.querySelectorAll("[data-decide]");
  if (!form || !buttons.length) return;
  const show = () => {
    const chosen = form.querySelector("input[name=decision]:checked");
    const verb = chosen && chosen.value;
    form.querySelectorAll("[data-needs]").forEach((part) => { part.hidden = !part.dataset.needs.split(" ").includes(verb); });
    form.querySelectorAll("[data-seen]").forEach((part) => { part.hidden = part.dataset.seen !== verb; });
    const reason = form.elements.reason && !form.elements.reason.closest("[hidden]") && form.elements.reason.value;
    form.querySelectorAll("[data-reason]").forEach((rule) => {
      rule.open = rule.dataset.reason === reason;
      rule.hidden = !rule.open;
    });
    form.querySelectorAll("[data-unchosen]").forEach((hint) => { hint.hidden = Boolean(hint.dataset.unchosen === "reason" ? reason : verb); });
    if (chosen) buttons.forEach((button) => { button.textContent = chosen.dataset.button; });
  };
  form.addEventListener("change", show);
  show();
})();
