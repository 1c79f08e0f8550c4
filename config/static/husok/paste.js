// A table pasted from 한글 or a spreadsheet into an answer becomes lines with tabs between the cells, the form in which
// answers keep tables (tracker/written.py). Without this file a spreadsheet's own text does the same.
(() => {
  "use strict";

  const LONGEST = 2000000; // letters of markup; more is pasted as the plain text it comes with
  const MOST_SPAN = 60;
  const CELL = "td, th";
  const LOOKS = /\s(style|on\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/gi;
  const BREAK = "\u2028"; // where a line ends for the eye; in a cell, which is one line, only a space
  const BREAKS = "br, p, div, li, h1, h2, h3, h4, td, th, tr";

  const collapsed = (text) => text.replace(/\s+/g, " ").trim();
  const words = (node) => collapsed(node.textContent);
  const sentences = (node) => node.textContent.split(BREAK).map(collapsed).filter(Boolean);

  // A merged cell stands once, at its first place; the others it covers are empty.
  function grid(table) {
    const rows = [];
    [...table.rows].forEach((row, y) => {
      rows[y] ??= [];
      let x = 0;
      [...row.cells].forEach((cell) => {
        while (rows[y][x] !== undefined) x += 1;
        const across = Math.min(cell.colSpan, MOST_SPAN);
        const down = Math.min(cell.rowSpan || table.rows.length, MOST_SPAN, table.rows.length - y);
        for (let dy = 0; dy < down; dy += 1) {
          rows[y + dy] ??= [];
          for (let dx = 0; dx < across; dx += 1) rows[y + dy][x + dx] ??= "";
        }
        rows[y][x] = words(cell);
      });
    });
    const width = Math.max(...rows.map((row) => row.length));
    return rows.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? "").join("\t"));
  }

  // What stands around the tables stays lines; a table within a cell is words of that cell.
  function lines(node, found = []) {
    for (const child of node.childNodes) {
      if (child.nodeName === "TABLE") found.push(...grid(child));
      else if (child.nodeType === Node.ELEMENT_NODE && child.querySelector("table")) lines(child, found);
      else if (!/^(TEMPLATE|META|TITLE|LINK|#comment)$/.test(child.nodeName)) found.push(...sentences(child));
    }
    return found;
  }

  function written(html) {
    if (!html || html.length > LONGEST || !/<table/i.test(html)) return "";
    // A document made so runs no script and loads nothing; looks go first, or the browser complains of each.
    const still = html.replace(/<(\/?)(style|script)\b/gi, "<$1template");
    const bare = still.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(LOOKS, ""));
    const pasted = new DOMParser().parseFromString(bare, "text/html");
    pasted.querySelectorAll(BREAKS).forEach((node) => node.after(BREAK));
    return pasted.querySelector(CELL) ? lines(pasted.body).join("\n") : "";
  }

  document.querySelectorAll("textarea[data-tables]").forEach((field) => {
    field.addEventListener("paste", (event) => {
      const text = written(event.clipboardData.getData("text/html"));
      if (!text) return;
      event.preventDefault();
      const before = field.value.slice(0, field.selectionStart);
      const after = field.value.slice(field.selectionEnd);
      const own = (before && !before.endsWith("\n") ? "\n" : "") + text + (after.startsWith("\n") ? "" : "\n");
      // Unlike setRangeText this can be undone; where it is gone, the words still arrive.
      if (!document.execCommand("insertText", false, own)) {
        field.setRangeText(own, field.selectionStart, field.selectionEnd, "end");
      }
    });
  });
})();
