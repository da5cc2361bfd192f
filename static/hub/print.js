// « Imprimer » : the browser’s own menu does it without this script.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", () => window.print());
});
