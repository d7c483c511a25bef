// Two pictures of one size, one over the other, with a divider between them. Zoom and place are shared by both sides, since
// there is one canvas. Used by the page and, written into the file, by `./upscale compare`.

import { TILE } from './tiles.js';

/** Screen pixels a picture's pixel can have. */
const MAX_ZOOM = 16;
/** Fitting does not enlarge beyond this. */
const MAX_FIT = 2;
const STEP = 1.25;

function element(tag, className, attributes = {}, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

const between = (low, value, high) => Math.max(low, Math.min(high, value));

export class Viewer {
  /** Builds itself into `parent`. */
  constructor(parent) {
    this.stage = element('div', 'v-stage', {
      tabindex: '0',
      role: 'group',
      'aria-label': 'Comparison. Plus and minus zoom, arrow keys move the picture, 0 fits it, 1 shows pixel for pixel.',
    });
    this.canvas = element('canvas', 'v-canvas', { role: 'img' });
    this.leftLabel = element('span', 'v-label v-left');
    this.rightLabel = element('span', 'v-label v-right');
    this.handle = element('div', 'v-handle', {
      tabindex: '0',
      role: 'slider',
      'aria-label': 'Divider between before and after',
      'aria-orientation': 'horizontal',
      'aria-valuemin': '0',
      'aria-valuemax': '100',
    });
    this.handle.append(element('span', 'v-grip', { 'aria-hidden': 'true' }));
    this.stage.append(this.canvas, this.leftLabel, this.rightLabel, this.handle);
    this.tools = element('div', 'v-tools', { role: 'toolbar', 'aria-label': 'Zoom' });
    this.readout = element('output', 'v-zoom', { 'aria-label': 'Zoom' });
    this.tools.append(
      this.button('−', 'Zoom out', () => this.zoomBy(1 / STEP)),
      this.readout,
      this.button('+', 'Zoom in', () => this.zoomBy(STEP)),
      this.button('Fit', 'Fit the whole picture', () => this.fit()),
      this.button('1:1', 'One pixel of the picture for one of the screen', () => this.zoomTo(1)),
    );
    parent.prepend(this.stage, this.tools);
    this.context = this.canvas.getContext('2d');
    this.checks = this.checkerboard();
    this.split = 0.5;
    this.pointers = new Map();
    new ResizeObserver(() => this.resize()).observe(this.stage);
    this.listen();
  }

  button(text, label, action) {
    const button = element('button', 'v-button', { type: 'button', title: label, 'aria-label': label }, text);
    button.addEventListener('click', action);
    return button;
  }

  /** `picture`: name, width, height, before and after (Sides), beforeLabel, afterLabel, alpha. */
  show(picture) {
    this.clear();
    this.picture = picture;
    this.split = 0.5;
    this.stage.style.setProperty('--aspect', picture.width / picture.height);
    picture.after.onload = () => this.redraw();
    this.compareWith(picture.before, picture.beforeLabel);
    this.rightLabel.textContent = picture.afterLabel;
    this.resize();
    this.fit();
  }

  /** Another left side; zoom, place and divider stay. */
  compareWith(before, label) {
    const { picture } = this;
    if (picture.before !== before) picture.before.close();
    picture.before = before;
    picture.beforeLabel = label;
    before.onload = () => this.redraw();
    this.leftLabel.textContent = label;
    this.canvas.setAttribute('aria-label',
      `${picture.name}: ${label} on the left of the divider, ${picture.afterLabel} on the right`);
    this.redraw();
  }

  clear() {
    if (this.picture) {
      this.picture.before.close();
      this.picture.after.close();
      this.picture = null;
      this.redraw();
    }
  }

  // --- where the picture is: `zoom` screen pixels a pixel, its corner at (x, y), all in pixels of the screen

  resize() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.max(1, Math.round(this.stage.clientWidth * ratio));
    const height = Math.max(1, Math.round(this.stage.clientHeight * ratio));
    if (width === this.canvas.width && height === this.canvas.height) return;
    const dx = (width - this.canvas.width) / 2;
    const dy = (height - this.canvas.height) / 2;
    this.canvas.width = width;
    this.canvas.height = height;
    this.ratio = ratio;
    if (!this.picture) return;
    if (this.fitted) this.fit();
    else this.move(dx, dy);
  }

  fitting() {
    const { width, height } = this.picture;
    return Math.min(this.canvas.width / width, this.canvas.height / height, MAX_FIT);
  }

  fit() {
    if (!this.picture) return;
    this.place(this.fitting(), 0, 0);
    this.fitted = true;
  }

  /** To that zoom, keeping what is at (x, y) of the canvas where it is; the middle if not said. */
  zoomTo(zoom, x = this.canvas.width / 2, y = this.canvas.height / 2) {
    if (!this.picture) return;
    const target = between(Math.min(this.fitting(), 1), zoom, MAX_ZOOM);
    const times = target / this.zoom;
    this.place(target, x - (x - this.x) * times, y - (y - this.y) * times);
  }

  zoomBy(times, x, y) {
    this.zoomTo(this.zoom * times, x, y);
  }

  move(dx, dy) {
    if (this.picture) this.place(this.zoom, this.x + dx, this.y + dy);
  }

  /** No edge comes further in than needed; what is smaller than the stage is in its middle. */
  place(zoom, x, y) {
    const along = (length, room, at) => (length <= room ? (room - length) / 2 : between(room - length, at, 0));
    this.zoom = zoom;
    this.x = along(this.picture.width * zoom, this.canvas.width, x);
    this.y = along(this.picture.height * zoom, this.canvas.height, y);
    this.fitted = false;
    this.stage.classList.toggle('v-movable', this.isMovable());
    this.readout.textContent = `${zoom < 0.1 ? (100 * zoom).toFixed(1) : Math.round(100 * zoom)} %`;
    this.redraw();
  }

  isMovable() {
    const { width, height } = this.picture;
    return width * this.zoom > this.canvas.width + 1 || height * this.zoom > this.canvas.height + 1;
  }

  /** The columns of the canvas in which the picture is seen. */
  seen() {
    const right = this.x + this.picture.width * this.zoom;
    return [Math.max(0, this.x), Math.min(this.canvas.width, right)];
  }

  setSplit(split) {
    if (!this.picture) return;
    this.split = between(0, split, 1);
    this.redraw();
  }

  splitAt(x) {
    const [left, right] = this.seen();
    this.setSplit((x - left) / (right - left));
  }

  // --- drawing

  redraw() {
    if (!this.drawing) this.drawing = requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.drawing = 0;
    const { context, canvas, picture } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!picture) return;
    const [left, right] = this.seen();
    const cut = Math.round(left + this.split * (right - left));
    this.paint(picture.before, 0, cut);
    this.paint(picture.after, cut, canvas.width);
    this.handle.style.transform = `translateX(${cut / this.ratio}px)`;
    const percent = Math.round(100 * this.split);
    this.handle.setAttribute('aria-valuenow', percent);
    this.handle.setAttribute('aria-valuetext',
      `${percent} % ${picture.beforeLabel}, ${100 - percent} % ${picture.afterLabel}`);
    const room = 12 * this.ratio;
    this.leftLabel.classList.toggle('v-hidden', cut < this.leftLabel.offsetWidth * this.ratio + room);
    this.rightLabel.classList.toggle('v-hidden',
      canvas.width - cut < this.rightLabel.offsetWidth * this.ratio + room);
  }

  paint(side, from, to) {
    const { context, canvas, picture, zoom } = this;
    if (to <= from) return;
    const column = (x) => Math.round(this.x + x * zoom);
    const row = (y) => Math.round(this.y + y * zoom);
    context.save();
    context.beginPath();
    context.rect(from, 0, to - from, canvas.height);
    context.clip();
    context.beginPath();
    context.rect(column(0), row(0), column(picture.width) - column(0), row(picture.height) - row(0));
    context.clip();
    if (picture.alpha) {
      context.fillStyle = this.checks;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    // pixels stay pixels when they are looked at one by one
    context.imageSmoothingEnabled = zoom < MAX_FIT;
    context.imageSmoothingQuality = 'high';
    const level = between(0, Math.floor(Math.log2(1 / zoom) + 0.01), side.top);
    const span = TILE * 2 ** level; // pixels of the picture a tile covers
    const [width, height] = side.sizes[level];
    const first = (edge) => Math.max(0, Math.floor(edge / zoom / span));
    const last = (edge, size) => Math.min(Math.ceil(size / TILE) - 1, Math.floor(edge / zoom / span));
    side.tile(side.top, 0, 0);
    for (let ty = first(-this.y); ty <= last(canvas.height - this.y, height); ty++) {
      for (let tx = first(from - this.x); tx <= last(to - this.x, width); tx++) {
        const tile = side.tile(level, tx, ty);
        const wide = Math.min(TILE, width - tx * TILE);
        const high = Math.min(TILE, height - ty * TILE);
        const x = column(tx * span);
        const y = row(ty * span);
        const w = column(tx * span + wide * 2 ** level) - x;
        const h = row(ty * span + high * 2 ** level) - y;
        if (tile) context.drawImage(tile, x, y, w, h);
        else this.standIn(side, level, [tx * TILE, ty * TILE, wide, high], [x, y, w, h]);
      }
    }
    context.restore();
  }

  /** The same part from the coarsest level, which is one tile. */
  standIn(side, level, part, place) {
    const coarse = side.tiles.get(`${side.top}/0/0`);
    if (!coarse) return;
    const [x, y, w, h] = part.map((value) => value / 2 ** (side.top - level));
    this.context.drawImage(coarse, x, y, Math.min(w, coarse.width - x), Math.min(h, coarse.height - y), ...place);
  }

  checkerboard() {
    const board = document.createElement('canvas');
    board.width = board.height = 16;
    const context = board.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 16, 16);
    context.fillStyle = '#ccc';
    context.fillRect(0, 0, 8, 8);
    context.fillRect(8, 8, 8, 8);
    return this.context.createPattern(board, 'repeat');
  }

  // --- mouse, fingers, keys

  listen() {
    const { stage, handle } = this;
    stage.addEventListener('pointerdown', (event) => this.press(event));
    stage.addEventListener('pointermove', (event) => this.drag(event));
    for (const end of ['pointerup', 'pointercancel']) {
      stage.addEventListener(end, (event) => this.lift(event));
    }
    stage.addEventListener('wheel', (event) => {
      if (!this.picture) return;
      event.preventDefault();
      const [x, y] = this.at(event);
      const pixels = event.deltaMode === 0 ? event.deltaY : 33 * event.deltaY;
      this.zoomBy(2 ** (-between(-240, pixels, 240) / (event.ctrlKey ? 80 : 240)), x, y);
    }, { passive: false });
    stage.addEventListener('dblclick', (event) => {
      if (!this.picture || handle.contains(event.target)) return;
      if (this.fitted) this.zoomTo(Math.max(1, 2 * this.zoom), ...this.at(event));
      else this.fit();
    });
    stage.addEventListener('keydown', (event) => this.key(event));
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * this.ratio, (event.clientY - box.top) * this.ratio];
  }

  press(event) {
    if (!this.picture || event.button > 0) return;
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.at(event));
    if (this.pointers.size === 1) {
      this.sliding = this.handle.contains(event.target) || !this.isMovable();
      if (this.sliding) {
        this.splitAt(this.at(event)[0]);
        this.handle.focus({ preventScroll: true, focusVisible: false });
        event.preventDefault();
      }
    }
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before || !this.picture) return;
    const now = this.at(event);
    if (this.pointers.size === 2) {
      const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const distance = (a, b) => Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]));
      this.zoomBy(distance(now, other) / distance(before, other), ...other);
    } else if (this.sliding) {
      this.splitAt(now[0]);
    } else {
      this.move(now[0] - before[0], now[1] - before[1]);
    }
    this.pointers.set(event.pointerId, now);
  }

  lift(event) {
    this.pointers.delete(event.pointerId);
    this.sliding = false;
  }

  key(event) {
    if (!this.picture || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.1 : 0.01;
    const pan = 60 * this.ratio;
    const slide = {
      ArrowLeft: this.split - step,
      ArrowDown: this.split - step,
      ArrowRight: this.split + step,
      ArrowUp: this.split + step,
      PageDown: this.split - 0.1,
      PageUp: this.split + 0.1,
      Home: 0,
      End: 1,
    };
    const view = {
      '+': () => this.zoomBy(STEP),
      '=': () => this.zoomBy(STEP),
      '-': () => this.zoomBy(1 / STEP),
      0: () => this.fit(),
      1: () => this.zoomTo(1),
      ArrowLeft: () => this.move(pan, 0),
      ArrowRight: () => this.move(-pan, 0),
      ArrowUp: () => this.move(0, pan),
      ArrowDown: () => this.move(0, -pan),
    };
    if (event.target === this.handle && event.key in slide) this.setSplit(slide[event.key]);
    else if (event.key in view) view[event.key]();
    else return;
    event.preventDefault();
  }
}
