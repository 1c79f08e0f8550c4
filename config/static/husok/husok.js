// Conveniences only: every page works without this file.
(() => {
  "use strict";

  const STORE = "husok.shortcuts";
  const first = (selector) => document.querySelector(selector);
  const wanted = () => localStorage.getItem(STORE) !== "off";
  const toggle = first("[data-shortcuts]");
  // Letters act only on lists: there the switch for them stands as well (WCAG 2.1.4).
  const letters = () => toggle !== null && first("[data-row-link]") !== null && wanted();
  const inField = (target) =>
    target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]") !== null;
  const rowOf = (element) => element.closest("tr, li, article") ?? element;
  const help = document.getElementById("keys");

  function links() {
    return [...document.querySelectorAll("[data-row-link]")];
  }

  function present() {
    return links().find((link) => rowOf(link).contains(document.activeElement));
  }

  function move(step) {
    const all = links();
    const here = all.indexOf(present());
    const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1);
    all[next]?.focus();
  }

  function select() {
    const link = present();
    if (link) rowOf(link).querySelector("input[type=checkbox]")?.click();
  }

  function find(selector) {
    const field = first(selector);
    if (field === null || field.offsetParent === null) return false;
    field.focus();
    field.select();
    return true;
  }

  function close(menus) {
    menus.forEach((menu) => {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.removeAttribute("open");
    });
    return menus.length > 0;
  }

  const KEYS = {
    "/": () => find("[data-search-page]") || find("[data-search-all]"),
    j: () => move(1),
    k: () => move(-1),
    x: select,
    "?": () => help?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || help?.open) return;
    if (event.ctrlKey && event.key.toLowerCase() === "k" && find("[data-search-all]")) {
      event.preventDefault();
    } else if (event.key === "Escape") {
      const open = document.querySelectorAll("details:is(.menu, .drop)[open]");
      if (!close(open) && !inField(event.target)) first("[data-bulk]")?.reset();
    } else if (!event.ctrlKey && !event.altKey && !event.metaKey && letters() && !inField(event.target)) {
      const act = KEYS[event.key];
      if (act) {
        event.preventDefault();
        act();
      }
    }
  });

  // A menu closes once something else is meant.
  ["click", "focusin"].forEach((meant) =>
    document.addEventListener(meant, (event) => {
      const open = [...document.querySelectorAll("details.drop[open]")];
      close(open.filter((menu) => !menu.contains(event.target)));
    }),
  );

  if (help) {
    help.querySelectorAll("[data-when]").forEach((group) => {
      group.hidden = first(group.dataset.when) === null;
    });
    first("[data-help]")?.addEventListener("click", () => help.showModal());
  }

  // A button pressed twice means once. Another button of the form, a page come back to and a long wait are new.
  const AGAIN = 10000;
  const sent = new Map();
  window.addEventListener("submit", (event) => {
    const form = event.target;
    const pressed = event.submitter ?? form;
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (Date.now() - (sent.get(pressed) ?? -AGAIN) < AGAIN) event.preventDefault();
    // Whoever listens after this may still hold it back.
    else setTimeout(() => event.defaultPrevented || sent.set(pressed, Date.now()));
  });
  window.addEventListener("pageshow", () => sent.clear());

  // A page that came back with errors starts at their summary.
  first("[data-focus]")?.focus();

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Over plain HTTP a browser gives no clipboard: then the text is selected and copied the old way.
  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text.textContent);
    getSelection().selectAllChildren(text);
    if (!document.execCommand("copy")) throw new Error("refused");
  }

  document.querySelectorAll("[data-copy]").forEach((button) => {
    const said = first("[data-copy-said]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await copy(document.getElementById(button.dataset.copy));
        said.textContent = button.dataset.copied;
      } catch {
        said.textContent = button.dataset.copyFailed;
      }
    });
  });

  if (toggle && first("[data-row-link]")) {
    toggle.checked = wanted();
    toggle.closest("[hidden]").hidden = false;
    toggle.addEventListener("change", () => localStorage.setItem(STORE, toggle.checked ? "on" : "off"));
  }
})();
