import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LANES } from '../../src/server/page/ways.js';
import { familyNamed, SCHEDULERS, usualWays } from '../../src/ways.js';

test('the race has a lane for each usual way of our own engine, and serves it so', () => {
  const lanes = LANES.map(({ id, mode, scheduler }) => ({ id, mode, scheduler }));
  assert.equal(
    lanes,
    usualWays({ schedulers: SCHEDULERS }).map((id) => ({ id, ...familyNamed(id) })),
  );
});

test('every lane has a colour, by day and by night', () => {
  const css = readFileSync(new URL('../../src/server/page/race.css', import.meta.url), 'utf8');
  for (const { id } of LANES) assert.is(css.match(new RegExp(`--${id}: #`, 'g'))?.length, 2, id);
});

test.run();
