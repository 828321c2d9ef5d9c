// A matrix of any size as a drawing. Pointer and arrow keys choose a cell, a click or Enter opens it. Signs differ in shape
// where there is room for shapes; what a cell says is told in words below.

const LABELS = 190;

function drawing(matrix) {
  const { groups } = matrix;
  const told = teller("Rows use columns. Point at a cell, or walk with the arrow keys; Enter opens it.");
  const canvas = h("canvas", {
    tabindex: "0",
    role: "img",
    "aria-label": `Matrix of ${number(groups.length)} rows and as many columns, ${many(matrix.cells.size, "filled cell")}. The same as a table: choose Table above.`,
  });
  const frame = h("div", { class: "drawing" }, canvas);
  let cell = 1;
  let left = 0;
  let chosen = null;

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    return {
      ink: of("--ink"),
      faint: of("--faint"),
      line: of("--line"),
      surface: of("--surface"),
      band: of("--band"),
      accent: of("--accent"),
      states: STATES.map((_, state) => of(`--s${state}`)),
    };
  }

  function sign(pen, state, x, y, size) {
    const [middleX, middleY, half] = [x + size / 2, y + size / 2, Math.max(0.75, size * 0.36)];
    pen.beginPath();
    if (size < 5) {
      const side = Math.max(1.4, size);
      pen.rect(middleX - side / 2, middleY - side / 2, side, side);
    } else if (state === UNDECLARED) {
      pen.moveTo(middleX, middleY - half);
      pen.lineTo(middleX + half, middleY + half);
      pen.lineTo(middleX - half, middleY + half);
    } else if (state === OFF_SURFACE) {
      pen.moveTo(middleX, middleY - half);
      pen.lineTo(middleX + half, middleY);
      pen.lineTo(middleX, middleY + half);
      pen.lineTo(middleX - half, middleY);
    } else if (state === TOLERATED) {
      pen.arc(middleX, middleY, half, Math.PI / 2, (3 * Math.PI) / 2);
    } else if (state === INSIDE) {
      pen.rect(middleX - half / 2, middleY - half / 2, half, half);
    } else {
      pen.arc(middleX, middleY, half, 0, 2 * Math.PI);
    }
    if (state === UNOWNED && size >= 5) pen.stroke();
    else pen.fill();
    if (state === TOLERATED && size >= 5) {
      pen.beginPath();
      pen.arc(middleX, middleY, half, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  function draw() {
    const room = Math.max(280, frame.clientWidth || 900);
    const labelled = groups.length <= 90;
    const pen = canvas.getContext("2d");
    pen.font = "12.5px ui-sans-serif, system-ui, sans-serif";
    const longest = labelled ? Math.max(0, ...groups.map(({ label }) => pen.measureText(label).width)) + 14 : 0;
    left = Math.min(longest, LABELS, room / 3);
    cell = Math.max(0.25, Math.min(26, (room - left - 2) / Math.max(1, groups.length)));
    const side = cell * groups.length;
    const top = cell >= 11 ? Math.min(longest, LABELS) : 0;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.ceil((left + side + 1) * scale);
    canvas.height = Math.ceil((top + side + 1) * scale);
    canvas.style.setProperty("width", `${left + side + 1}px`);
    canvas.style.setProperty("height", `${top + side + 1}px`);
    canvas.dataset.top = top;
    const paint = colours();
    pen.scale(scale, scale);
    pen.clearRect(0, 0, left + side + 1, top + side + 1);
    pen.fillStyle = paint.surface;
    pen.fillRect(left, top, side, side);

    // The blocks on the diagonal: what belongs together.
    for (const block of matrix.blocks) {
      const [from, length] = [block.start * cell, (block.end - block.start) * cell];
      pen.fillStyle = paint.band;
      pen.fillRect(left + from, top + from, length, length);
      pen.strokeStyle = paint.faint;
      pen.lineWidth = 0.75;
      pen.strokeRect(left + from + 0.5, top + from + 0.5, Math.max(0, length - 1), Math.max(0, length - 1));
    }
    if (cell >= 8) {
      pen.strokeStyle = paint.line;
      pen.lineWidth = 0.5;
      pen.beginPath();
      for (let at = 0; at <= groups.length; at += 1) {
        pen.moveTo(left + at * cell, top);
        pen.lineTo(left + at * cell, top + side);
        pen.moveTo(left, top + at * cell);
        pen.lineTo(left + side, top + at * cell);
      }
      pen.stroke();
    }
    pen.strokeStyle = paint.faint;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(left, top);
    pen.lineTo(left + side, top + side);
    pen.stroke();

    // The worse stands in front of the better where cells are smaller than dots.
    const filled = [...matrix.cells]
      .map(([key, counts]) => [key, worst(counts)])
      .sort((one, other) => one[1] - other[1]);
    for (const [key, state] of filled) {
      const [row, column] = [Math.floor(key / groups.length), key % groups.length];
      pen.fillStyle = paint.states[state];
      pen.strokeStyle = paint.states[state];
      sign(pen, state, left + column * cell, top + row * cell, cell);
    }

    if (labelled) {
      pen.font = `${Math.max(8, Math.min(12.5, cell - 2))}px ui-sans-serif, system-ui, sans-serif`;
      pen.textBaseline = "middle";
      groups.forEach((group, at) => {
        const isChosen = chosen && (chosen[0] === at || chosen[1] === at);
        pen.fillStyle = isChosen ? paint.accent : paint.ink;
        const label = group.label.length > 30 ? `…${group.label.slice(-29)}` : group.label;
        if (cell >= 8) {
          pen.textAlign = "right";
          pen.fillText(label, left - 6, top + (at + 0.5) * cell, left - 8);
        }
        if (top) {
          pen.save();
          pen.translate(left + (at + 0.5) * cell, top - 6);
          pen.rotate(-Math.PI / 2);
          pen.textAlign = "left";
          pen.fillText(label, 0, 0, top - 8);
          pen.restore();
        }
      });
    }
    if (chosen) {
      pen.strokeStyle = paint.accent;
      pen.lineWidth = 1.25;
      const [row, column] = chosen;
      const size = Math.max(cell, 6);
      const [x, y] = [left + (column + 0.5) * cell, top + (row + 0.5) * cell];
      pen.globalAlpha = 0.45;
      pen.beginPath();
      pen.moveTo(left, y);
      pen.lineTo(left + side, y);
      pen.moveTo(x, top);
      pen.lineTo(x, top + side);
      pen.stroke();
      pen.globalAlpha = 1;
      pen.strokeRect(x - size / 2 - 1, y - size / 2 - 1, size + 2, size + 2);
    }
  }

  function choose(row, column) {
    const last = groups.length - 1;
    if (last < 0) return;
    chosen = [Math.max(0, Math.min(last, row)), Math.max(0, Math.min(last, column))];
    told.tell(`${cellTold(matrix, ...chosen)}.`);
    draw();
  }
  function open() {
    if (!chosen) return;
    const [row, column] = chosen;
    if (row === column) location.hash = groups[row].href;
    else if (matrix.cell(row, column)) location.hash = matrix.link(row, column);
  }
  function under(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - left, event.clientY - box.top - Number(canvas.dataset.top)];
    const [row, column] = [Math.floor(y / cell), Math.floor(x / cell)];
    if (row < 0 || column < 0 || row >= groups.length || column >= groups.length) return null;
    // Where cells are smaller than a fingertip, the nearest filled one is meant.
    for (let away = 0; away <= Math.ceil(3 / cell) && cell < 4; away += 1) {
      for (let down = -away; down <= away; down += 1) {
        for (let right = -away; right <= away; right += 1) {
          if (matrix.cell(row + down, column + right)) return [row + down, column + right];
        }
      }
    }
    return [row, column];
  }
  canvas.addEventListener("pointermove", (event) => {
    const found = under(event);
    if (found && (!chosen || found[0] !== chosen[0] || found[1] !== chosen[1])) choose(...found);
  });
  canvas.addEventListener("click", (event) => {
    const found = under(event);
    if (found) choose(...found);
    if (found) open();
  });
  canvas.addEventListener("keydown", (event) => {
    const [row, column] = chosen || [0, 0];
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (step) choose(row + step[0], column + step[1]);
    else if (event.key === "n" || event.key === "p") jump(event.key === "n" ? 1 : -1);
    else if (event.key === "Enter") open();
    else return;
    event.preventDefault();
  });
  const sorted = [...matrix.cells.keys()].sort((one, other) => one - other);
  /** To the next filled cell, or the one before. */
  function jump(step) {
    if (!sorted.length) return;
    const here = chosen ? chosen[0] * groups.length + chosen[1] : -1;
    const next = step > 0 ? sorted.find((key) => key > here) : sorted.findLast((key) => key < here);
    const key = next === undefined ? sorted[step > 0 ? 0 : sorted.length - 1] : next;
    choose(Math.floor(key / groups.length), key % groups.length);
  }
  redrawn.push({ element: canvas, draw });
  requestAnimationFrame(draw);
  return h(
    "div",
    { class: "matrix" },
    frame,
    told.line,
    h(
      "p",
      { class: "note" },
      "Keys: the arrows move, ",
      h("kbd", null, "n"),
      " and ",
      h("kbd", null, "p"),
      " go to the next and the previous filled cell, ",
      h("kbd", null, "Enter"),
      " opens.",
    ),
  );
}

/** Drawings that have to be drawn again when the window or the colours change. */
const redrawn = [];
function redraw() {
  for (let at = redrawn.length - 1; at >= 0; at -= 1) {
    if (redrawn[at].element.isConnected) redrawn[at].draw();
    else redrawn.splice(at, 1);
  }
}
