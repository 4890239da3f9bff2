/* Open menus close on Escape and on a click elsewhere; filters that were set stay open. */
(() => {
  const menus = () => document.querySelectorAll("details.drop-menu[open], details.keys[open], details.site-menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
})();
