/* The limit of a field becomes a count while one types. The words come with the page, so that they are translated. */
(() => {
  const number = new Intl.NumberFormat(document.documentElement.lang);
  document.querySelectorAll("[data-count]").forEach((out) => {
    const field = document.getElementById(out.dataset.count);
    const limit = Number(out.dataset.limit);
    const show = () => {
      const used = [...field.value].length;
      out.textContent = out.dataset.words.replace("{n}", number.format(used)).replace("{max}", number.format(limit));
      out.classList.toggle("is-full", used > limit);
    };
    field.addEventListener("input", show);
    show();
  });
})();
