// The queue by keys. A convenience only: the page works without this file.
(() => {
  "use strict";

  const form = document.querySelector("[data-verdict]");
  const wanted = () => localStorage.getItem("husok.shortcuts") !== "off";
  const inText = (target) => target.closest("select, textarea, [contenteditable], input:not([type=radio])") !== null;
  const field = (name) => form?.querySelector(`[name="${name}"]`) ?? null;

  function choose(place) {
    const radio = form?.querySelectorAll('[name="verdict"]')[place];
    if (!radio) return;
    radio.click();
    ([form.querySelector(".verdict-save"), field("reason"), field("found")][place] ?? radio).focus();
  }

  function go(direction) {
    document.querySelector(`.queue a[rel="${direction}"]`)?.click();
  }

  const KEYS = {
    n: () => go("next"),
    p: () => go("prev"),
    1: () => choose(0),
    2: () => choose(1),
    3: () => choose(2),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      const save = form?.querySelector(".verdict-save");
      if (event.key === "Enter" && save && !event.target.closest("form:not([data-verdict])")) {
        event.preventDefault();
        form.requestSubmit(save);
      }
    } else if (KEYS[event.key] && wanted() && !inText(event.target)) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  form?.querySelectorAll("[data-phrase]").forEach((button) => {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const reason = field("reason");
      reason.value = [reason.value.trim(), button.dataset.phrase].filter(Boolean).join("\n");
      reason.focus();
    });
  });

  // Words that were typed and not saved are not left without asking.
  const typed = () => ["reason", "found"].map((name) => field(name)?.value ?? "").join("");
  const before = typed();
  let sent = false;
  form?.addEventListener("submit", () => {
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && typed() !== before) event.preventDefault();
  });

  document.querySelectorAll("[data-keys]").forEach((told) => {
    told.hidden = false;
  });
})();
