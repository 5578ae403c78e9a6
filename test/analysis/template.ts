/** Reads numbers and ways of serving out of sentences; a sentence that no template knows is an error. */
import * as assert from 'uvu/assert';

const NUMBER = '-?\\d+(?:\\.\\d+)?(?:e-?\\d+)?';
const AMOUNT = (unit: string) => `${NUMBER}${unit} \\([^)]*\\)`;

/** What a hole of a template may hold. */
const HOLES: Readonly<Record<string, string>> = {
  n: NUMBER,
  way: '(?:streaming|a batch of \\d+|continuous batching of \\d+|whole answers, one by one)',
  family: '(?:streaming, one by one|static batch|streaming, continuous batching|whole answers, one by one)',
  times: AMOUNT('×'),
  ms: AMOUNT(' m?s'),
  mib: AMOUNT(' MiB'),
  tps: AMOUNT(' tok/s'),
  pct: AMOUNT(' %'),
  list: '[^.]+?',
  // bounds of a crossover: "1.20–3.40", or words
  edges: '[^)]*',
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

/** As printed, still text: how many digits there are says how exact they are. */
export interface Amount {
  readonly estimate: string;
  readonly low: string | null;
  readonly high: string | null;
  readonly n: number | null;
}

/** Reads "2.40 s (2.20–2.60)" and "2.40 s (n = 2, no interval)". */
export function readAmount(text: string): Amount {
  const [, estimate, inside] = new RegExp(`^(${NUMBER})[^(]*\\(([^)]*)\\)$`).exec(text)!;
  const n = /^n = (\d+), no interval$/.exec(inside!)?.[1];
  if (n !== undefined) return { estimate: estimate!, low: null, high: null, n: Number(n) };
  const bounds = new RegExp(`^(${NUMBER})(?:–| to )(${NUMBER})$`).exec(inside!);
  assert.ok(bounds, `no bounds in "${text}"`);
  return { estimate: estimate!, low: bounds![1]!, high: bounds![2]!, n: null };
}
