/* Open menus close on Escape and on a click elsewhere; filters stand open on wide screens where the style cannot do that. */
(() => {
  const menus = () => document.querySelectorAll("details.drop-menu[open], details.site-menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 48rem)").matches) {
    document.querySelectorAll("details.filters").forEach((filters) => { filters.open = true; });
  }
})();
