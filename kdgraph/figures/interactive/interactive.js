// Shows a drawing of kdgraph as SVG and lets it answer the pointer, the keyboard and touch.
//
// The data are plain values made by `scene.py`. Words go into text nodes and attributes only, never
// through an HTML parser, so that no title or sentence can become markup.

const SVG = "http://www.w3.org/2000/svg";
const MOST_ZOOM = 12;
const MOST_HITS = 8;
const TALL = 380; // pixels
const UNLISTED = "not on the list";
const DASHES = { dashed: [4, 2.6], dotted: [0.1, 2.2] };
// every shape about the origin, for a diameter of 2
const SHAPES = {
  circle: "M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z",
  square: polygon([[-0.89, -0.89], [0.89, -0.89], [0.89, 0.89], [-0.89, 0.89]]),
  diamond: polygon([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]),
  triangle: polygon([[0, -1.2], [1.1, 0.9], [-1.1, 0.9]]),
  inverted: polygon([[0, 1.2], [1.1, -0.9], [-1.1, -0.9]]),
  pentagon: polygon(regular(5, 1.1)),
  hexagon: polygon(regular(6, 1.1)),
  star: polygon(regular(10, 1.3).map(([x, y], at) => (at % 2 ? [x * 0.45, y * 0.45] : [x, y]))),
};

