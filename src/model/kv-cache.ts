import type { ModelConfig } from './config.js';
import type { Slot } from './runner.js';

/** A slot and where it lies: row `index` of every plane. */
class CacheSlot implements Slot {
  length = 0;
  constructor(
    public index: number,
    /** Tokens it is expected to hold. */
    readonly expected: number,
  ) {}
}

/** Keys and values of several slots, or of a layer's. */
export interface KeysAndValues {
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

/**
 * Keys and values of all sequences. Each layer has a plane of keys and one of values, [slots, kv_heads, capacity, head_dim]
 * both; a view of the first slots is what the graph reads and appends to, without a copy. So live slots are kept at the
 * front (the last one moves into a hole), and all have the same capacity: the smallest step of `capacityFor` that holds
 * the longest. Room that no token has come to yet is never read, and takes memory only on paper.
 */
export class KvCache {
  private layers: KeysAndValues[] = [];
  private slots: CacheSlot[] = [];
  private slotsAllocated = 0;
  /** Tokens every slot has room for. */
  capacity = 0;

  /** `onLayout` is called before the planes are replaced: whoever keeps views lets them go, or both layouts stay in memory. */
  constructor(
    private readonly config: ModelConfig,
    private readonly onLayout: () => void = () => undefined,
  ) {}

  /** `expected`: tokens it will hold; it may outgrow them. `reserve` gives it memory. */
  allocate(expected: number): Slot {
    const slot = new CacheSlot(this.slots.length, expected);
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
    if (this.slots.length === 0) this.clear();
  }

  /**
   * Makes room for `tokens` more in each of the slots. When the planes must be laid out anew for that, or have become twice
   * as long as anybody needs, all slots get room for what they are expected to hold, if there is memory for it.
   */
  reserve(slots: readonly Slot[], tokens: number): void {
    const needed = Math.max(
      ...this.slots.map(({ length }) => length),
      ...slots.map(({ length }) => length + tokens),
    );
    const expected = Math.max(needed, ...this.slots.map((slot) => slot.expected));
    const fits = this.slots.length <= this.slotsAllocated && needed <= this.capacity;
    if (fits && capacityFor(expected) * 2 > this.capacity) return;
    try {
      this.layOut(expected);
    } catch (error) {
      if (fits) return; // it was to give room back
      if (expected === needed) throw error;
      this.layOut(needed);
    }
  }

  /**
   * Brings the given slots to the front, in whatever order takes the fewest moves, so that `view(layer, 0, slots.length)`
   * has one row for each. Returns them in that order.
   */
  gather(slots: readonly Slot[]): readonly Slot[] {
    const wanted = new Set(slots.map((slot) => this.own(slot)));
    const inTheWay = this.slots.slice(0, wanted.size).filter((slot) => !wanted.has(slot));
    for (const slot of wanted) if (slot.index >= wanted.size) this.swap(slot, inTheWay.pop()!);
    return this.slots.slice(0, wanted.size);
  }

  indexOf(slot: Slot): number {
    return this.own(slot).index;
  }

  /** The layer's slots [from, from + count), in place. */
  view(layer: number, from: number, count: number): KeysAndValues {
    const size = this.slotSize();
    const { keys, values } = this.layers[layer]!;
    const rows = (plane: Float32Array) => plane.subarray(from * size, (from + count) * size);
    return { keys: rows(keys), values: rows(values) };
  }

