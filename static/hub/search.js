// Suggestions as one types: the ARIA pattern « combobox, list autocomplete with manual selection ».
// Without this file the search boxes are plain forms.

const WAIT = 150;
const SHORTEST = 2;

function make(tag, attributes, text = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

function combobox(form) {
  const input = form.elements.q;
  const list = make("div", {
    id: `${input.id}-suggestions`, class: "hub-suggest", role: "listbox", "aria-label": "Suggestions", hidden: "",
  });
  const status = make("p", { class: "fr-sr-only", role: "status" });
  form.append(list, status);
  // A search field may not be a combobox: https://www.w3.org/TR/html-aria/#el-input-search
  for (const [name, value] of Object.entries({
    type: "text", inputmode: "search", enterkeyhint: "search", role: "combobox",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let options = [];
  let active = -1;
  let timer = 0;
  let request = null;
  let answered = null; // the text that the list answers

  const isOpen = () => !list.hidden;

  function choose(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    choose(-1);
    if (!open) status.textContent = "";
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    show(false);
  }

  function go(option) {
    close();
    location.assign(option.dataset.url);
  }

  function fill(groups) {
    list.replaceChildren();
    options = [];
    groups.forEach((group, rank) => {
      const title = make("div", { id: `${list.id}-${rank}`, class: "hub-suggest__group" }, group.label);
      const box = make("div", { role: "group", "aria-labelledby": title.id });
      box.append(title);
      for (const item of group.items) {
        const option = make("div", {
          id: `${list.id}-o${options.length}`, class: "hub-suggest__option", role: "option", "aria-selected": "false",
          "data-url": item.url,
        });
        option.append(make("span", {}, item.label));
        if (item.detail) option.append(" ", make("span", { class: "hub-suggest__detail" }, item.detail));
        options.push(option);
        box.append(option);
      }
      list.append(box);
    });
    show(options.length > 0);
    announce();
  }

  function announce() {
    const many = options.length > 1 ? "s" : "";
    status.textContent = options.length
      ? `${options.length} suggestion${many}\u00a0: flèches haut et bas pour les parcourir.`
      : "Aucune suggestion.";
  }

  async function ask(then) {
    const text = input.value.trim();
    request?.abort();
    if (text.length < SHORTEST) return close();
    request = new AbortController();
    try {
      const response = await fetch(`${form.dataset.suggestions}?q=${encodeURIComponent(text)}`, {
        signal: request.signal, headers: { Accept: "application/json" },
      });
      if (!response.ok) return close();
      const { groups } = await response.json();
      if (document.activeElement !== input || input.value.trim() !== text) return;
      answered = text;
      fill(groups);
      then?.();
    } catch {
      // Typing went on, or the network is gone: one searches without suggestions.
      show(false);
    }
  }

  // Opens the list, asking again if the text is not the one that it answers.
  function open(index) {
    const move = () => options.length && choose(index < 0 ? options.length - 1 : index);
    if (answered === input.value.trim() && options.length) {
      show(true);
      announce();
      move();
    } else ask(move);
  }

  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    choose(-1);
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("compositionend", () => { timer = setTimeout(ask, WAIT); });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const count = options.length;
    switch (event.key) {
      case "ArrowDown":
        isOpen() ? choose(active + 1 < count ? active + 1 : 0) : open(0);
        break;
      case "ArrowUp":
        isOpen() ? choose(active > 0 ? active - 1 : count - 1) : open(-1);
        break;
      case "Escape":
        if (!isOpen()) return;
        close();
        break;
      case "Enter":
        if (!isOpen() || active < 0) return close();
        go(options[active]);
        break;
      case "Home":
      case "End":
        // Back to the text, where the caret moves.
        return choose(-1);
      case "Tab":
        return close();
      default:
        return;
    }
    event.preventDefault();
  });

  // The focus stays in the box while one points at the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  input.addEventListener("blur", close);
}

document.querySelectorAll("form[data-suggestions]").forEach(combobox);
