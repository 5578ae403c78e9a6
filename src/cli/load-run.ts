import { exact, percentage } from '../analysis/format.js';
import { loads } from '../analysis/ways/loads.js';
import { type Sustained, sustained } from '../analysis/ways/sustained.js';
import { groupBy } from '../group-by.js';
import type { MeasuredLoad } from '../load/measured-load.js';
import { runLoad } from '../load/run-load.js';
import type { LoadSettings } from '../load/settings.js';
import { sweepLoad } from '../load/sweep-load.js';
import { log } from '../logging.js';
import { parseSlo, type Slo } from '../metrics/slo.js';
import { openLog } from '../results/log.js';
import { type Arrivals, arrivalsText, parseArrivals } from '../workload/arrivals.js';
import { loadPrompts } from '../workload/prompts.js';
import type { LoadFlags } from './load-flags.js';
import { openTarget } from './load-target.js';
import { loadText, sweepText } from './load-text.js';
import { weightsWarner } from './weights.js';

/** Checks everything that was asked for, then runs the load of each way, or sweeps it, into the log. */
export async function load(flags: LoadFlags, signal: AbortSignal): Promise<void> {
  const { target: where, arrivals: how, way, slo, prompts, out, json, ...more } = flags;
  const { duration: durationMs, maxNewTokens, length, batchSize, seed, ...served } = more;
  const arrivals = how === 'sweep' ? null : parseArrivals(how);
  const promise = parseSlo(slo);
  const asked = { durationMs, prompts: loadPrompts(prompts), maxNewTokens, length, batchSize, seed };
  const { target, close } = await openTarget(where, { ...served });
  try {
    weightsWarner()(target.info);
    const rows = await openLog(out, { warn: (message) => log.warn(message) });
    const ways = way === 'all' ? undefined : [way];
    const settings = { ...asked, target, ways, slo: promise, log: rows, signal };
    const answer = await (arrivals ? one(settings, arrivals) : sweep(settings, promise));
    await rows.close();
    process.stdout.write(json ? `${JSON.stringify(answer.json, null, 2)}\n` : answer.text);
  } finally {
    await close();
  }
}

/** What is told, to a program and to a person. */
interface Told {
  readonly json: unknown;
  readonly text: string;
}

async function one(settings: LoadSettings, arrivals: Arrivals): Promise<Told> {
  const { reports } = await runLoad({ ...settings, arrivals });
  return { json: reports, text: loadText(reports) };
}

/** Searches by what each load's requests say, and answers by all their rows, as the notebook does. */
async function sweep(settings: LoadSettings, slo: Slo): Promise<Told> {
  const measured: MeasuredLoad[] = [];
  const onProgress = (load: MeasuredLoad) => {
    measured.push(load);
    process.stderr.write(`${progressText(load)}\n`);
  };
  await sweepLoad({ ...settings, slo, onProgress });
  const answers: Record<string, Sustained> = {};
  for (const [way, its] of groupBy(measured, (load) => load.way)) {
    const rows = its.flatMap((load) => load.rows);
    const [answer] = sustained(loads(rows, slo));
    if (answer) answers[way] = answer;
  }
  return { json: answers, text: sweepText(answers, slo) };
}

/** `stream 2/s: 95.0 % kept`, and what is doubtful. */
function progressText({ way, arrivals, report }: MeasuredLoad): string {
  const rate = arrivals.kind === 'closed' ? arrivalsText(arrivals) : `${exact(arrivals.perSecond)}/s`;
  const kept = `${percentage(report.attainment)} kept`;
  return [`${way} ${rate}: ${kept}`, ...report.doubts].join('; ');
}
