import sharp from 'sharp';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Figure } from '../../../src/analysis/display/figure.js';
import { figurePng, figureSvg } from '../../../src/analysis/display/picture.js';

const test = suite('analysis/display/picture');

const figure: Figure = {
  data: [
    { type: 'bar', x: ['a', 'b'], y: [1, 2], marker: { color: 'rgb(1, 2, 3)' } },
    { type: 'scatter', mode: 'lines', x: ['a', 'b'], y: [1, 3] },
    { type: 'box', y: [1, 2, 3, 9] },
  ],
  layout: { title: { text: 'A title' }, height: 300 },
  alt: 'bars',
  needs: 'something',
  caption: '',
};

test('draws without a browser and leaves the figure as it was', async () => {
  const before = structuredClone(figure);
  const svg = await figureSvg(figure);
  assert.match(svg, /A title/);
  assert.match(svg, /rgb\(1, 2, 3\)/);
  assert.equal(figure, before);
});

test('the PNG has the height that the layout asks for', async () => {
  const { width, height, format } = await sharp(await figurePng(figure)).metadata();
  assert.equal({ width, height, format }, { width: 860, height: 300, format: 'png' });
});

test.run();
