// The graph, as it was laid out when the page was written: who uses stands before who is used.

const HALF = 17;

/** The way of a line: a curve through the points at which it bends, which leaves every box straight. */
function curve(points, down) {
  let way = `M${points[0].join(" ")}`;
  for (let at = 1; at < points.length; at += 1) {
    const [x, y] = points[at];
    const [beforeX, beforeY] = points[at - 1];
    const [middleX, middleY] = [(beforeX + x) / 2, (beforeY + y) / 2];
    const isStraight = down ? beforeX === x : beforeY === y;
    const bend = down ? `${beforeX} ${middleY} ${x} ${middleY}` : `${middleX} ${beforeY} ${middleX} ${y}`;
    way += isStraight ? `L${x} ${y}` : `C${bend} ${x} ${y}`;
  }
  return way;
}

/** Where a line leaves a box, or arrives at it with its tip: on the side of what it uses, or against the order. */
function gate(node, isAhead, away, down) {
  if (down) return [node.x + node.width / 2, node.y + (isAhead ? HALF + away : -HALF - away)];
  return [isAhead ? node.x + node.width + away : node.x - away, node.y];
}

function pictureOf(picture, of) {
  const { nodes, lines } = picture;
  const told = teller("Point at a box or a line, or go from box to box with Tab; Enter opens it.");
  const drawn = lines.map((line) => {
    const [from, to] = [nodes[line.from], nodes[line.to]];
    const leaves = gate(from, !line.against, 0, picture.down);
    const arrives = gate(to, line.against, 5, picture.down);
    const state = worst(line.references);
    const total = sum(line.references);
    const words = `${of.label(from.of)} uses ${of.label(to.of)}: ${line.references
      .map((count, at) => (count ? `${number(count)} ${STATES[at].name}` : null))
      .filter(Boolean)
      .join(", ")}${line.against ? "; against the order" : ""}`;
    const way = curve([leaves, ...line.points, arrives], picture.down);
    const element = svg(
      "g",
      { class: `line s${state}${line.against ? " against" : ""}${line.implied ? " implied" : ""}` },
      svg("path", { class: "wide", d: way }),
      svg("path", {
        class: "way",
        d: way,
        "stroke-width": (1 + Math.log10(total)).toFixed(2),
        "marker-end": `url(#tip${state})`,
      }),
      svg("title", null, words),
    );
    element.addEventListener("pointerenter", () => told.tell(`${words}.`));
    element.addEventListener("click", () => {
      location.hash = toUses(of.word(from.of), of.word(to.of));
    });
    return element;
  });
  const boxes = nodes.map((node, at) => {
    const uses = lines.filter((line) => line.from === at).length;
    const usedBy = lines.filter((line) => line.to === at).length;
    const words = `${of.label(node.of)}${of.told(node.of) ? `, ${of.told(node.of)}` : ""}: uses ${number(uses)}, is used by ${number(usedBy)}`;
    const light = (on) => {
      root.classList.toggle("lit", on);
      drawn.forEach((line, index) => {
        const touches = lines[index].from === at || lines[index].to === at;
        line.classList.toggle("near", on && touches);
        line.classList.toggle("incoming", on && lines[index].to === at);
      });
      const near = new Set(
        lines.filter((line) => line.from === at || line.to === at).flatMap((line) => [line.from, line.to]),
      );
      boxes.forEach((box, index) => box.classList.toggle("near", on && (index === at || near.has(index))));
      if (on) told.tell(`${words}.`);
    };
    const most = Math.max(8, Math.floor((node.width - 22) / 7.6));
    const label = of.label(node.of);
    const shown = label.length > most ? `${label.slice(0, most - 1)}…` : label;
    const box = svg(
      "a",
      { class: "box", href: of.href(node.of), "aria-label": words },
      svg("rect", { x: node.x, y: node.y - HALF, width: node.width, height: 2 * HALF, rx: 6 }),
      svg("text", { x: node.x + 11, y: of.told(node.of) ? node.y - 2 : node.y + 4, class: "name" }, shown),
      of.told(node.of)
        ? svg(
            "text",
            { x: node.x + 11, y: node.y + 11, class: "told" },
            of.told(node.of).length > most + 4 ? `${of.told(node.of).slice(0, most + 3)}…` : of.told(node.of),
          )
        : null,
      svg("title", null, words),
    );
    for (const [event, on] of [
      ["pointerenter", true],
      ["pointerleave", false],
      ["focus", true],
      ["blur", false],
    ])
      box.addEventListener(event, () => light(on));
    return box;
  });
  const tips = STATES.map((_, state) =>
    svg(
      "marker",
      {
        id: `tip${state}`,
        class: `tip s${state}`,
        viewBox: "0 0 8 8",
        refX: 4,
        refY: 4,
        markerWidth: 7,
        markerHeight: 7,
        markerUnits: "userSpaceOnUse",
        orient: "auto",
      },
      svg("path", { d: "M0 0L8 4L0 8z" }),
    ),
  );
  const root = svg(
    "svg",
    {
      class: "picture",
      viewBox: `0 0 ${picture.width} ${picture.height}`,
      width: picture.width,
      height: picture.height,
      role: "group",
      "aria-label": "Who uses whom",
    },
    svg("defs", null, tips),
    drawn,
    boxes,
  );
  return { root, told };
}

