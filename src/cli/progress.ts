import { SingleBar } from 'cli-progress';
import type { LoadProgress } from '../backends/load-progress.js';
import { trialId } from '../benchmark/plan.js';
import type { RunProgress } from '../benchmark/run.js';

export interface ProgressDisplay {
  readonly onRun: (progress: RunProgress) => void;
  readonly onLoad: (progress: LoadProgress) => void;
  readonly stop: () => void;
}

/** A bar on a terminal; elsewhere one line a trial. Always on stderr. */
export function showProgress(): ProgressDisplay {
  return process.stderr.isTTY ? showBar() : showLines();
}

function showBar(): ProgressDisplay {
  const bar = new SingleBar({
    format: ' {bar} {percentage}% | {value}/{total} requests | {trial} | about {eta_formatted} left',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  let running = false;
  return {
    onRun: ({ trial, servedRequests, plannedRequests }) => {
      if (!running) bar.start(plannedRequests, 0, { trial: '' });
      running = true;
      bar.update(servedRequests, { trial: trialId(trial) });
    },
    onLoad: ({ step, loadedBytes, totalBytes }) => {
      const percent = totalBytes ? ` ${Math.round((100 * loadedBytes) / totalBytes)}%` : '';
      if (running) bar.update({ trial: `${step}${percent}` });
    },
    stop: () => bar.stop(),
  };
}

function showLines(): ProgressDisplay {
  let last = '';
  const say = (line: string) => {
    if (line !== last) process.stderr.write(`${line}\n`);
    last = line;
  };
  return {
    onRun: ({ trial, servedRequests, plannedRequests }) => {
      const id = trialId(trial);
      if (!last.startsWith(`${id} `)) say(`${id} (${servedRequests} of ${plannedRequests} requests done)`);
    },
    onLoad: ({ step }) => say(step),
    stop: () => undefined,
  };
}
