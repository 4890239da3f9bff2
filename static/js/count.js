/* How many characters of a limited field are used, said once the field is nearly full. */
(() => {
  document.querySelectorAll("[data-count]").forEach((out) => {
    const field = document.getElementById(out.dataset.count);
    const limit = Number(out.dataset.limit);
    const show = () => { out.textContent = out.dataset.words.replace("{n}", field.value.length).replace("{max}", limit); };
    field.addEventListener("input", show);
    show();
  });
})();
