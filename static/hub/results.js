// On the results page: which result was opened, and « Copier le lien ». Links stay plain links.

// Which position was opened, without anything about who opened it.
function clicks(results) {
  const note = (event) => {
    const link = event.target.closest("a[data-position]");
    if (!link || event.button > 1) return;
    const { token, clicks: address } = results.dataset;
    navigator.sendBeacon(address, new URLSearchParams({ token, position: link.dataset.position }));
  };
  results.addEventListener("click", note);
  results.addEventListener("auxclick", note);
}

// Only where the browser lets a page write to the clipboard (HTTPS).
function copier(button) {
  if (!navigator.clipboard) return;
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.className = "fr-text--sm";
  button.after(status);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      status.textContent = button.dataset.copy;
    } catch {
      status.textContent = "Copiez l’adresse de la page.";
    }
  });
}

document.querySelectorAll("[data-clicks]").forEach(clicks);
document.querySelectorAll("[data-copy]").forEach(copier);
