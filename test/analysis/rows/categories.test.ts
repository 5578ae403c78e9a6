import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { categoriesOf } from '../../../src/analysis/rows/categories.js';
import { row } from '../../support/rows.js';

const test = suite('analysis/categories');

const of = (prompt_category: string | null, prompt_tokens: number | null) =>
  row({ prompt_category, prompt_tokens });

test('the shorter before the longer, by the mean of their prompts; those without lengths last', () => {
  const rows = [
    of('long', 400),
    of('odd', null),
    of('short', 4),
    of('medium', 20),
    of('short', 6),
    of(null, 100),
  ];
  assert.equal(categoriesOf(rows), ['short', 'medium', null, 'long', 'odd']);
  assert.equal(categoriesOf([]), []);
});

test.run();
