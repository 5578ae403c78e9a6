import type { Figure } from '../display/figure.js';
import { groupBy } from '../group.js';
import { familyKey, familyLabel, wayColor } from '../way.js';
import type { Criterion, Win } from '../winners.js';
import { axis, layout, nameAxis } from './theme.js';

const UNDECIDED = { name: 'cannot tell', color: '#d0d0d0' };

const condition = ({ category, maxNewTokens }: Win) => `${category} prompts, ${maxNewTokens} tokens`;

/** Who wins where: a field for each condition, coloured by the winner, with its lead over the runner-up. */
export function winnerMap(wins: readonly Win[], { name }: Criterion): Figure {
  const groups = [...groupBy(wins, ({ winner }) => (winner ? familyKey(winner) : '')).values()];
  const conditions = [...new Set(wins.map(condition))];
  const ns = wins.map(({ n }) => n);
  return {
    data: groups.map((group) => {
      const winner = group[0]!.winner;
      return {
        type: 'scatter',
        mode: 'markers+text',
        name: winner ? familyLabel(winner) : UNDECIDED.name,
        x: group.map(({ together }) => String(together)),
        y: group.map(condition),
        text: group.map(({ lead }) => (lead === null ? '?' : `${lead.toFixed(1)}×`)),
        textfont: { color: winner ? '#fff' : '#222' },
        marker: { symbol: 'square', size: 44, color: winner ? wayColor(winner) : UNDECIDED.color },
      };
    }),
    layout: layout(
      axis('requests that come at the same moment', {
        type: 'category',
        categoryorder: 'category ascending',
      }),
      { ...nameAxis, categoryorder: 'array', categoryarray: conditions },
      { height: 150 + 56 * conditions.length },
    ),
    alt: `Map of winners (${name}): ${wins.map((win) => `${condition(win)}, ${win.together} at once: ${win.winner ? familyLabel(win.winner) : UNDECIDED.name}`).join('; ')}.`,
    caption: `Winner by "${name}", with its lead over the runner-up; grey: no way was better than all others by 5 % with a 95 % interval that excludes chance. n = ${Math.min(...ns)} to ${Math.max(...ns)} paired blocks a field.`,
  };
}
