/* An address is copied by one press; without script it is selected and copied by hand. */
(() => {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy);
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 3000);
    });
  });
})();