function graphView({ parts, query }) {
  const ofCrates = parts[1] === "crates";
  const picture = ofCrates ? data.pictures.crates : data.pictures.territories;
  const mainTerritory = (crate) => modules.territory[inCrate[crate][0]];
  const of = ofCrates
    ? {
        label: (at) => crates.name[at],
        told: (at) => (hasTeams && inCrate[at].length ? territories[mainTerritory(at)].name : ""),
        href: toCrate,
        word: wordOf.crate,
      }
    : {
        label: (at) => territories[at].name,
        told: (at) => many(inTerritory[at].length, "module"),
        href: toTerritory,
        word: wordOf.team,
      };
  const shows = query.get("lines") || "";
  const { root, told } = pictureOf(picture, of);
  root.classList.toggle("all", shows === "all");
  root.classList.toggle("open", shows === "open");
  const states = STATES.map((_, state) => state).filter((state) =>
    picture.lines.some((line) => line.references[state] > 0),
  );
  return [
    h("h1", null, "Graph"),
    h(
      "p",
      { class: "lead" },
      `${picture.down ? "From above to below: who uses stands above who is used." : "From left to right: who uses stands left of who is used."} A line that a longer way already says is left out at first. Dashed lines run back, against the order.`,
    ),
    h(
      "div",
      { class: "bar" },
      h(
        "div",
        { class: "choices", role: "group", "aria-label": "Level" },
        [
          ["", hasTeams ? "Teams" : "Parts"],
          ["crates", "Crates"],
        ].map(([word, shown]) =>
          h(
            "a",
            { href: `#/graph${word && `/${word}`}`, "aria-current": (parts[1] || "") === word ? "true" : null },
            shown,
          ),
        ),
      ),
      choices("Lines", "lines", shows, [
        ["", "Essential"],
        ["all", "All"],
        ["open", hasPolicy ? "Without permission" : "Between teams"],
      ]),
      h(
        "span",
        { class: "note" },
        `${many(picture.nodes.length, "box", "boxes")}, ${many(picture.lines.length, "line")}`,
      ),
    ),
    legend(states),
    picture.left_out
      ? h(
          "p",
          { class: "note" },
          `${number(picture.left_out)} with fewer references are left out, so that the rest can be read.`,
        )
      : null,
    picture.nodes.length
      ? h("div", { class: "stage" }, h("div", { class: "scroll" }, root), told.line)
      : empty("There is nothing to draw", "The workspace has no modules."),
    picture.nodes.length && !picture.lines.length ? empty("No lines", "Nothing here uses anything else.") : null,
  ];
}
