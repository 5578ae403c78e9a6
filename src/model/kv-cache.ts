import type { ModelConfig } from './config.js';
import type { Slot } from './runner.js';

/** The rows of a plane: all slots' keys (or values) of one layer, [slots, kv_heads, capacity, head_dim]. */
type Plane = Float32Array;

/** A slot and where it lies: row `index` of every plane. */
class CacheSlot implements Slot {
  length = 0;
  constructor(public index: number) {}
}

/**
 * Keys and values of all sequences. Per layer and kind there is one plane; a view of its first slots is what the
 * graph reads, without a copy. So live slots are kept at the front (the last one moves into a hole), and all have the
 * same capacity: the smallest step of `capacityFor` that holds the longest.
 */
export class KvCache {
  private planes: Plane[] = [];
  private slots: CacheSlot[] = [];
  private slotsAllocated = 0;
  /** Tokens every slot has room for. */
  capacity = 0;

  constructor(private readonly config: ModelConfig) {}

  get liveSlots(): number {
    return this.slots.length;
  }

  allocate(): Slot {
    const slot = new CacheSlot(this.slots.length);
    if (this.slots.length === this.slotsAllocated)
      this.layOut(Math.max(1, this.slotsAllocated * 2), this.capacity);
    this.slots.push(slot);
    return slot;
  }

  free(slot: Slot): void {
    const freed = this.own(slot);
    const last = this.slots.pop()!;
    if (last !== freed) {
      this.moveSlot(last, freed.index);
      this.slots[freed.index] = last;
    }
    freed.index = -1;
    if (this.slots.length === 0) this.capacity = 0; // the next sequences start short again
  }

  /** Makes room for `tokens` more in each of the slots. */
  reserve(slots: readonly Slot[], tokens: number): void {
    const needed = Math.max(...slots.map((slot) => slot.length + tokens));
    if (needed > this.capacity) this.layOut(this.slotsAllocated, capacityFor(needed));
  }

  /** Puts the given slots first, in their order, so that `view(i, 0, slots.length)` has one row for each. */
  arrange(slots: readonly Slot[]): void {
    for (const [index, slot] of slots.entries()) {
      const wanted = this.own(slot);
      if (wanted.index !== index) this.swap(wanted, this.slots[index]!);
    }
  }

  indexOf(slot: Slot): number {
    return this.own(slot).index;
  }

  /** Rows [from, from + count) of a plane; planes are ordered layer by layer, keys before values. */
  view(plane: number, from: number, count: number): Float32Array {
    const size = this.slotSize();
    return this.planes[plane]!.subarray(from * size, (from + count) * size);
  }

  /**
   * Appends `tokens` rows per slot. `rows`: [slots, layers · 2 · kv_heads, tokens, head_dim], as the graph returns them.
   */
  append(slots: readonly Slot[], rows: Float32Array, tokens: number): void {
    const { kvHeads, headDim } = this.config;
    const run = tokens * headDim;
    let from = 0;
    for (const slot of slots) {
      const own = this.own(slot);
      for (const plane of this.planes) {
        let to = (own.index * kvHeads * this.capacity + own.length) * headDim;
        for (let head = 0; head < kvHeads; head++) {
          copyRun(rows, from, plane, to, run);
          from += run;
          to += this.capacity * headDim;
        }
      }
      own.length += tokens;
    }
  }

  private own(slot: Slot): CacheSlot {
    const own = slot as CacheSlot;
    if (this.slots[own.index] !== own)
      throw new RangeError('this slot was freed, or belongs to another cache');
    return own;
  }

  private slotSize(): number {
    return this.config.kvHeads * this.capacity * this.config.headDim;
  }

  private layOut(slots: number, capacity: number): void {
    const { layers, kvHeads, headDim } = this.config;
    const old = { planes: this.planes, capacity: this.capacity };
    this.slotsAllocated = slots;
    this.capacity = capacity;
    this.planes = [];
    for (let plane = 0; plane < layers * 2; plane++) {
      const made = new Float32Array(slots * this.slotSize());
      const source = old.planes[plane];
      for (const slot of source ? this.slots : []) {
        for (let head = slot.index * kvHeads; head < (slot.index + 1) * kvHeads; head++) {
          const from = head * old.capacity * headDim;
          made.set(source!.subarray(from, from + slot.length * headDim), head * capacity * headDim);
        }
      }
      this.planes.push(made);
      old.planes[plane] = EMPTY; // let the old one go before the next is made
    }
  }

  private moveSlot(slot: CacheSlot, index: number): void {
    const size = this.slotSize();
    for (const plane of this.planes)
      plane.copyWithin(index * size, slot.index * size, (slot.index + 1) * size);
    slot.index = index;
  }

  private swap(a: CacheSlot, b: CacheSlot): void {
    const size = this.slotSize();
    for (const plane of this.planes) {
      const held = plane.slice(a.index * size, (a.index + 1) * size);
      plane.copyWithin(a.index * size, b.index * size, (b.index + 1) * size);
      plane.set(held, b.index * size);
    }
    [a.index, b.index] = [b.index, a.index];
    this.slots[a.index] = a;
    this.slots[b.index] = b;
  }
}

const EMPTY = new Float32Array(0);

/** Below this many values a loop is faster than `set` with a subarray. */
const SHORT_RUN = 256;

function copyRun(source: Float32Array, from: number, target: Float32Array, to: number, length: number): void {
  if (length > SHORT_RUN) target.set(source.subarray(from, from + length), to);
  else for (let i = 0; i < length; i++) target[to + i] = source[from + i]!;
}

/**
 * Steps of capacity: fine enough that attention reads little padding (a quarter of a step at most), coarse enough that
 * sequences rarely move. 64, 96, 128, 160, 192, 224, 256, 320 …
 */
export function capacityFor(tokens: number): number {
  const step = Math.max(32, 2 ** (Math.ceil(Math.log2(Math.max(tokens, 2))) - 3));
  return Math.max(64, Math.ceil(tokens / step) * step);
}
