// Enhancements only: every feature works without this file.
// A form marked data-auto-submit sends itself when a select changes.
for (const form of document.querySelectorAll("form[data-auto-submit]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
