import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { describeCheckout } from '../../src/cli/checkout-facts.js';
import { openLog } from '../../src/results/log.js';
import { aRow } from '../support/row.js';
import { inScratch } from '../support/scratch.js';

test('names the checkout and its embedded model, and counts the rows of the log', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const log = await openLog(path, { warn: () => {} });
    await log.append([aRow(), aRow()]);
    await log.close();
    const facts = await describeCheckout(path);
    assert.is(facts.folder, checkoutRoot);
    assert.is(facts.embeddedModel, join(checkoutRoot, 'data', 'models', 'storyteller'));
    assert.is(facts.logRows, 2);
    assert.is(facts.logProblem, null);
  }));

test('no log is null, a log that cannot be read is named', () =>
  inScratch(async (folder) => {
    assert.is((await describeCheckout(join(folder, 'none.csv'))).logRows, null);
    const foreign = join(folder, 'foreign.csv');
    writeFileSync(foreign, 'a,b\n1,2\n');
    const facts = await describeCheckout(foreign);
    assert.is(facts.logRows, null);
    assert.match(facts.logProblem!, 'is not a log of streambatch');
  }));

test.run();
