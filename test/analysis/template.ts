/** Reads numbers and ways of serving out of sentences; a sentence that no template knows is an error. */
import * as assert from 'uvu/assert';

const NUMBER = '−?\\d+(?:\\.\\d+)?';
/** "2.4 s (2.2–2.6)", "2.4 s", "about 2 s" or "0.5–6 s". */
const AMOUNT = (unit: string) => `(?:about )?${NUMBER}(?:(?:–| to )${NUMBER})?${unit}(?: \\([^)]*\\))?`;

/** What a hole of a template may hold. */
const HOLES: Readonly<Record<string, string>> = {
  n: '\\d+',
  way: '(?:streaming|a batch of \\d+|continuous batching of \\d+|whole answers, \\d+ at once|whole answers, one by one)',
  family:
    '(?:streaming, one by one|static batch|streaming, continuous batching|whole answers, continuous batching|whole answers, one by one)',
  times: AMOUNT('×'),
  ms: AMOUNT(' m?s'),
  mib: AMOUNT(' MiB'),
  tps: AMOUNT(' tok/s'),
  pct: AMOUNT(' %'),
  each: '(?:about|less than) [\\d.]+',
  list: '[^.]+?',
  crossing: `(?:about )?${NUMBER}(?: \\([^)]*\\))?`,
  at: 'with (?:one request at a time|\\d+ requests at once)',
  price: `(?:costs ${AMOUNT(' %')} of the throughput|gives ${AMOUNT(' %')} more throughput|adds ${AMOUNT(' %')} to the time of an answer|saves ${AMOUNT(' %')} of the time of an answer)`,
  settling:
    '(?:about \\d+ repeats would settle it \\(\\d+ so far\\)|no sensible number of repeats would settle it)',
};

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `{way} gives {times} …` as a pattern; `[a|b]` is one of several words, read too. */
function pattern(template: string): RegExp {
  const parts = template.split(/(\{\w+\}|\[[^\]]*\])/).map((part) => {
    if (part.startsWith('{')) return `(${HOLES[part.slice(1, -1)]})`;
    if (part.startsWith('[')) return `(${part.slice(1, -1).split('|').map(escaped).join('|')})`;
    return escaped(part);
  });
  return new RegExp(`^${parts.join('')}$`, 'i');
}

export interface Template<Context> {
  readonly text: string;
  /** Checks what stood in the holes, in their order. */
  readonly check: (context: Context, ...holes: string[]) => void;
}

/** Finds the template of a sentence and checks its holes. Digits outside of holes stand in the template itself. */
export function readSentence<C>(templates: readonly Template<C>[], context: C, sentence: string): string {
  for (const { text, check } of templates) {
    const found = pattern(text).exec(sentence);
    if (!found) continue;
    try {
      check(context, ...found.slice(1));
    } catch (error) {
      throw new Error(`${sentence}\n${(error as Error).message}`);
    }
    return text;
  }
  throw new Error(`no template for: ${sentence}`);
}

/** What a reader takes from an amount. */
export interface Amount {
  readonly about: boolean;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const toNumber = (text: string): number => Number(text.replace('−', '-'));

/** Reads "2.4 s (2.2–2.6)", "2.4 s", "about 2 s" and "0.5–6 s", whose estimate is not told. */
export function readAmount(text: string): Amount {
  const found = /^(about )?(.+?)(?: ?(?:×|m?s|MiB|tok\/s|%))(?: \((.*)\))?$/.exec(text);
  assert.ok(found, `no amount: "${text}"`);
  const [, about, first, inside] = found!;
  const ends = (range: string) =>
    new RegExp(`^(${NUMBER})(?:–| to )(${NUMBER})$`).exec(range)?.slice(1).map(toNumber);
  const alone = ends(first!);
  if (alone) return { about: false, estimate: null, low: alone[0]!, high: alone[1]! };
  const bounds = inside === undefined ? null : ends(inside);
  assert.ok(inside === undefined || bounds, `no bounds in "${text}"`);
  return {
    about: about !== undefined,
    estimate: toNumber(first!),
    low: bounds?.[0] ?? null,
    high: bounds?.[1] ?? null,
  };
}
