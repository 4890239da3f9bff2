/* A reply template goes into the message when it is chosen; the button is for those without script. And the button that copies. */
(() => {
  document.querySelectorAll("[data-template]").forEach((select) => {
    const area = document.getElementById(select.dataset.template);
    const button = select.form.querySelector("[name=use]");
    if (!area) return;
    if (button) button.hidden = true;
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
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const area = document.getElementById(button.dataset.copy);
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(area.value);
      button.lastChild.textContent = button.dataset.done;
    });
  });
})();
