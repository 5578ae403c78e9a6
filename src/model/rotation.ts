import { seededRandom } from '../workload/random.js';

/**
 * A fixed orthogonal matrix Q of any size n, that spreads what a vector holds evenly over its places: signs by lot, then
 * Hadamard (of the power of two in n) ⊗ Hartley (of the rest). As Q is orthogonal, (W Qᵀ)(Q x) = W x. After it no place of
 * a vector stands out (QuaRot, arXiv 2404.00456): for any x, over the lots of the signs, a place is beyond t times the root
 * mean square with a probability of about 2 exp(−t² / 2), or less.
 */
export class Rotation {
  readonly #signs: Float64Array;
  /** n = powerOfTwo · rest */
  readonly #powerOfTwo: number;
  readonly #rest: number;
  /** [rest, rest]: cas(2π i j / rest) / √rest, which is orthogonal. */
  readonly #hartley: Float64Array;
  readonly #work: Float64Array;

  constructor(readonly size: number) {
    const random = seededRandom(size);
    this.#signs = Float64Array.from({ length: size }, () => (random() < 0.5 ? -1 : 1));
    this.#powerOfTwo = size & -size;
    this.#rest = size / this.#powerOfTwo;
    this.#hartley = Float64Array.from({ length: this.#rest ** 2 }, (_, index) => {
      const angle = (2 * Math.PI * Math.floor(index / this.#rest) * (index % this.#rest)) / this.#rest;
      return (Math.cos(angle) + Math.sin(angle)) / Math.sqrt(this.#rest);
    });
    this.#work = new Float64Array(size);
  }

  /** Every row r of a matrix [rows, n] becomes Q r, in place. */
  rotateRows(matrix: Float32Array): void {
    for (let from = 0; from < matrix.length; from += this.size)
      this.#rotate(matrix.subarray(from, from + this.size));
  }

  #rotate(row: Float32Array): void {
    const { size } = this;
    const signs = this.#signs;
    const powerOfTwo = this.#powerOfTwo;
    const rest = this.#rest;
    const hartley = this.#hartley;
    const work = this.#work;
    for (let i = 0; i < size; i++) work[i] = row[i]! * signs[i]!;
    for (let half = 1; half < powerOfTwo; half *= 2) this.#butterflies(half);
    const scale = 1 / Math.sqrt(powerOfTwo);
    for (let place = 0; place < powerOfTwo; place++) {
      for (let to = 0; to < rest; to++) {
        let sum = 0;
        for (let from = 0; from < rest; from++)
          sum += hartley[to * rest + from]! * work[from * powerOfTwo + place]!;
        row[to * powerOfTwo + place] = sum * scale;
      }
    }
  }

  /** One stage of the fast Hadamard transform. */
  #butterflies(half: number): void {
    const { size } = this;
    const work = this.#work;
    for (let start = 0; start < size; start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const [a, b] = [work[i]!, work[i + half]!];
        work[i] = a + b;
        work[i + half] = a - b;
      }
    }
  }
}
