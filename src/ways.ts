/**
 * Ways of serving: delivery × scheduling and their properties, with every word that is said of them. The only place
 * where they are listed: options, schemas, columns, tables and figures follow it. It imports nothing.
 */

/** Delivery: tokens handed over as they are made, or one complete answer at the end. */
export const MODES = ['stream', 'batch'] as const;
/** How tokens are handed over. */
export type Mode = (typeof MODES)[number];

/** Scheduling: one request at a time; a fixed batch until its slowest member ends; joining and leaving between steps. */
export const SCHEDULERS = ['sequential', 'static', 'continuous'] as const;
/** How requests share the model. */
export type Scheduler = (typeof SCHEDULERS)[number];

/** What a server's cache of prompts is to know of those that are measured: nothing, all, or whatever it does. */
export const PREFIX_CACHES = ['as-is', 'cold', 'warm'] as const;
/** What is made of a server's cache of prompts. */
export type PrefixCache = (typeof PREFIX_CACHES)[number];

/** A way without its size: what people name, and what a colour and a legend entry stand for. */
export interface Family {
  readonly mode: Mode;
  readonly scheduler: Scheduler;
  /** Absent: as it is. */
  readonly prefixCache?: Exclude<PrefixCache, 'as-is'>;
}

/** One way of serving: a cell of the matrix. A property in which ways may differ is a field here. */
export interface Way extends Family {
  /** Requests in the batch (static) or in flight at once (continuous); 1 for sequential. */
  readonly batchSize: number;
}

/** What is said of a family, and how it looks. */
interface Look {
  /** What people type to have it measured or asked for; absent: it turns up in logs only. */
  readonly name?: string;
  readonly label: string;
  /** The same in every figure. */
  readonly color: string;
  /** A marker besides the colour, for print without colours. */
  readonly symbol: string;
  /** For an axis, with the size; absent: the label and the size. */
  readonly short?: (size: number) => string;
  /** Inside a sentence; absent: as on an axis. */
  readonly phrase?: (size: number) => string;
}

/**
 * Every place on the two axes, in the order of tables and legends. Colours are Okabe and Ito's
 * (jfly.uni-koeln.de/color): told apart with every common colour blindness.
 */
const FAMILIES = [
  {
    name: 'stream',
    mode: 'stream',
    scheduler: 'sequential',
    label: 'streaming, one by one',
    color: '#0072B2',
    symbol: 'circle',
    short: () => 'streaming',
  },
  {
    name: 'batch',
    mode: 'batch',
    scheduler: 'static',
    label: 'static batch',
    color: '#D55E00',
    symbol: 'square',
    short: (size) => `batch of ${size}`,
    phrase: (size) => `a batch of ${size}`,
  },
  {
    name: 'continuous',
    mode: 'stream',
    scheduler: 'continuous',
    label: 'streaming, continuous batching',
    color: '#009E73',
    symbol: 'diamond',
    short: (size) => `continuous, ${size} at once`,
    phrase: (size) => `continuous batching of ${size}`,
  },
  {
    name: 'whole',
    mode: 'batch',
    scheduler: 'continuous',
    label: 'whole answers, continuous batching',
    color: '#CC79A7',
    symbol: 'triangle-up',
    short: (size) => `whole answers, ${size} at once`,
  },
  {
    mode: 'batch',
    scheduler: 'sequential',
    label: 'whole answers, one by one',
    color: '#E69F00',
    symbol: 'cross',
  },
  {
    mode: 'stream',
    scheduler: 'static',
    label: 'streaming from a static batch',
    color: '#56B4E9',
    symbol: 'star',
  },
] as const satisfies readonly (Family & Look)[];

/** What people type. */
export type WayName = Extract<(typeof FAMILIES)[number], { name: string }>['name'];

const NAMED = FAMILIES.filter((family) => 'name' in family);

/** What people may type, in the order in which it is planned. */
export const WAY_NAMES: readonly WayName[] = NAMED.map(({ name }) => name);

/** What a choice of ways depends on: a backend, or a target of a load. */
interface Server {
  readonly schedulers: readonly Scheduler[];
  /** Somebody else runs it. */
  readonly isServer?: boolean;
}

/** All that it can serve. */
export const offeredWays = ({ schedulers }: Server): WayName[] =>
  WAY_NAMES.filter((name) => schedulers.includes(familyNamed(name).scheduler));

/**
 * Those that are measured where none are named: all that it can serve, `whole` only where it is somebody else's. There
 * streaming has a price, that of a message a token over HTTP; between our own processes a step's tokens are one message.
 */
export const usualWays = (server: Server): WayName[] =>
  offeredWays(server).filter((name) => name !== 'whole' || server.isServer);

/** What a name stands for. */
export function familyNamed(name: WayName): Family {
  const { mode, scheduler } = NAMED.find((family) => family.name === name)!;
  return { mode, scheduler };
}

/** Of one name, whatever the size and the cache. */
export const sameFamily = (a: Family, b: Family): boolean => a.mode === b.mode && a.scheduler === b.scheduler;

/** What people type for it, or its label where they cannot. */
export const familyName = (family: Family): string =>
  NAMED.find((named) => sameFamily(named, family))?.name ?? familyLabel(family);

