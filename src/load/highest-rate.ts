/** One rate that was tried. */
export interface Probe {
  readonly perSecond: number;
  /** Share of the requests that kept the promise. */
  readonly attainment: number;
}

export interface SweepOptions {
  readonly firstPerSecond: number;
  /** A rate is good when at least this share keeps the promise. */
  readonly wanted: number;
  /** Stop when the least bad rate is at most this many times the best good one. */
  readonly ratio: number;
  /** Bounds of the search, requests per second. */
  readonly min: number;
  readonly max: number;
}

/** How a search for the highest rate went. */
export interface SweepResult {
  /** The highest rate found good; null when even the lowest was not. */
  readonly best: Probe | null;
  /** The search ended at `max`: the limit lies beyond. */
  readonly open: boolean;
  readonly probes: readonly Probe[];
}

/**
 * Finds the highest arrival rate that meets the promise, supposing that more load never helps: doubling (or halving)
 * from the first rate until the answer changes, then bisecting on the log scale.
 */
export async function findHighestRate(
  attainmentAt: (perSecond: number) => Promise<number>,
  { firstPerSecond, wanted, ratio, min, max }: SweepOptions,
): Promise<SweepResult> {
  const probes: Probe[] = [];
  let best: Probe | null = null;
  let bad = Number.POSITIVE_INFINITY;
  let rate = firstPerSecond;
  while (rate >= min && rate <= max && bad > (best?.perSecond ?? 0) * ratio) {
    const probe: Probe = { perSecond: rate, attainment: await attainmentAt(rate) };
    probes.push(probe);
    if (probe.attainment >= wanted) best = probe;
    else bad = rate;
    if (best === null) rate = bad / 2;
    else rate = bad === Number.POSITIVE_INFINITY ? best.perSecond * 2 : Math.sqrt(best.perSecond * bad);
  }
  return { best, open: bad === Number.POSITIVE_INFINITY, probes };
}
