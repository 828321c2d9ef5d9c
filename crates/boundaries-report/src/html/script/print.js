// Paper: all views one after the other, whichever is open, with tables in the place of what moves.

/** The address under which a view is drawn for paper: as it is open, with what the user chose, else from its start. */
function onPaperAs(word) {
  const open = route();
  const asked = (open.parts[0] || "") === word ? open : { parts: word ? [word] : [], query: new URLSearchParams() };
  if (word === "matrix") asked.query.set("as", "table");
  return asked;
}

function toPaper() {
  document.getElementById("paper")?.remove();
  onPaper = true;
  try {
    const open = route().parts[0] || "";
    const views = VIEWS.map(([word]) => word);
    const words = views.includes(open) || !DRAWN[open] ? views : [open, ...views];
    const paper = h(
      "div",
      { id: "paper" },
      words.map((word) => h("section", { class: "sheet" }, DRAWN[word](onPaperAs(word)))),
      h("footer", null, "As of ", data.day, " · written by ", h("code", null, "cargo boundaries report --html")),
    );
    // Ids stay with what is on the screen.
    for (const found of paper.querySelectorAll("[id]")) if (found.localName !== "marker") found.removeAttribute("id");
    document.body.append(paper);
  } finally {
    onPaper = false;
  }
}

window.addEventListener("beforeprint", toPaper);
window.addEventListener("afterprint", () => document.getElementById("paper")?.remove());
