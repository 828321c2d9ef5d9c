// Elements. Text only ever becomes text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) element.style.setProperty(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  put(element, children);
  return element;
}

function put(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** An HTML element with attributes (`on…` listens, `--…` is a property of the style) and children. */
const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
/** The same of SVG. */
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** A name that others gave, kept from reordering the text around it. */
const named = (name) => h("bdi", null, name);
/** A path in code. It may break after its separators. */
function path(name) {
  const parts = name.split(/(?<=::|\/)/);
  return h(
    "bdi",
    { class: "path" },
    parts.flatMap((part, at) => (at ? [h("wbr"), part] : [part])),
  );
}
const link = (href, ...children) => h("a", { href }, ...children);

function card(title, note, ...children) {
  return h(
    "section",
    { class: "card" },
    title && h("h2", null, title),
    note && h("p", { class: "note" }, note),
    ...children,
  );
}

/** What stands where there is nothing. */
const empty = (title, ...told) => h("div", { class: "empty" }, h("strong", null, title), h("p", null, ...told));

/** Numbers with what they mean below them. */
const tile = (label, value, told, href, extra) =>
  h(
    href ? "a" : "div",
    { class: "tile", href },
    h("span", { class: "label" }, label),
    h("span", { class: "value" }, value),
    extra,
    h("span", { class: "told" }, told),
  );

/** Told to screen readers, and to nobody else. */
const spoken = (words) => h("span", { class: "spoken" }, words);
