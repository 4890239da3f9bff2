/* A reply template goes into the message when it is chosen, and only those of the chosen decision are offered; the button is for
   those without script. */
(() => {
  document.querySelectorAll("[data-template]").forEach((select) => {
    const area = document.getElementById(select.dataset.template);
    const button = select.form.querySelector("[name=use]");
    if (!area) return;
    if (button) button.hidden = true;
    const offer = () => {
      const decision = select.form.querySelector("input[name=decision]:checked");
      select.querySelectorAll("[data-verb]").forEach((option) => {
        option.hidden = Boolean(decision) && option.dataset.verb !== decision.value;
      });
    };
    select.form.addEventListener("change", offer);
    offer();
    let put = "";
    select.addEventListener("change", () => {
      const chosen = select.selectedOptions[0];
      const words = chosen.dataset.words || "";
      const kept = put && area.value.endsWith(put) ? area.value.slice(0, -put.length).trimEnd() : area.value.trimEnd();
      area.value = [kept, words].filter(Boolean).join("\n\n");
      put = words;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
