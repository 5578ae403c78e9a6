import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { adjustedMeans, type BlockValue } from '../../../src/analysis/ways/two-way.js';
import { seededRandom } from '../../../src/workload/random.js';

const test = suite('analysis/two-way');

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The same by taking turns: ways given blocks, blocks given ways, until nothing moves (backfitting). */
function byTurns(values: readonly BlockValue[]): Map<string, number> {
  const ways = new Map(values.map(({ way }) => [way, 0]));
  const blocks = new Map(values.map(({ block }) => [block, 0]));
  for (let turn = 0; turn < 5000; turn++) {
    for (const way of ways.keys()) {
      const own = values.filter((value) => value.way === way);
      ways.set(way, mean(own.map(({ value, block }) => value - blocks.get(block)!)));
    }
    for (const block of blocks.keys()) {
      const own = values.filter((value) => value.block === block);
      blocks.set(block, mean(own.map(({ value, way }) => value - ways.get(way)!)));
    }
  }
  return new Map([...ways].map(([way, effect]) => [way, effect + mean([...blocks.values()])]));
}

const near = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) => {
  assert.equal([...a.keys()].sort(), [...b.keys()].sort());
  for (const [way, value] of a)
    assert.ok(Math.abs(value - b.get(way)!) < 1e-8, `${way}: ${value} ${b.get(way)}`);
};

const values = (table: Readonly<Record<string, readonly (number | null)[]>>): BlockValue[] =>
  Object.entries(table).flatMap(([way, row]) =>
    row.flatMap((value, block) => (value === null ? [] : [{ way, block: `${block}`, value }])),
  );

test('where nothing is missing: the plain means', () => {
  near(
    adjustedMeans(values({ a: [1, 2, 6], b: [4, 4, 7] })),
    new Map([
      ['a', 3],
      ['b', 5],
    ]),
  );
});

test('a way that was measured on slow days only is not taken for a slow way', () => {
  // b is 1 above a in every block that holds both, and the blocks without b are 10 higher
  near(
    adjustedMeans(values({ a: [1, 2, 11, 12], b: [2, 3, null, null] })),
    new Map([
      ['a', 6.5],
      ['b', 7.5],
    ]),
  );
});

test('two ways that share no block are compared through a third', () => {
  near(
    adjustedMeans(values({ a: [0, 0, 5, 5], b: [3, 3, null, null], c: [null, null, 6, 6] })),
    new Map([
      ['a', 2.5],
      ['b', 5.5],
      ['c', 3.5],
    ]),
  );
});

test('as taking turns finds, on random tables with holes', () => {
  const random = seededRandom(7);
  for (let i = 0; i < 20; i++) {
    const hole = () => random() < 0.3;
    const row = (way: number) =>
      Array.from({ length: 6 }, () => (way > 0 && hole() ? null : 10 * random() + way));
    const table = values({ a: row(0), b: row(1), c: row(2), d: row(3) });
    near(adjustedMeans(table), byTurns(table));
  }
});

test('nothing measured: nothing', () => {
  assert.equal([...adjustedMeans([])], []);
});

test.run();
