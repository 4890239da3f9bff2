/* A password can be read while it is typed; it is hidden again before it is sent. */
(() => {
  document.querySelectorAll("[data-reveal]").forEach((button) => {
    const field = document.getElementById(button.dataset.reveal);
    const show = button.textContent;
    const set = (open) => {
      field.type = open ? "text" : "password";
      button.textContent = open ? button.dataset.hide : show;
    };
    button.hidden = false;
    button.addEventListener("click", () => set(field.type === "password"));
    if (field.form) field.form.addEventListener("submit", () => set(false));
  });
})();
