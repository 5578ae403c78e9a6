import { groupBy } from '../../group-by.js';
import { familyLabel, wayColor } from '../../ways.js';
import type { Figure } from '../display/figure.js';
import { countRange, digits, listed } from '../format.js';
import type { Criterion, Win } from '../ways/winners.js';
import { axis, layout, nameAxis } from './theme.js';
import { winnersTitle } from './titles.js';

const UNDECIDED_COLOR = '#d0d0d0';

const condition = ({ category, maxNewTokens }: Win) => `${category} prompts, ${maxNewTokens} tokens`;

/** The legend entry a field belongs to: the winner, those that are alike, or those between whom the data do not decide. */
function outcome({ unbeaten, rivals, alike }: Win): string {
  const labels = unbeaten.map(familyLabel);
  const short = labels.map((label) => label.replace(/^streaming, /, ''));
  if (alike) return `${listed(short)} alike`;
  if (unbeaten.length === rivals) return 'cannot tell';
  return labels.length === 1 ? labels[0]! : short.join(' or ');
}

const mark = ({ lead, alike }: Win): string => (lead !== null ? `${digits(lead)}×` : alike ? '=' : '?');

/** Who wins where: a field for each condition, coloured by the winner, with its lead over the runner-up. */
export function winnerMap(wins: readonly Win[], { name }: Criterion): Figure {
  const categories = [...new Set(wins.map(({ category }) => category))];
  const place = ({ category, maxNewTokens }: Win) => categories.indexOf(category) * 1e9 + maxNewTokens;
  const conditions = [...new Set([...wins].sort((a, b) => place(a) - place(b)).map(condition))];
  const sizes = [...new Set(wins.map(({ together }) => together))].sort((a, b) => a - b).map(String);
  return {
    data: [...groupBy(wins, outcome)].map(([label, group]) => {
      const { unbeaten, lead } = group[0]!;
      const won = lead !== null && unbeaten.length === 1;
      return {
        type: 'scatter',
        mode: 'markers+text',
        name: label,
        x: group.map(({ together }) => String(together)),
        y: group.map(condition),
        text: group.map(mark),
        textfont: { color: won ? '#fff' : '#222' },
        marker: {
          symbol: 'square',
          size: 44,
          color: won ? wayColor(unbeaten[0]!) : UNDECIDED_COLOR,
          line: {
            width: won ? 0 : 3,
            color: unbeaten.length < group[0]!.rivals ? wayColor(unbeaten[0]!) : '#fff',
          },
        },
      };
    }),
    layout: layout(
      axis('requests at once', {
        type: 'category',
        categoryorder: 'array',
        categoryarray: sizes,
      }),
      { ...nameAxis, categoryorder: 'array', categoryarray: conditions },
      { height: 170 + 56 * conditions.length },
    ),
    title: winnersTitle(wins),
    alt: `Map of winners (${name}): ${wins.map((win) => `${condition(win)}, ${win.together} at once: ${outcome(win)}`).join('; ')}.`,
    needs: 'trials of one prompt category each, with one way of serving per field at least (see above)',
    caption: `Winner by "${name}", with its lead over the runner-up. Grey with "=": those named are the same within 5 %, and no other beats them; with "?": cannot tell, more than one way is left that no other was shown to beat. Shown means: 95 % interval beyond "equal", 5 % or more, and of all that is claimed here about one in 20 at most is chance (Benjamini–Hochberg). n = ${countRange(wins.map(({ n }) => n))} paired blocks a field.`,
  };
}
