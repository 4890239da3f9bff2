/* A second click on a form that is being sent does nothing; after ten seconds, or when the page is shown again, it may be tried anew. */
(() => {
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (sent.has(form)) { event.preventDefault(); return; }
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 10000);
  });
  const release = (form) => { sent.delete(form); form.removeAttribute("aria-busy"); };
  addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));
})();