function polygon(corners) {
  return "M" + corners.map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`).join("L") + "Z";
}

function regular(count, radius) {
  return Array.from({ length: count }, (_, at) => {
    const turn = (2 * Math.PI * at) / count - Math.PI / 2;
    return [radius * Math.cos(turn), radius * Math.sin(turn)];
  });
}

function svg(name, attributes = {}, parent = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
}

function html(name, attributes = {}, parent = null, words = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (words !== null) made.textContent = words;
  parent?.append(made);
  return made;
}

function folded(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function pairOf(citing, cited) {
  return `${citing}\n${cited}`;
}

export class Picture {
  // `say` is told what a reader chose: ("pinned", ids) and ("look", text), as an address keeps it.
  constructor(root, say = () => {}) {
    this.root = html("div", { class: "kd" }, root);
    this.say = say;
    this.shown = null;
    this.skeleton();
  }

  skeleton() {
    const bar = html("div", { class: "kd-bar" }, this.root);
    const box = html("div", { class: "kd-search" }, bar);
    this.search = html(
      "input",
      {
        type: "search",
        placeholder: "Find in this picture",
        "aria-label": "Find a paper in this picture",
        role: "combobox",
        "aria-expanded": "false",
        "aria-controls": "kd-hits",
        "aria-autocomplete": "list",
        autocomplete: "off",
        spellcheck: "false",
      },
      box,
    );
    this.hits = html("ul", { class: "kd-hits", id: "kd-hits", role: "listbox", hidden: "" }, box);
    this.hits.setAttribute("aria-label", "Papers found");
    const years = html("fieldset", { class: "kd-years" }, bar);
    html("legend", {}, years, "Years");
    this.from = html("input", { type: "range", "aria-label": "First year" }, years);
    this.span = html("output", {}, years);
    this.to = html("input", { type: "range", "aria-label": "Last year" }, years);
    const zoom = html("div", { class: "kd-zoom", role: "group", "aria-label": "Zoom" }, bar);
    for (const [words, name, act] of [
      ["−", "Zoom out", () => this.zoom(1 / 1.5)],
      ["+", "Zoom in", () => this.zoom(1.5)],
      ["Whole", "Show the whole picture", () => this.look(1, 0, 0)],
    ]) {
      html("button", { type: "button", "aria-label": name, title: name }, zoom, words)
        .addEventListener("click", act);
    }
    const second = html("div", { class: "kd-bar" }, this.root);
    this.sections = html("div", { class: "kd-chips kd-only", role: "group" }, second);
    this.sections.setAttribute("aria-label", "Show only these sections");
    this.kinds = html("div", { class: "kd-chips kd-kinds", role: "group" }, second);
    this.kinds.setAttribute("aria-label", "Kinds of arcs");
    this.legend = html("div", { class: "kd-legend", "aria-hidden": "true" }, second);
    this.stage = html("div", { class: "kd-stage" }, this.root);
    // three layers, so that fading the marks paints none of them anew
    this.back = svg("svg", { class: "kd-layer", "aria-hidden": "true" }, this.stage);
    this.canvas = svg("svg", { class: "kd-marks", role: "group" }, this.stage);
    this.front = svg("svg", { class: "kd-layer", "aria-hidden": "true" }, this.stage);
    this.tip = html("div", { class: "kd-tip", hidden: "" }, this.stage);
    this.quote = html("div", { class: "kd-quote", hidden: "" }, this.stage);
    this.anchor = html("div", { class: "kd-anchor" }, this.stage);
    this.hint = html("div", { class: "kd-hint", hidden: "" }, this.stage, "Ctrl + wheel zooms");
    this.aloud = html("div", { class: "kd-aloud", "aria-live": "polite" }, this.root);
    this.listen();
  }

  listen() {
    this.search.addEventListener("input", () => this.seek());
    this.search.addEventListener("keydown", (event) => this.inSearch(event));
    this.search.addEventListener("blur", () => setTimeout(() => this.closeHits(), 150));
    for (const one of [this.from, this.to]) {
      one.addEventListener("input", () => this.brush(one));
      one.addEventListener("change", () => this.tell());
    }
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.away());
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointerup", (event) => this.lift(event));
    this.canvas.addEventListener("pointercancel", (event) => this.drop(event));
    this.canvas.addEventListener("click", (event) => this.click(event));
    this.canvas.addEventListener("dblclick", (event) => this.open(event));
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("focusin", (event) => this.focused(event));
    this.canvas.addEventListener("focusout", () => this.away());
    this.pointers = new Map();
  }

  // Show data; what is shown already stays as it is, with its zoom.
  show(data, pinned = [], look = "", hidden = []) {
    const version = `${data.name} ${data.digest} ${data.colours.ground} ${data.width}`;
    if (version !== this.shown) {
      this.shown = version;
      this.data = data;
      this.hidden = new Set(hidden);
      this.draw();
      this.recall(look);
    } else if ([...this.hidden].join("\n") !== hidden.join("\n")) {
      this.hidden = new Set(hidden);  // by the filter of the page around the picture
      this.filter();
    }
    const known = pinned.filter((id) => this.data.papers[id]);
    if (known.join("\n") !== this.pinned.join("\n")) this.pin(known, false);
  }

  draw() {
    const { data } = this;
    for (const [name, colour] of Object.entries(data.colours)) {
      this.root.style.setProperty(`--kd-${name}`, colour);
    }
    for (const layer of [this.back, this.canvas, this.front]) {
      layer.replaceChildren();
      layer.setAttribute("viewBox", `0 0 ${data.width} ${data.height}`);
      layer.setAttribute("width", data.width);
      layer.setAttribute("height", data.height);
    }
    this.canvas.setAttribute("aria-label", data.alt);
    this.axes = svg("g", { class: "kd-axes" }, this.back);
    this.field = svg("g", {}, this.canvas);
    this.lines = svg("g", {}, this.field);
    this.targets = svg("g", {}, this.field);
    this.upper = svg("g", {}, this.field);
    this.extra = svg("g", { "aria-hidden": "true" }, this.field);
    this.over = svg("g", {}, this.front);  // copies of what is lit, over the faded layer
    this.items = [];
    this.of = new Map(Object.keys(data.papers).map((id) => [id, []]));
    this.between = new Map();
    this.ticks = [];
    this.pinned = [];
    this.lit = new Set();
    this.chief = [];
    this.off = new Set();
    this.only = new Set();
    this.view = { k: 1, x: 0, y: 0 };
    this.relate();
    for (const panel of data.panels) this.panel(panel);
    this.reach();
    this.chips();
    this.range();
    this.look(1, 0, 0);
  }

  relate() {
    this.forebears = new Map();
    this.heirs = new Map();
    for (const arc of this.data.arcs) {
      if (!this.forebears.has(arc.citing)) this.forebears.set(arc.citing, []);
      if (!this.heirs.has(arc.cited)) this.heirs.set(arc.cited, []);
      this.forebears.get(arc.citing).push(arc);
      this.heirs.get(arc.cited).push(arc);
    }
    const year = (id) => this.data.papers[id]?.year ?? 9999;
    for (const arcs of this.heirs.values()) arcs.sort((a, b) => year(a.citing) - year(b.citing));
    for (const arcs of this.forebears.values()) arcs.sort((a, b) => b.descent - a.descent);
    this.arc = new Map(this.data.arcs.map((arc) => [pairOf(arc.citing, arc.cited), arc]));
  }

  panel(panel) {
    for (const at of panel.x.lines) {
      const el = svg("line", { class: "kd-grid", y1: panel.top, y2: panel.bottom }, this.axes);
      this.ticks.push({ el, x: at, panel, upright: true });
    }
    for (const at of panel.y.lines) {
      const el = svg("line", { class: "kd-grid", x1: panel.left, x2: panel.right }, this.axes);
      this.ticks.push({ el, y: at, panel });
    }
    // a tall picture says its years above, too: below they are out of sight at first
    const heights = panel.bottom - panel.top > TALL ? [panel.bottom + 19, panel.top - 6] : [panel.bottom + 19];
    for (const [at, words] of panel.x.ticks) {
      for (const y of heights) {
        const el = svg("text", { class: "kd-tick", "text-anchor": "middle", y }, this.axes);
        el.textContent = words;
        this.ticks.push({ el, x: at, panel, words: true });
      }
    }
    for (const [at, words] of panel.y.ticks) {
      const el = svg("text", { class: "kd-tick", "text-anchor": "end" }, this.axes);
      el.textContent = words;
      el.setAttribute("x", panel.left - 7);
      this.ticks.push({ el, y: at, panel, words: true });
    }
    for (const item of panel.items) this.item(item);
  }

  item(item) {
    const papers = item.papers.filter((id) => this.data.papers[id]);
    const held = { item, papers, x: item.x, y: item.y };
    if (item.kind === "curve" || item.kind === "area") this.path(held);
    else if (item.kind === "point") this.dot(held);
    else this.text(held);
    this.items.push(held);
    if (papers.length === 1) this.of.get(papers[0]).push(held);
    else if (papers.length === 2) {
      const pair = pairOf(...papers);
      if (!this.between.has(pair)) this.between.set(pair, []);
      this.between.get(pair).push(held);
    } else for (const id of papers) this.of.get(id).push(held);
  }

  path(held) {
    const { item } = held;
    const filled = item.kind === "area";
    held.el = svg(
      "path",
      {
        class: "kd-item",
        d: item.d,
        fill: filled ? item.ink : "none",
        stroke: filled ? "none" : item.ink,
        opacity: item.opacity ?? 1,
        "vector-effect": "non-scaling-stroke",
      },
      this.lines,
    );
    if (!filled) {
      held.el.setAttribute("stroke-width", item.width);
      held.el.setAttribute("stroke-linecap", item.dash === "dotted" ? "round" : "butt");
      const dash = DASHES[item.dash];
      if (dash) {
        const unit = Math.max(item.width, 1.4);
        held.el.setAttribute("stroke-dasharray", dash.map((part) => part * unit).join(" "));
      }
    }
    if (!held.papers.length && !item.words) return;
    held.hit = svg(
      "path",
      {
        class: "kd-hit",
        d: item.d,
        fill: filled ? "#000" : "none",
        "vector-effect": "non-scaling-stroke",
      },
      this.targets,
    );
    held.hit.held = held;
  }

  dot(held) {
    const { item } = held;
    held.el = svg("g", { class: "kd-item kd-point" }, this.upper);
    const radius = item.size / 2;
    const reach = Math.max(radius, 9);
    svg("circle", { class: "kd-halo", r: radius + 5 }, held.el);
    svg("circle", { class: "kd-reach", r: reach }, held.el);
    svg(
      "path",
      {
        d: SHAPES[item.shape],
        transform: `scale(${radius})`,
        fill: item.filled ? item.ink : this.data.colours.ground,
        stroke: item.ink,
        "stroke-width": item.edge,
        "vector-effect": "non-scaling-stroke",
      },
      held.el,
    );
    held.el.held = held;
    if (held.papers.length !== 1) return;
    const paper = this.data.papers[held.papers[0]];
    held.el.dataset.paper = held.papers[0];
    held.el.setAttribute("role", "button");
    held.el.setAttribute("tabindex", "-1");
    held.el.setAttribute("aria-pressed", "false");
    held.el.setAttribute("aria-label", `${paper.title}, ${paper.year ?? "year unknown"}`);
  }

  text(held) {
    const { item } = held;
    held.el = svg("g", { class: "kd-item kd-words" }, this.upper);
    const words = svg(
      "text",
      {
        class: item.plate ? "kd-plate" : "",
        x: item.dx,
        y: item.dy,
        fill: item.ink,
        "font-size": item.size,
        "text-anchor": { left: "start", center: "middle", right: "end" }[item.across],
      },
      held.el,
    );
    if (item.weight === "semibold") words.setAttribute("font-weight", 600);
    if (item.weight === "italic") words.setAttribute("font-style", "italic");
    if (item.angle) words.setAttribute("transform", `rotate(-90 ${item.dx} ${item.dy})`);
    words.textContent = item.text;
    held.words = words;
    held.el.held = held;
    if (held.papers.length) held.el.setAttribute("aria-hidden", "true");  // its mark is read
  }

  // The first paper can be reached with the tabulator; arrows lead from there.
  reach() {
    const first = this.items
      .filter((held) => held.item.kind === "point" && held.papers.length === 1)
      .sort((a, b) => a.x - b.x)[0];
    first?.el.setAttribute("tabindex", "0");
  }

  chips() {
    const { data } = this;
    this.sections.replaceChildren();
    this.kinds.replaceChildren();
    this.legend.replaceChildren();
    for (const one of data.sections) {
      this.chip(this.sections, one.name, one, `${one.name} (${one.count})`, (pressed) => {
        pressed ? this.only.add(one.name) : this.only.delete(one.name);
      });
    }
    for (const one of data.kinds) {
      this.chip(this.kinds, one.kind, this.strokeOf(one.kind), `${one.label} (${one.count})`, (pressed) => {
        pressed ? this.off.delete(one.kind) : this.off.add(one.kind);
      }).setAttribute("aria-pressed", "true");
    }
    for (const key of data.keys) {
      const item = html("span", {}, this.legend);
      this.sign(item, key);
      item.append(key.words);
    }
  }

  strokeOf(kind) {
    const arc = this.data.arcs.find((one) => one.kind === kind);
    const item = this.between.get(pairOf(arc.citing, arc.cited)).at(-1).item;
    return { sign: "line", ink: "currentColor", dash: item.dash ?? "solid", width: item.width ?? 1.5, drawn: 1 };
  }

  chip(parent, name, look, words, change) {
    const made = html("button", { type: "button", class: "kd-chip", "aria-pressed": "false" });
    made.dataset.name = name;
    if (look) this.sign(made, look);
    made.append(words);
    made.addEventListener("click", () => {
      const pressed = made.getAttribute("aria-pressed") !== "true";
      made.setAttribute("aria-pressed", String(pressed));
      change(pressed);
      this.filter();
      this.tell();
    });
    parent.append(made);
    return made;
  }

  sign(parent, look) {
    const small = svg("svg", { width: 18, height: 12, viewBox: "-9 -6 18 12" }, parent);
    small.setAttribute("aria-hidden", "true");
    if (look.sign === "line") {
      const line = svg("path", { d: "M-8 0L8 0", stroke: look.ink, "stroke-width": Math.min(look.width * (look.drawn ?? 1.4), 5) });
      const dash = DASHES[look.dash];
      if (dash) line.setAttribute("stroke-dasharray", dash.map((part) => part * 1.8).join(" "));
      if (look.dash === "dotted") line.setAttribute("stroke-linecap", "round");
      small.append(line);
    } else if (look.sign === "bar") {
      svg("rect", { x: -7, y: -4, width: 14, height: 8, fill: look.ink }, small);
    } else {
      const fill = look.filled === false ? "none" : look.ink;
      svg("path", { d: SHAPES[look.sign], transform: "scale(4.4)", fill, stroke: look.ink,
        "stroke-width": 1.6, "vector-effect": "non-scaling-stroke" }, small);
    }
  }

  range() {
    const [first, last] = this.data.years.length ? this.data.years : [0, 0];
    for (const one of [this.from, this.to]) {
      one.min = first;
      one.max = last;
    }
    this.from.value = first;
    this.to.value = last;
    this.from.parentElement.hidden = first === last;
    this.brush(null);
  }

  brush(moved) {
    if (Number(this.from.value) > Number(this.to.value)) {
      if (moved === this.from) this.from.value = this.to.value;
      else this.to.value = this.from.value;
    }
    this.span.textContent = `${this.from.value} to ${this.to.value}`;
    for (const one of [this.from, this.to]) one.setAttribute("aria-valuetext", one.value);
    this.filter();
  }

  // Which papers and arcs the choices of section, year and kind leave.
  filter() {
    const { papers, years } = this.data;
    const [low, high] = [Number(this.from.value), Number(this.to.value)];
    const whole = !years.length || (low === years[0] && high === years[1]);
    const out = (id) => {
      if (this.hidden.has(id)) return true;
      const paper = papers[id];
      const section = paper.section || UNLISTED;
      if (this.only.size && !this.only.has(section)) return true;
      return !whole && !(paper.year >= low && paper.year <= high);
    };
    this.gone = new Set(Object.keys(papers).filter(out));
    for (const held of this.items) {
      if (!held.papers.length) continue;
      const arc = held.papers.length === 2 ? this.arc.get(pairOf(...held.papers)) : null;
      const hidden = arc
        ? this.off.has(arc.kind) || held.papers.some((id) => this.gone.has(id))
        : held.papers.every((id) => this.gone.has(id));
      held.out = hidden;
      held.el.classList.toggle("kd-out", hidden);
      held.hit?.classList.toggle("kd-out", hidden);
    }
    this.root.classList.toggle("kd-filtered", this.gone.size > 0 || this.off.size > 0);
    const left = Object.keys(papers).length - this.gone.size;
    if (this.gone.size) this.speak(`${left} of ${left + this.gone.size} papers shown`);
  }

  // The choices as a text for the address, and back.
  tell() {
    const { years } = this.data;
    const parts = [];
    if (this.only.size) parts.push(`only=${[...this.only].map(encodeURIComponent).join(",")}`);
    if (this.off.size) parts.push(`without=${[...this.off].map(encodeURIComponent).join(",")}`);
    if (years.length && (this.from.value != years[0] || this.to.value != years[1])) {
      parts.push(`years=${this.from.value}-${this.to.value}`);
    }
    this.say("look", parts.join(";"));
  }

  recall(look) {
    for (const part of (look || "").split(";")) {
      const [name, value = ""] = part.split("=");
      const words = value.split(",").map((one) => {
        try {
          return decodeURIComponent(one);
        } catch {
          return "";
        }
      });
      if (name === "years") {
        const [from, to] = value.split("-").map(Number);
        if (Number.isFinite(from) && Number.isFinite(to)) {
          this.from.value = from;
          this.to.value = to;
        }
      }
      for (const chip of [...this.sections.children, ...this.kinds.children]) {
        const chosen = words.includes(chip.dataset.name);
        if (name === "only" && chip.parentElement === this.sections && chosen) {
          this.only.add(chip.dataset.name);
          chip.setAttribute("aria-pressed", "true");
        }
        if (name === "without" && chip.parentElement === this.kinds && chosen) {
          this.off.add(chip.dataset.name);
          chip.setAttribute("aria-pressed", "false");
        }
      }
    }
    this.brush(null);
  }

  // All papers from which one descends, and all that descend from it; of plain citations, those
  // next to it, since nearly everything is somehow connected by these.
  family(id) {
    const papers = new Set([id]);
    const arcs = new Set();
    for (const [map, far] of [[this.forebears, "cited"], [this.heirs, "citing"]]) {
      const waiting = [id];
      const seen = new Set([id]);
      while (waiting.length) {
        const here = waiting.pop();
        for (const arc of map.get(here) ?? []) {
          if (this.off.has(arc.kind) || (!arc.descent && here !== id)) continue;
          arcs.add(arc);
          papers.add(arc[far]);
          if (arc.descent && !seen.has(arc[far])) {
            seen.add(arc[far]);
            waiting.push(arc[far]);
          }
        }
      }
    }
    return { papers, arcs };
  }

  light(papers, arcs, chief = []) {
    const lit = new Set();
    for (const id of papers) for (const held of this.of.get(id) ?? []) lit.add(held.el);
    for (const arc of arcs) {
      for (const held of this.between.get(pairOf(arc.citing, arc.cited)) ?? []) lit.add(held.el);
    }
    for (const el of this.lit) if (!lit.has(el)) el.classList.remove("kd-lit");
    for (const el of lit) el.classList.add("kd-lit");
    this.lit = lit;
    for (const el of this.chief) el.classList.remove("kd-chief");
    this.chief = chief.flatMap((id) => (this.of.get(id) ?? []).map((held) => held.el));
    for (const el of this.chief) el.classList.add("kd-chief");
    this.copy();
    this.root.classList.toggle("kd-dim", lit.size > 0);
  }

  copy() {
    this.over.replaceChildren();
    const lines = svg("g", { transform: this.lines.getAttribute("transform") }, this.over);
    for (const el of this.lit) {
      const copied = el.cloneNode(true);
      for (const name of ["role", "tabindex", "aria-label", "aria-pressed", "data-paper"]) {
        copied.removeAttribute(name);
      }
      copied.classList.remove("kd-point", "kd-words");
      (el.parentNode === this.lines ? lines : this.over).append(copied);
    }
  }

  // What is lit where nothing is pointed at: what is pinned.
  rest() {
    this.tip.hidden = true;
    this.quote.hidden = true;
    this.pointed = null;
    this.lightOf(this.pinned);
  }

  lightOf(ids) {
    if (!ids.length) this.light([], []);
    else if (ids.length === 1) {
      const { papers, arcs } = this.family(ids[0]);
      this.light(papers, arcs, ids);
    } else {
      const arc = this.arc.get(pairOf(ids[0], ids[1])) ?? this.arc.get(pairOf(ids[1], ids[0]));
      this.light(ids, arc ? [arc] : [], ids);
    }
  }

  heldAt(event) {
    const found = event.target.closest?.(".kd-point, .kd-words, .kd-hit")?.held;
    return found && !found.out && (found.papers.length || found.item.words) ? found : null;
  }

  point(event) {
    const pointer = this.pointers.get(event.pointerId);
    if (pointer) {
      this.move(event, pointer);
      return;
    }
    if (event.pointerType === "touch") return;
    const held = this.heldAt(event);
    if (!held) {
      if (this.pointed) this.rest();
      return;
    }
    if (held !== this.pointed) this.tellOf(held);
    this.place(this.tip, event);
  }

  away() {
    if (this.pointed) this.rest();
  }

  tellOf(held) {
    this.pointed = held;
    this.lightOf(held.papers);
    this.quote.hidden = true;
    this.tip.replaceChildren();
    if (held.papers.length === 1) this.tellPaper(held.papers[0]);
    else if (held.papers.length === 2) this.tellArc(held);
    else html("p", {}, this.tip, held.item.words || `${held.papers.length} papers`);
    this.tip.hidden = false;
  }

  tellPaper(id) {
    const paper = this.data.papers[id];
    html("strong", {}, this.tip, paper.title);
    const dated = paper.venue.includes(String(paper.year));
    const about = [paper.authors, dated ? paper.venue : [paper.venue, paper.year].filter(Boolean).join(" ")];
    html("p", {}, this.tip, about.filter(Boolean).join(" · "));
    const cited = `cited by ${paper.cited.toLocaleString("en")} here`;
    html("p", { class: "kd-small" }, this.tip, `${paper.section || UNLISTED} · ${cited}`);
    const arcs = (this.forebears.get(id) ?? []).filter((arc) => arc.descent);
    for (const arc of arcs.slice(0, 2)) {
      const from = this.data.papers[arc.cited];
      if (from) html("p", { class: "kd-small" }, this.tip, `${arc.said} ${from.name}`);
    }
    const spoken = arcs.find((arc) => arc.sentence);
    if (spoken) this.quoteOn(spoken);
  }

  tellArc(held) {
    const [one, other] = held.papers;
    const arc = this.arc.get(pairOf(one, other)) ?? this.arc.get(pairOf(other, one));
    const names = [arc?.citing ?? one, arc?.cited ?? other].map((id) => this.data.papers[id].name);
    html("strong", {}, this.tip, `${names[0]} ${arc?.said ?? "and"} ${names[1]}`);
    if (arc?.sentence) html("q", {}, this.tip, arc.sentence);
    else if (held.item.words) html("p", { class: "kd-small" }, this.tip, held.item.words);
  }

  // The sentence rides on its arc, at half of its way.
  quoteOn(arc) {
    const line = this.between.get(pairOf(arc.citing, arc.cited))?.[0]?.el;
    if (!line?.getPointAtLength) return;
    const at = line.getPointAtLength(line.getTotalLength() / 2);
    const { k, x, y } = this.view;
    this.quote.textContent = `${arc.label}: “${arc.sentence}”`;
    this.quote.hidden = false;
    const room = this.stage.clientWidth - this.quote.offsetWidth - 4;
    const left = Math.min(Math.max(at.x * k + x - this.quote.offsetWidth / 2, 4), Math.max(room, 4));
    this.quote.style.left = `${left}px`;
    this.quote.style.top = `${Math.max(at.y * k + y - this.quote.offsetHeight - 8, 0)}px`;
  }

  // Beside the pointer, on the side where it hides least of what is lit; never under it.
  place(box, event) {
    const stage = this.stage.getBoundingClientRect();
    const x = event.clientX - stage.left + this.stage.scrollLeft;
    const y = event.clientY - stage.top;
    const [wide, high] = [box.offsetWidth, box.offsetHeight];
    const lowest = Math.min(this.stage.clientHeight, window.innerHeight - stage.top);
    const across = Math.max(this.stage.clientWidth + this.stage.scrollLeft - wide, 0);
    const down = Math.max(lowest - high, 0);
    let best = null;
    for (const side of [[18, 18], [18, -14 - high], [-18 - wide, 18], [-18 - wide, -14 - high]]) {
      const left = Math.min(Math.max(x + side[0], 0), across);
      const top = Math.min(Math.max(y + side[1], Math.max(-stage.top, 0)), Math.max(down, 0));
      const under = x > left - 8 && x < left + wide + 8 && y > top - 8 && y < top + high + 8;
      const hidden = this.hiddenBy(left, top, wide, high) + (under ? 1000 : 0);
      if (!best || hidden < best.hidden) best = { left, top, hidden };
    }
    box.style.left = `${best.left}px`;
    box.style.top = `${best.top}px`;
  }

  hiddenBy(left, top, wide, high) {
    const { k, x, y } = this.view;
    let count = 0;
    for (const held of this.items) {
      if (held.item.kind !== "point" || !this.lit.has(held.el)) continue;
      const [across, down] = [held.x * k + x, held.y * k + y];
      // its name stands to the right of most marks
      if (across > left - 60 && across < left + wide && down > top - 8 && down < top + high + 8) count += 1;
    }
    return count;
  }

  click(event) {
    if (this.moved) {
      this.moved = false;
      return;
    }
    const held = this.heldAt(event);
    if (!held) {
      if (this.pinned.length) this.pin([]);
      return;
    }
    this.tellOf(held);
    // what is pinned is told beside the picture, so that its tip would only hide what is lit
    this.tip.hidden = true;
    this.pin(held.papers);
    held.el.focus?.({ preventScroll: true });
    if (this.covered) this.uncover(event);
  }

  // What is told of a mark may lie over the lower half of the window: bring the mark above it.
  uncover(event) {
    const stage = this.stage.getBoundingClientRect();
    this.anchor.style.left = `${event.clientX - stage.left + this.stage.scrollLeft}px`;
    this.anchor.style.top = `${event.clientY - stage.top}px`;
    this.anchor.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "smooth" });
  }

  pin(ids, say = true) {
    this.pinned = ids.slice(0, 50);
    for (const held of this.items) {
      if (held.el.getAttribute("role") !== "button") continue;
      const chosen = ids.length === 1 && held.papers[0] === ids[0];
      held.el.setAttribute("aria-pressed", String(chosen));
      held.el.classList.toggle("kd-pinned", chosen);
    }
    this.lightOf(ids);
    if (say) this.say("pinned", ids);
  }

  open(event) {
    const held = this.heldAt(event);
    if (held?.papers.length === 1) this.say("opened", held.papers[0]);
  }

  press(event) {
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.moved = false;
  }

  move(event, pointer) {
    const others = [...this.pointers.entries()].filter(([id]) => id !== event.pointerId);
    const [dx, dy] = [event.clientX - pointer.x, event.clientY - pointer.y];
    if (others.length) {
      const [, other] = others[0];
      const before = Math.hypot(pointer.x - other.x, pointer.y - other.y);
      const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      const box = this.canvas.getBoundingClientRect();
      const middle = [(event.clientX + other.x) / 2 - box.left, (event.clientY + other.y) / 2 - box.top];
      if (before > 10) this.zoom(after / before, ...middle);
      this.moved = true;
    } else if (event.pointerType !== "touch" && this.view.k > 1 && Math.hypot(dx, dy) > 0) {
      if (!this.moved && Math.hypot(dx, dy) < 4) return;
      this.moved = true;
      this.canvas.setPointerCapture?.(event.pointerId);
      this.look(this.view.k, this.view.x + dx, this.view.y + dy);
    } else return;
    pointer.x = event.clientX;
    pointer.y = event.clientY;
  }

  lift(event) {
    this.pointers.delete(event.pointerId);
    if (this.moved) this.more();
  }

  drop(event) {
    this.pointers.delete(event.pointerId);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) {
      this.hint.hidden = false;
      clearTimeout(this.hinting);
      this.hinting = setTimeout(() => (this.hint.hidden = true), 900);
      return;
    }
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    const factor = Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002));
    this.zoom(factor, event.clientX - box.left, event.clientY - box.top);
  }

  // About a place of the picture; by default about the paper that is pinned, else the middle.
  zoom(factor, x, y) {
    if (x === undefined) {
      const held = this.pinned.length === 1 ? this.dotOf(this.pinned[0]) : null;
      x = held ? held.x * this.view.k + this.view.x : this.data.width / 2;
      y = held ? held.y * this.view.k + this.view.y : this.data.height / 2;
    }
    const k = Math.min(Math.max(this.view.k * factor, 1), MOST_ZOOM);
    const real = k / this.view.k;
    this.look(k, x - (x - this.view.x) * real, y - (y - this.view.y) * real);
  }

  // Set the view; words and marks keep their size, and no empty margin comes into it.
  look(k, x, y) {
    const { width, height } = this.data;
    x = Math.min(Math.max(x, width * (1 - k)), 0);
    y = Math.min(Math.max(y, height * (1 - k)), 0);
    this.view = { k, x, y };
    const whole = `matrix(${k} 0 0 ${k} ${x} ${y})`;
    this.lines.setAttribute("transform", whole);
    this.targets.setAttribute("transform", whole);
    for (const held of this.items) {
      if (held.x === undefined) continue;
      held.el.setAttribute("transform", `translate(${held.x * k + x} ${held.y * k + y})`);
    }
    for (const tick of this.ticks) this.tick(tick);
    this.copy();
    this.root.classList.toggle("kd-near", k > 1);
    this.quote.hidden = true;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.more(), 120);
  }

  tick({ el, x, y, panel, upright, words }) {
    const { k } = this.view;
    if (x !== undefined) {
      const at = x * k + this.view.x;
      el.toggleAttribute("hidden", at < panel.left - 1 || at > panel.right + 1);
      el.style.display = at < panel.left - 1 || at > panel.right + 1 ? "none" : "";
      if (words) el.setAttribute("x", at);
      else {
        el.setAttribute("x1", at);
        el.setAttribute("x2", at);
      }
    } else {
      const at = y * k + this.view.y;
      el.style.display = at < panel.top - 1 || at > panel.bottom + 1 ? "none" : "";
      if (words) el.setAttribute("y", at + 4);
      else {
        el.setAttribute("y1", at);
        el.setAttribute("y2", at);
      }
    }
  }

  // Where zooming made room, give names to marks that had none.
  more() {
    this.extra.replaceChildren();
    if (this.view.k < 1.4) return;
    const { width, height } = this.data;
    const named = new Set();
    const taken = [];
    const inside = (x, y) => x > 0 && y > 0 && x < width && y < height;
    for (const held of this.items) {
      if (held.item.kind !== "text" || held.out) continue;
      for (const id of held.papers) named.add(id);
      const { k, x, y } = this.view;
      const [left, top] = [held.x * k + x, held.y * k + y];
      if (!inside(left, top)) continue;
      const box = held.words.getBBox();
      taken.push([left + box.x, top + box.y, left + box.x + box.width, top + box.y + box.height]);
    }
    for (const held of this.items) {
      if (held.item.kind !== "point" || held.out || held.papers.length !== 1) continue;
      const id = held.papers[0];
      const { k, x, y } = this.view;
      const [left, top] = [held.x * k + x + held.item.size / 2 + 4, held.y * k + y];
      if (named.has(id) || !inside(left, top)) continue;
      const words = svg("text", { class: "kd-plate kd-more", x: left, y: top + 4 }, this.extra);
      words.textContent = this.data.papers[id].name;
      const box = words.getBBox();
      const mine = [box.x, box.y, box.x + box.width, box.y + box.height];
      const hit = taken.some((b) => b[0] < mine[2] && mine[0] < b[2] && b[1] < mine[3] && mine[1] < b[3]);
      if (hit) words.remove();
      else taken.push(mine);
    }
  }

  key(event) {
    const held = event.target.closest?.(".kd-point")?.held;
    const id = held?.papers[0];
    const step = { ArrowLeft: "forebear", ArrowRight: "heir", ArrowUp: "before", ArrowDown: "after" };
    if (event.key === "Escape") this.pin([]);
    else if (event.key === "+" || event.key === "=") this.zoom(1.5);
    else if (event.key === "-") this.zoom(1 / 1.5);
    else if (event.key === "0") this.look(1, 0, 0);
    else if (id && (event.key === "Enter" || event.key === " ")) this.pin([id]);
    else if (id && step[event.key]) this.walk(id, step[event.key]);
    else return;
    event.preventDefault();
  }

  walk(id, step) {
    const free = (arcs, end) => (arcs ?? []).map((arc) => arc[end]).filter((one) => this.dotOf(one));
    let next = null;
    if (step === "forebear") next = free(this.forebears.get(id), "cited")[0];
    else if (step === "heir") next = free(this.heirs.get(id), "citing")[0];
    else {
      // siblings first; where there are none, the neighbour above or below
      const parent = free(this.forebears.get(id), "cited")[0];
      let row = parent ? free(this.heirs.get(parent), "citing") : [];
      if (row.length < 2) row = Object.keys(this.data.papers).filter((one) => this.dotOf(one));
      row.sort((a, b) => this.dotOf(a).y - this.dotOf(b).y || this.dotOf(a).x - this.dotOf(b).x);
      next = row[row.indexOf(id) + (step === "after" ? 1 : -1)];
    }
    if (next) this.goTo(next);
    else this.speak(`No ${{ forebear: "forebear", heir: "heir" }[step] ?? "further paper"} here`);
  }

  dotOf(id) {
    return this.of.get(id)?.find((held) => held.item.kind === "point" && !held.out);
  }

  goTo(id) {
    const held = this.dotOf(id);
    if (!held) return;
    for (const el of this.upper.querySelectorAll('[tabindex="0"]')) el.setAttribute("tabindex", "-1");
    held.el.setAttribute("tabindex", "0");
    this.bring(held);
    held.el.focus({ preventScroll: true });
    held.el.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  bring(held) {
    const { k, x, y } = this.view;
    const [left, top] = [held.x * k + x, held.y * k + y];
    const { width, height } = this.data;
    if (left > 20 && top > 10 && left < width - 20 && top < height - 20) return;
    this.look(k, width / 2 - held.x * k, height / 2 - held.y * k);
  }

  focused(event) {
    const held = event.target.closest?.(".kd-point")?.held;
    if (!held || held === this.pointed || !held.el.matches(":focus-visible")) return;
    this.tellOf(held);  // the mark is lit, and its halo with it
    const box = held.el.getBoundingClientRect();
    this.place(this.tip, { clientX: box.right, clientY: box.bottom });
  }

  seek() {
    const words = folded(this.search.value).split(/\s+/).filter(Boolean);
    this.hits.replaceChildren();
    this.found = [];
    if (words.length) {
      for (const [id, paper] of Object.entries(this.data.papers)) {
        const text = folded(`${paper.name} ${paper.title} ${paper.authors} ${paper.year ?? ""}`);
        if (words.every((word) => text.includes(word)) && this.dotOf(id)) {
          const early = folded(paper.name).startsWith(words[0]) ? 1 : 0;
          this.found.push([early, paper.cited, id]);
        }
      }
      this.found.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
    }
    const all = this.found.length;
    this.found = this.found.slice(0, MOST_HITS).map(([, , id]) => id);
    this.found.forEach((id, row) => {
      const paper = this.data.papers[id];
      const hit = html("li", { role: "option", id: `kd-hit-${row}`, "aria-selected": "false" }, this.hits);
      hit.textContent = `${paper.name} · ${paper.title} (${paper.year ?? "no year"})`;
      hit.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.fly(id);
      });
    });
    if (words.length && !all) html("li", { class: "kd-none" }, this.hits, "Not in this picture");
    if (all > MOST_HITS) html("li", { class: "kd-none" }, this.hits, `${all - MOST_HITS} more`);
    this.hits.hidden = !words.length;
    this.search.setAttribute("aria-expanded", String(!this.hits.hidden));
    this.choose(this.found.length ? 0 : -1);
  }

  choose(row) {
    this.row = row;
    this.hits.querySelectorAll('[role="option"]').forEach((hit, at) => {
      hit.setAttribute("aria-selected", String(at === row));
    });
    if (row >= 0) this.search.setAttribute("aria-activedescendant", `kd-hit-${row}`);
    else this.search.removeAttribute("aria-activedescendant");
  }

  inSearch(event) {
    const count = this.found?.length ?? 0;
    if (event.key === "ArrowDown" && count) this.choose((this.row + 1) % count);
    else if (event.key === "ArrowUp" && count) this.choose((this.row + count - 1) % count);
    else if (event.key === "Enter" && this.row >= 0 && count) this.fly(this.found[this.row]);
    else if (event.key === "Escape") this.closeHits();
    else return;
    event.preventDefault();
  }

  closeHits() {
    this.hits.hidden = true;
    this.search.setAttribute("aria-expanded", "false");
  }

  fly(id) {
    this.closeHits();
    const held = this.dotOf(id);
    if (!held) return;
    const { width, height } = this.data;
    const k = Math.max(this.view.k, 1);
    const end = { k, x: width / 2 - held.x * k, y: height / 2 - held.y * k };
    const start = { ...this.view };
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const began = performance.now();
    const frame = (now) => {
      const share = still ? 1 : Math.min((now - began) / 350, 1);
      const eased = 1 - (1 - share) ** 3;
      const at = (name) => start[name] + (end[name] - start[name]) * eased;
      this.look(at("k"), at("x"), at("y"));
      if (share < 1) requestAnimationFrame(frame);
      else this.goTo(id);
    };
    requestAnimationFrame(frame);
    this.pin([id]);
    const paper = this.data.papers[id];
    this.speak(`${paper.title}, ${paper.year ?? "year unknown"}`);
  }

  speak(words) {
    this.aloud.textContent = words;
  }
}

// What Streamlit calls, at first and whenever its data change.
export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const kept = parentElement.kdgraph;
  const say = (name, value) =>
    name === "opened" ? setTriggerValue("opened", value) : setStateValue(name, value);
  const picture = kept ?? new Picture(parentElement);
  parentElement.kdgraph = picture;
  picture.say = say;
  picture.covered = data.covered;
  picture.show(data.scene, data.pinned, data.look, data.hidden ?? []);
}
