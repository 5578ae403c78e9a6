import { extent } from 'simple-statistics';
import { groupBy } from '../../group-by.js';
import type { Prediction } from '../cost-model/fit.js';
import type { Figure } from '../display/figure.js';
import { THREE_DIGITS } from './hover.js';
import { axis, layout, logAxis } from './theme.js';

/** Batches of one, and of more: told apart by colour and symbol. */
const kindOf = ({ observation }: Prediction) => (observation.work.requests === 1 ? 'one request' : 'a batch');
const STYLES: Record<string, { color: string; symbol: string }> = {
  'one request': { color: '#0072B2', symbol: 'circle' },
  'a batch': { color: '#D55E00', symbol: 'square' },
};

/** Logarithmic over a decade or more; within one, a log axis has hardly a tick. */
function valueAxis(title: string, values: readonly number[]) {
  if (values.length === 0) return axis(title);
  const [least, most] = extent([...values]);
  return most / least < 10 ? axis(title) : logAxis(title);
}

/** Drawn per kind; beyond it every k-th point, in the order of the log, stands for its neighbours. */
const MOST_POINTS = 600;

function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % every === 0);
}

function scatter(all: readonly Prediction[], y: (prediction: Prediction) => number) {
  return [...groupBy(all, kindOf)].map(([name, group]) => {
    const points = thinned(group);
    return {
      type: 'scatter',
      mode: 'markers',
      name,
      x: points.map(({ observation }) => observation.cost),
      y: points.map(y),
      ...THREE_DIGITS,
      marker: { ...STYLES[name]!, size: 6, opacity: 0.6 },
    };
  });
}

const about = (all: readonly Prediction[]) =>
  `n = ${all.length}, each predicted by a model that had not seen its configuration.${all.length > MOST_POINTS ? ` Drawn: at most every k-th, ${MOST_POINTS} a kind.` : ''}`;

/** Predicted against measured: on the line is right. */
export function predictedAgainstMeasured(all: readonly Prediction[], quantity: string): Figure {
  const ends = all
    .flatMap(({ observation, predicted }) => [observation.cost, predicted])
    .filter((end) => end > 0);
  const line = ends.length > 0 ? extent(ends) : [];
  return {
    data: [
      ...scatter(all, ({ predicted }) => predicted),
      { type: 'scatter', mode: 'lines', name: 'right', x: line, y: line, line: { color: '#222', width: 1 } },
    ],
    layout: layout(valueAxis(`measured ${quantity}`, ends), valueAxis(`predicted ${quantity}`, ends), {
      height: 460,
    }),
    alt: `Scatter plot of predicted against measured ${quantity}, with the line where both are equal.`,
    needs: 'ways of serving of several sizes, to fit a model to',
    caption: about(all),
  };
}

/** What the model misses, against what was measured: a pattern here is physics that the model lacks. */
export function residuals(all: readonly Prediction[], quantity: string): Figure {
  return {
    data: scatter(all, ({ error }) => error * 100),
    layout: layout(
      valueAxis(
        `measured ${quantity}`,
        all.map(({ observation }) => observation.cost),
      ),
      axis('error of the prediction (%)', { zeroline: true, zerolinecolor: '#222' }),
    ),
    alt: `Scatter plot of the relative error of each prediction, in percent, against the measured ${quantity}.`,
    needs: 'ways of serving of several sizes, to fit a model to',
    caption: about(all),
  };
}