/** What each property of a way is to be: options of a benchmark. */
export interface WayOptions {
  readonly batchSizes: readonly number[];
  /** Absent: as it is. */
  readonly prefixCache?: readonly PrefixCache[];
}

/**
 * The ways of a name, one for each of the sizes that makes sense: one by one is of size 1, and one request in flight is
 * served one by one, whatever the scheduler; each under every state of the cache.
 */
export function waysNamed(name: WayName, { batchSizes: sizes, prefixCache = ['as-is'] }: WayOptions): Way[] {
  const family = familyNamed(name);
  const own = { sequential: [1], static: sizes, continuous: sizes.filter((size) => size > 1) };
  return own[family.scheduler].flatMap((batchSize) =>
    prefixCache.map((cache) => ({ ...family, batchSize, ...withCache(cache) })),
  );
}

const withCache = (cache: PrefixCache | null): Pick<Family, 'prefixCache'> =>
  cache === null || cache === 'as-is' ? {} : { prefixCache: cache };

/** Schedulers that a server takes for a request that names none, the best first. */
export const usualSchedulers = (mode: Mode): readonly Scheduler[] => [
  'continuous',
  familyNamed(mode).scheduler,
];

/** The columns of the log that say how a request was served. */
export interface WayColumns {
  mode: Mode;
  scheduler: Scheduler;
  batch_size: number;
  prefix_cache: Exclude<PrefixCache, 'as-is'> | null;
}

/** How the request of a row was served. */
export const wayOf = ({ mode, scheduler, batch_size, prefix_cache }: Readonly<WayColumns>): Way => ({
  mode,
  scheduler,
  batchSize: batch_size,
  ...withCache(prefix_cache),
});

/** The inverse of `wayOf`. */
export const wayColumns = ({ mode, scheduler, batchSize, prefixCache }: Way): WayColumns => ({
  mode,
  scheduler,
  batch_size: batchSize,
  prefix_cache: prefixCache ?? null,
});

/** What a state of the cache adds to a name: nothing where it is as it is. */
const suffix = ({ prefixCache }: Family, mark: string): string => (prefixCache ? mark + prefixCache : '');

/** Identity of a way without its size, such as `batch-static`. */
export const familyKey = (family: Family): string =>
  `${family.mode}-${family.scheduler}${suffix(family, '-')}`;

/** Identity of a way, such as `batch-static-8` or `batch-static-8-warm`; trials are named by it. */
export const wayKey = (way: Way): string =>
  `${way.mode}-${way.scheduler}-${way.batchSize}${suffix(way, '-')}`;

/** Are all of their properties equal? */
export const sameWay = (a: Way, b: Way): boolean => wayKey(a) === wayKey(b);

const look = (family: Family): Look => FAMILIES.find((one) => sameFamily(one, family))!;

/** Words for a way without its size, as in a legend. */
export const familyLabel = (family: Family): string => look(family).label + suffix(family, ', ');
/** The same colour for the same family in every figure. */
export const wayColor = (family: Family): string => look(family).color;
/** A marker symbol besides the colour, for print without colours; empty for a cold cache, with a dot inside for a warm one. */
export const waySymbol = (family: Family): string =>
  look(family).symbol + CACHE_MARKS[family.prefixCache ?? 'as-is'];

/** Variants of plotly's symbols. */
const CACHE_MARKS: Readonly<Record<PrefixCache, string>> = { 'as-is': '', cold: '-open', warm: '-dot' };

/**
 * Words for one way, short enough for an axis: "streaming", "batch of 8", "continuous, 8 at once".
 * @example
 * ```ts
 * import { wayLabel } from 'streambatch/analysis';
 *
 * wayLabel({ mode: 'batch', scheduler: 'static', batchSize: 8 }); // → 'batch of 8'
 * ```
 */
export function wayLabel(way: Way): string {
  return plainLabel(way) + suffix(way, ', ');
}

function plainLabel(way: Way): string {
  const { label, short } = look(way);
  return short?.(way.batchSize) ?? (way.batchSize === 1 ? label : `${label}, ${way.batchSize}`);
}

/**
 * The same inside a sentence: "a batch of 8", "continuous batching of 8". A sentence compares ways under one state of the
 * cache, which is said once, or names both itself.
 */
export const wayPhrase = (way: Way): string => look(way).phrase?.(way.batchSize) ?? plainLabel(way);

const place = (family: Family): number => FAMILIES.findIndex((one) => sameFamily(one, family));

const cachePlace = ({ prefixCache }: Family): number => PREFIX_CACHES.indexOf(prefixCache ?? 'as-is');

/** Streaming first, then by family, then by size, then by the cache: the order of every table and legend. */
export const compareWays = (a: Way, b: Way): number =>
  place(a) - place(b) || a.batchSize - b.batchSize || compareCaches(a, b);

/** As it is first, then cold, then warm. */
export const compareCaches = (a: Family, b: Family): number => cachePlace(a) - cachePlace(b);

/** Under the same state of the cache. */
export const sameCache = (a: Family, b: Family): boolean => a.prefixCache === b.prefixCache;
