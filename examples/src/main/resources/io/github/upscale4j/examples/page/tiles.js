// A picture as tiles of its levels (the whole, a half, a quarter, ... of its size), each loaded when it is first looked at, so
// that the size of a picture does not matter.

export const TILE = 512;
/** Tiles kept a side: 256 MB at most; a large screen shows some 40. */
const KEPT = 256;
/** Tiles on their way a side; a browser has six connections, and one of them waits for news. */
const LOADING = 2;

/** One of the two pictures. `load(level, x, y)` promises an ImageBitmap. */
export class Side {
  constructor(width, height, load) {
    this.load = load;
    this.tiles = new Map(); // the one used last stands last
    this.pending = new Set();
    this.missing = new Set();
    this.sizes = [[width, height]];
    while (Math.max(width, height) > TILE) {
      width = (width + 1) >> 1;
      height = (height + 1) >> 1;
      this.sizes.push([width, height]);
    }
    this.top = this.sizes.length - 1;
    this.onload = () => {};
  }

  /** The tile, or null while there is none; asks for it. */
  tile(level, x, y) {
    const key = `${level}/${x}/${y}`;
    const tile = this.tiles.get(key);
    if (tile) {
      this.tiles.delete(key);
      this.tiles.set(key, tile);
      return tile;
    }
    if (!this.missing.has(key) && !this.pending.has(key) && this.pending.size < LOADING) {
      this.pending.add(key);
      this.load(level, x, y).then(
        (bitmap) => this.keep(key, bitmap),
        () => this.missing.add(key),
      ).finally(() => {
        this.pending.delete(key);
        this.onload();
      });
    }
    return null;
  }

  keep(key, bitmap) {
    if (this.closed) {
      bitmap.close();
      return;
    }
    this.tiles.set(key, bitmap);
    const coarsest = `${this.top}/0/0`; // stands in for all others
    for (const [old, tile] of this.tiles) {
      if (this.tiles.size <= KEPT) break;
      if (old === coarsest) continue;
      tile.close();
      this.tiles.delete(old);
    }
  }

  close() {
    this.closed = true;
    this.onload = () => {};
    this.tiles.forEach((tile) => tile.close());
    this.tiles.clear();
  }
}
