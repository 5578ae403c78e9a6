/** Titles of figures that show no comparison of the answers: said of what is drawn, as it is drawn. */
import { groupBy } from '../../group-by.js';
import { familyLabel, type Way, wayLabel } from '../../ways.js';
import { capital, counted, digits, exact, listed, time } from '../format.js';
import type { Load } from '../ways/loads.js';
import type { Win } from '../ways/winners.js';

/** From the least to the most of some times. */
export function spanTitle(
  what: string,
  all: readonly { readonly way: Way; readonly ms: number }[],
): string | undefined {
  const rising = [...all].sort((a, b) => a.ms - b.ms);
  const [least, most] = [rising[0], rising.at(-1)];
  if (!least || !most) return undefined;
  const from = `${time(least.ms)} with ${wayLabel(least.way)}`;
  return least === most
    ? `The median of the ${what} is ${from}`
    : `The median of the ${what} goes from ${from} to ${time(most.ms)} with ${wayLabel(most.way)}`;
}

/** Who wins how many fields of a map. */
export function winnersTitle(wins: readonly Win[]): string | undefined {
  if (wins.length === 0) return undefined;
  const won = wins.filter(({ lead }) => lead !== null);
  const drawn = wins.filter(({ alike }) => alike).length;
  const ofAll = ` of ${counted(wins.length, 'field')}`;
  if (won.length + drawn === 0) return `None${ofAll} is decided`;
  const winners = [...groupBy(won, ({ unbeaten }) => familyLabel(unbeaten[0]!))]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([label, fields], i) => `${label} wins ${fields.length}${i === 0 ? ofAll : ''}`);
  const draws =
    drawn > 0 ? [`in ${drawn}${won.length === 0 ? ofAll : ''} the best are the same within 5 %`] : [];
  const open = wins.length - won.length - drawn;
  return capital([...winners, ...draws, ...(open > 0 ? [`${open} not decided`] : [])].join('; '));
}

/** The most that each way served as promised, whatever was asked for. */
export function goodputTitle(all: readonly Load[]): string | undefined {
  const most = [...groupBy(all, ({ way }) => familyLabel(way))]
    .map(([label, loads]) => ({
      label,
      perSecond: Math.max(...loads.map(({ goodputPerSec }) => goodputPerSec)),
    }))
    .sort((a, b) => b.perSecond - a.perSecond)
    .map(({ label, perSecond }) => `${digits(perSecond)} (${label})`);
  return most.length === 0 ? undefined : `At most, ${listed(most)} requests/s are served as promised`;
}

/** The waits at the highest rate that every way was asked for. */
export function waitTitle(all: readonly Load[]): string | undefined {
  const known = all.filter(({ firstSeenP50 }) => firstSeenP50 !== null);
  const families = [...groupBy(known, ({ way }) => familyLabel(way))];
  const rates = families.map(([, loads]) => loads.map(({ perSecond }) => perSecond));
  const shared = (rates[0] ?? []).filter((rate) => rates.every((of) => of.includes(rate)));
  if (shared.length === 0) return undefined;
  const rate = Math.max(...shared);
  const waits = families.map(([label, loads]) => {
    const { firstSeenP50 } = loads.find(({ perSecond }) => perSecond === rate)!;
    return `${time(firstSeenP50!.value)} (${label})`;
  });
  return `At ${exact(rate)} requests/s, half have something to read within ${listed(waits)}`;
}