  /** `tokens` more tokens lie in each of the slots. */
  grow(slots: readonly Slot[], tokens: number): void {
    for (const slot of slots) this.own(slot).length += tokens;
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

  /** Nobody is left: the planes are let go, unless they are so small that the next sequence had better start in them. */
  private clear(): void {
    if (this.slotsAllocated * this.capacity * bytesPerToken(this.config) <= KEPT_BYTES) return;
    this.onLayout();
    this.layers = [];
    this.slotsAllocated = 0;
    this.capacity = 0; // the next sequences start short again
  }

  /** New planes, holding what the old ones held. Where there is no memory for them, the old ones stay. */
  private layOut(tokens: number): void {
    const { layers, kvHeads, headDim } = this.config;
    const slots = slotsFor(this.slots.length);
    const capacity = capacityFor(tokens);
    const size = slots * kvHeads * capacity * headDim;
    const made = Array.from({ length: layers }, () => ({
      keys: new Float32Array(size), // fresh zeros: no memory is taken before something is written
      values: new Float32Array(size),
    }));
    this.onLayout();
    const old = { layers: this.layers, capacity: this.capacity };
    this.layers = made;
    this.capacity = capacity;
    this.slotsAllocated = slots;
    for (const [layer, planes] of made.entries()) {
      const source = old.layers[layer];
      if (source)
        for (const slot of this.slots) this.copySlot(source, old.capacity, slot, planes, slot.index);
      delete old.layers[layer]; // let it go before the next is filled
    }
  }

  private moveSlot(slot: CacheSlot, index: number): void {
    for (const layer of this.layers) this.copySlot(layer, this.capacity, slot, layer, index);
    slot.index = index;
  }

  private swap(a: CacheSlot, b: CacheSlot): void {
    const held = { keys: new Float32Array(this.slotSize()), values: new Float32Array(this.slotSize()) };
    for (const layer of this.layers) {
      this.copySlot(layer, this.capacity, a, held, 0);
      this.copySlot(layer, this.capacity, b, layer, a.index);
      this.copySlot(held, this.capacity, { index: 0, length: a.length }, layer, b.index);
    }
    [a.index, b.index] = [b.index, a.index];
    this.slots[a.index] = a;
    this.slots[b.index] = b;
  }

  /** Only the tokens that are there: most of a slot can be room for more. */
  private copySlot(
    source: KeysAndValues,
    sourceCapacity: number,
    { index, length }: Pick<CacheSlot, 'index' | 'length'>,
    target: KeysAndValues,
    targetIndex: number,
  ): void {
    const { kvHeads, headDim } = this.config;
    if (length === 0) return; // it may have no memory yet
    for (let head = 0; head < kvHeads; head++) {
      const from = (index * kvHeads + head) * sourceCapacity * headDim;
      const to = (targetIndex * kvHeads + head) * this.capacity * headDim;
      copyRun(source.keys, from, target.keys, to, length * headDim);
      copyRun(source.values, from, target.values, to, length * headDim);
    }
  }
}

/** Fresh memory costs time: the first token of a short prompt 5 to 10 ms. */
const KEPT_BYTES = 128 * 2 ** 20;

function copyRun(source: Float32Array, from: number, target: Float32Array, to: number, length: number): void {
  target.set(source.subarray(from, from + length), to);
}

/**
 * Steps of capacity: fine enough that little of a budget is set aside in vain (a seventh at most, past 256), coarse
 * enough that sequences rarely move: 64, 96, 128, 160, 192, 224, 256, 320 …
 */
function capacityFor(tokens: number): number {
  const step = Math.max(32, 2 ** (Math.ceil(Math.log2(Math.max(tokens, 2))) - 3));
  return Math.max(64, Math.ceil(tokens / step) * step);
}

/** Slots are laid out in powers of two, so that they rarely move when more come. */
const slotsFor = (slots: number): number => 2 ** Math.ceil(Math.log2(Math.max(slots, 1)));

/** Bytes of the planes for sequences of these lengths together: all slots are as long as the longest needs. */
export function kvBytes(config: ModelConfig, lengths: readonly number[]): number {
  if (lengths.length === 0) return 0;
  return slotsFor(lengths.length) * capacityFor(Math.max(...lengths)) * bytesPerToken(config);
}

/** Keys and values of one token in all layers, float32. */
export const bytesPerToken = ({ layers, kvHeads, headDim }: ModelConfig): number =>
  layers * 2 * kvHeads * headDim * Float32Array.BYTES_PER_ELEMENT;
