import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { experiments, pickExperiment, sameServer } from '../../src/analysis/experiment.js';
import { row } from './rows.js';

const test = suite('analysis/experiment');

const older = row({ timestamp: '2026-11-01T00:00:00.000Z', model_id: 'older' });
const newer = row({ timestamp: '2026-11-02T00:00:00.000Z', model_id: 'newer' });

test('the newest first; titles say what was measured', () => {
  const titles = experiments([older, newer]).map(({ title }) => title);
  assert.equal(titles, ['newer, - on -, -, at most 0 new tokens', 'older, - on -, -, at most 0 new tokens']);
});

for (const change of [{ machine: 'another' }, { dtype: 'int8' }, { threads: 4 }, { max_new_tokens: 64 }]) {
  test(`never compared: rows that differ in ${Object.keys(change)}`, () => {
    assert.is(experiments([row(), row(change)]).length, 2);
  });
}

test('the way of serving does not split an experiment', () => {
  assert.is(experiments([row(), row({ mode: 'batch', scheduler: 'static', batch_size: 4 })]).length, 1);
});

test('rows of a load or of a server are no experiment', () => {
  const open = [row({ trial_id: 'load/stream/poisson:4' }), row({ trial_id: 'serve/stream/sequential' })];
  assert.equal(experiments(open), []);
  assert.is(sameServer([...open, row()], { title: '', rows: [row()] }).length, 1);
});

test('picking: by place; where there is none the title says why', () => {
  assert.equal(pickExperiment([older, newer], 1).rows, [older]);
  const served = row({ trial_id: 'serve/stream/sequential' });
  for (const [picked, why] of [
    [pickExperiment([]), /^nothing: .* no request of a benchmark; `npx streambatch run`/],
    [pickExperiment([served]), /no request of a benchmark \(1 row of open loads or of a server\)/],
    [pickExperiment([older], 3), /STREAMBATCH_EXPERIMENT is 3, and the log holds 1 experiment,/],
    [pickExperiment([older], Number.NaN), /STREAMBATCH_EXPERIMENT is NaN/],
  ] as const) {
    assert.equal(picked.rows, []);
    assert.match(picked.title, why);
  }
});

test.run();
