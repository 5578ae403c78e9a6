import { readSync } from 'node:fs';

const WINDOW_BYTES = 2 ** 20;

/** Reads little-endian values one after another from a file, a window at a time. @throws RangeError at the file's end */
export class Cursor {
  #window = Buffer.alloc(0);
  #at = 0;
  /** Of the window's end in the file. */
  #position = 0;
  readonly #descriptor: number;
  readonly #size: number;

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.#size = size;
  }

  /** Of the next value in the file. */
  get offset(): number {
    return this.#position - this.#window.length + this.#at;
  }

  get remaining(): number {
    return this.#size - this.offset;
  }

  /** The next bytes; valid until the next call. */
  take(length: number): Buffer {
    if (length > this.remaining) {
      throw new RangeError(`it ends at byte ${this.#size}, in the middle of its header`);
    }
    if (this.#at + length > this.#window.length) this.#refill(length);
    this.#at += length;
    return this.#window.subarray(this.#at - length, this.#at);
  }

  uint8 = (): number => this.take(1).readUInt8();
  uint32 = (): number => this.take(4).readUInt32LE();

  /** A count, length or offset. */
  uint64(): number {
    const value = this.take(8).readBigUInt64LE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`it counts up to ${value} somewhere`);
    return Number(value);
  }

  text(): string {
    return this.take(this.uint64()).toString('utf8');
  }

  #refill(length: number): void {
    const rest = this.#window.subarray(this.#at);
    const next = Buffer.alloc(Math.min(Math.max(length, WINDOW_BYTES), this.remaining));
    rest.copy(next);
    let filled = rest.length;
    while (filled < next.length) {
      const read = readSync(this.#descriptor, next, filled, next.length - filled, this.#position);
      if (read === 0) throw new RangeError('it became shorter while it was read');
      filled += read;
      this.#position += read;
    }
    this.#window = next;
    this.#at = 0;
  }
}
