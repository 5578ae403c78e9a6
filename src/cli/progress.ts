import { SingleBar } from 'cli-progress';
import type { LoadProgress } from '../backends/load-progress.js';
import { trialId } from '../benchmark/plan.js';
import type { RunProgress } from '../benchmark/run.js';
import { nowMs } from '../clock.js';
import { Panel, type Terminal } from './panel.js';
import { timeLeft } from './time-left.js';

export interface ProgressDisplay {
  readonly onRun: (progress: RunProgress) => void;
  readonly onLoad: (progress: LoadProgress) => void;
  /** What is known after a block, in sentences. */
  readonly onBlock: (sentences: readonly string[]) => void;
  readonly stop: () => void;
}

/** On a terminal a bar, and under it what is known so far; elsewhere one line a trial and one a block. Always on stderr. */
export function showProgress(stream: Screen = process.stderr): ProgressDisplay {
  return stream.isTTY ? showBar(stream) : showLines(stream);
}

type Screen = NodeJS.WritableStream & Terminal & { readonly isTTY?: boolean };

/** What of the bar's line is not the bar, at its longest. */
const WORDS_WIDTH = 70;

function showBar(terminal: Screen): ProgressDisplay {
  const bar = new SingleBar({
    format: ' {bar} {percentage}% | {value}/{total} requests | {left} left | {trial}',
    barsize: Math.min(40, Math.max(8, (terminal.columns || 80) - WORDS_WIDTH)),
    hideCursor: true,
    clearOnComplete: true,
    stream: terminal,
  });
  const panel = new Panel(terminal);
  const leftAfter = timeLeft(nowMs);
  let running = false;
  return {
    onRun: (progress) => {
      if (!running) {
        panel.reserve();
        bar.start(progress.plannedRequests, 0, { trial: '', left: '' });
      }
      running = true;
      bar.setTotal(progress.plannedRequests);
      bar.update(progress.servedRequests, { trial: trialId(progress.trial), left: leftAfter(progress) });
    },
    onLoad: ({ step, loadedBytes, totalBytes }) => {
      const percent = totalBytes ? ` ${Math.round((100 * loadedBytes) / totalBytes)}%` : '';
      if (running) bar.update({ trial: `${step}${percent}` });
    },
    onBlock: (sentences) => panel.show(sentences),
    stop: () => {
      bar.stop();
      if (running) panel.clear();
    },
  };
}

function showLines(stream: Screen): ProgressDisplay {
  let last = '';
  let waiting = '';
  const say = (line: string) => {
    const isFirst = last === '';
    if (line !== last) waiting += `${line}\n`;
    last = line;
    if (isFirst) return; // until something comes of it: of a model that there is not, only the error is told
    stream.write(waiting);
    waiting = '';
  };
  return {
    onRun: ({ trial, servedRequests, plannedRequests }) => {
      const id = trialId(trial);
      if (last.startsWith(`${id} `)) say(last);
      else say(`${id} (${servedRequests} of ${plannedRequests} requests done)`);
    },
    onLoad: ({ step }) => say(step),
    onBlock: (sentences) => say(sentences.join(' ')),
    stop: () => undefined,
  };
}
