import type { Column } from '../../src/results/column.js';
import { COLUMN_NAMES, COLUMNS } from '../../src/results/schema.js';

/** The table of columns as data/README.md shows it. `npx tsx test/results/columns.ts` prints it after a change of the schema. */
export function columnsTable(): string {
  const rows = COLUMN_NAMES.map((name) => {
    const { type, unit, nullable, about, values }: Column = COLUMNS[name];
    return `| \`${name}\` | ${values?.join(', ') ?? type} | ${unit} | ${nullable ? 'yes' : ''} | ${about.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`;
  });
  return ['| column | type | unit | may be empty | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}

if (process.argv[1]?.endsWith('columns.ts')) console.log(columnsTable());
