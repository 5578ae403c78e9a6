/** Uniform in [0, 1). */
export type Random = () => number;

/**
 * Seeded generator: sfc32 of PractRand (Chris Doty-Humphrey), 128 bits of state, passes PractRand to 32 TB.
 * Seeded as its author does with one word: state (0, seed, 0, counter 1), the first 12 outputs thrown away.
 */
export function seededRandom(seed: number): Random {
  let a = 0;
  let b = seed | 0;
  let c = 0;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return () => next() / 2 ** 32;
}

/** A new array in random order (Fisher–Yates, Knuth TAOCP 3.4.2 P). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
