import * as assert from 'uvu/assert';
import type { Figure } from '../../../src/analysis/display/figure.js';

/** What every figure owes its reader: alt text, a caption with n, units on its axes, JSON that survives the trip. */
export function assertReadable({ alt, caption, layout, data }: Figure): void {
  assert.ok(alt.length > 20, `alt: ${alt}`);
  assert.match(caption, /n = \d/);
  const axes = [layout.xaxis, layout.yaxis] as { title: { text: string } }[];
  assert.ok(
    axes.some(({ title }) => /\((ms|MiB|useful tokens\/s|tokens\/s|%)[,)]/.test(title.text)),
    'no axis has a unit',
  );
  assert.equal(JSON.parse(JSON.stringify({ layout, data })), { layout, data });
}
