// The list: what is ticked, and bureaus that tick what is below them. Conveniences only: it works without this file.
(() => {
  "use strict";

  const bar = document.querySelector("[data-bulk]");
  const all = document.querySelector("[data-all]");
  const boxes = [...document.querySelectorAll('.tbl-list [name="pk"]')];

  function tell() {
    const chosen = boxes.filter((box) => box.checked).length;
    bar.classList.toggle("is-on", chosen > 0);
    bar.querySelectorAll("[data-act], [data-some]").forEach((part) => {
      part.hidden = chosen === 0;
    });
    bar.querySelectorAll("[data-none]").forEach((part) => {
      part.hidden = chosen > 0;
    });
    bar.querySelector("[data-count]").textContent = chosen;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }

  if (bar && all) {
    bar.querySelector("[data-plain]").hidden = true;
    all.hidden = false;
    all.addEventListener("change", () => {
      boxes.forEach((box) => {
        box.checked = all.checked;
      });
      tell();
    });
    document.addEventListener("change", (event) => {
      if (event.target.name === "pk") tell();
    });
    bar.addEventListener("reset", () => setTimeout(tell));
    addEventListener("pageshow", tell); // a browser that goes back brings the ticks back
  }

  // A bureau stands for all below it: it is sent alone, and taken off where one below it is.
  function branches(tree) {
    tree.querySelectorAll("[data-branch]").forEach((bureau) => {
      const below = [...bureau.closest("li").querySelectorAll(":scope > ul input")];
      const follow = () => {
        below.forEach((box) => {
          box.checked = bureau.checked;
        });
      };
      if (bureau.checked) follow();
      bureau.addEventListener("change", follow);
      below.forEach((box) =>
        box.addEventListener("change", () => {
          bureau.checked = below.every((each) => each.checked);
        }),
      );
    });
    tree.querySelector("form")?.addEventListener("submit", () => {
      tree.querySelectorAll("[data-branch]:checked").forEach((bureau) => {
        bureau.closest("li").querySelectorAll(":scope > ul input").forEach((box) => {
          box.disabled = true;
        });
      });
    });
    tree.querySelector("[data-tree-all]")?.addEventListener("click", async (event) => {
      event.preventDefault();
      const link = event.target.href;
      try {
        const answer = await fetch(`${link}${link.includes("?") ? "&" : "?"}part=tree`);
        if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
        tree.innerHTML = await answer.text();
        branches(tree);
        tree.querySelector("input[type=checkbox]")?.focus();
      } catch {
        location.assign(link);
      }
    });
  }

  document.querySelectorAll("[data-tree]").forEach(branches);

  // Empty conditions need not stand in the address.
  document.querySelectorAll(".finder, .tree").forEach((form) => {
    form.addEventListener("submit", () => {
      form.querySelectorAll("input, select").forEach((field) => {
        if (field.name && field.value === "") field.disabled = true;
      });
    });
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll(".finder :disabled, .tree :disabled").forEach((field) => {
      field.disabled = false;
    });
  });
})();
