import type { Command } from 'commander';

/** `streambatch env`: what this machine and checkout have. */
export function addEnv(program: Command): void {
  program
    .command('env')
    .description(
      'what this machine and checkout have: versions, CPU, memory, Jupyter, model, checked weights, log',
    )
    .option('--json', 'as JSON')
    .option('--instrument', 'measure too how late tokens are stamped here; takes about two seconds')
    .action(async (options: { json?: boolean; instrument?: boolean }) => {
      const { describeMachine } = await import('../benchmark/environment.js');
      const { describeCheckout } = await import('./checkout-facts.js');
      const { checkedGraphs } = await import('../model/quality-record.js');
      const { checkedWeightsLines } = await import('./checked-weights.js');
      const graphs = await checkedGraphs();
      const facts = {
        machine: describeMachine(),
        checkout: await describeCheckout(),
        weights: options.json ? graphs : checkedWeightsLines(graphs),
        ...(options.instrument ? { instrument: await measureInstrument() } : {}),
      };
      process.stdout.write(options.json ? `${JSON.stringify(facts, null, 2)}\n` : asText(facts));
    });
}

async function measureInstrument(): Promise<object> {
  const { calibrate } = await import('../benchmark/calibrate.js');
  const { spawnBackend } = await import('../backends/process/process-backend.js');
  return calibrate((spec, signal) => spawnBackend(spec, { signal }));
}

/** One indented `name  value` line per fact. */
function asText(facts: Record<string, object>): string {
  return Object.entries(facts)
    .map(([title, group]) => `${title}\n${Object.entries(flatten(group)).map(factLine).join('')}`)
    .join('\n');
}

const factLine = ([name, value]: [string, unknown]) => `  ${name.padEnd(36)}${value ?? '-'}\n`;

/** Nested objects become `outer.inner` names; lists stay on one line. */
function flatten(group: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(group).flatMap(([name, value]) => {
      if (Array.isArray(value)) return [[name, value.join(', ')]];
      if (value === null || typeof value !== 'object') return [[name, value]];
      return Object.entries(value).map(([inner, v]) => [`${name} ${inner}`, v]);
    }),
  );
}
