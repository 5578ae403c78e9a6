import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commonTrend } from '../../../src/metrics/statistics/trend.js';
import { near } from '../../support/near.js';

test('statsmodels OLS with one dummy per series', () => {
  const trend = commonTrend([
    [4.1, 4.3, 4.2, 4.6, 4.8],
    [7.0, 7.3, 7.1, 7.6],
    [1.0, 1.4],
  ])!;
  near(trend.slope, 0.17419354838709744, 1e-12);
  near(trend.pValue, 0.002665390980702783, 1e-12);
});

test('too little to see a trend', () => {
  assert.is(commonTrend([]), null);
  assert.is(commonTrend([[1], [2, 3]]), null);
});

test.run();
