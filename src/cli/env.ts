import type { Command } from 'commander';
import type { InstrumentOffset } from '../results/instrument.js';

/** `streambatch env`: what this machine and checkout have. */
export function addEnv(program: Command): void {
  program
    .command('env')
    .description(
      'what this machine and checkout have: versions, CPU, memory, energy, Jupyter, model, checked weights, log',
    )
    .option('--json', 'as JSON')
    .option('--instrument', 'measure too how late tokens are stamped here; takes about two seconds')
    .action(async (options: { json?: boolean; instrument?: boolean }) => {
      const { describeMachine } = await import('../benchmark/environment.js');
      const { describeCheckout } = await import('./checkout-facts.js');
      const { checkedGraphs } = await import('../model/quality-record.js');
      const { raplState } = await import('../metrics/energy/rapl.js');
      const { envText } = await import('./env-text.js');
      const facts = {
        machine: describeMachine(),
        checkout: await describeCheckout(),
        energy: await raplState(),
        weights: await checkedGraphs(),
        ...(options.instrument ? { instrument: await measureInstrument() } : {}),
      };
      process.stdout.write(options.json ? `${JSON.stringify(facts, null, 2)}\n` : envText(facts));
    });
}

async function measureInstrument(): Promise<InstrumentOffset> {
  const { calibrate } = await import('../benchmark/calibrate.js');
  const { spawnBackend } = await import('../backends/process/process-backend.js');
  return calibrate((spec, signal) => spawnBackend(spec, { signal }));
}
