import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { SchedulerBackends } from '../../src/server/scheduler-backends.js';
import { Telemetry } from '../../src/server/telemetry.js';
import { FakeBackend } from '../support/fake-backend.js';

interface Described {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

test('data/README has every name of /metrics, with its labels, kind and meaning', () => {
  const backends = new SchedulerBackends({
    start: async () => new FakeBackend(),
    schedulers: ['continuous'],
  });
  const { registry } = new Telemetry(() => 0, backends);
  const lines = registry.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames = [] } = metric as unknown as Described;
    const labels = labelNames.length > 0 ? `{${labelNames.join(', ')}}` : '';
    return `| \`${name}${labels}\` | ${type} | ${help} |`;
  });
  const document = readFileSync(join(checkoutRoot, 'data', 'README.md'), 'utf8');
  const documented = document.split('\n').filter((line) => line.startsWith('| `streambatch_'));
  assert.equal(documented.sort(), lines.sort());
});

test.run();
