import { counted, digits, listed } from '../analysis/format.js';
import type { Machine } from '../benchmark/environment.js';
import type { RaplState } from '../metrics/energy/rapl.js';
import type { CheckedGraph } from '../model/quality-record.js';
import type { InstrumentOffset, Spread } from '../results/instrument.js';
import { checkedWeightsLines } from './checked-weights.js';
import type { Checkout } from './checkout-facts.js';

const GIB = 1024;

const gib = (mb: number): string => `${digits(mb / GIB)} GiB`;

/** What `env` found. */
export interface EnvFacts {
  readonly machine: Machine;
  readonly checkout: Checkout;
  readonly energy: RaplState;
  readonly weights: readonly CheckedGraph[];
  readonly instrument?: InstrumentOffset;
}

/** The same to a person: sentences, of what is there and of what is not. */
export function envText({ machine, checkout, energy, weights, instrument }: EnvFacts): string {
  const sections = {
    'This machine': machineLines(machine, energy),
    'streambatch here': checkoutLines(checkout, machine),
    'Quantised weights that were checked against float32': Object.entries(checkedWeightsLines(weights)).map(
      ([graph, line]) => `${line} [${graph}]`,
    ),
    'The instrument': instrument ? instrumentLines(instrument) : [],
  };
  return Object.entries(sections)
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`)
    .join('\n');
}

const machineLines = (machine: Machine, energy: RaplState): string[] => [
  `${cpu(machine)}; ${machine.os}, ${machine.arch}.`,
  memory(machine),
  energyLine(energy),
  ...load(machine),
  `Node ${machine.node.replace(/^v/, '')}; ${packages(machine)}.`,
];

const instrumentLines = ({ first_token_offset_ms: first, gap_error_ms: gap }: InstrumentOffset): string[] => [
  `First tokens are stamped ${spread(first)} after they could have been; a gap between two tokens is off by ${spread(gap)}.`,
];

/** The middle one of many, and the range that holds nine tenths of them. */
const spread = ({ median, p05, p95 }: Spread): string =>
  `${digits(median)} ms (${digits(p05)} to ${digits(p95)})`;

function cpu({ cpuModel, cpuCores, cpuQuotaCores, cpuMaxMhz, cpuGovernor }: Machine): string {
  return [
    `${cpuCores} logical processors, ${cpuModel ?? 'of a kind that does not say its name'}`,
    ...(cpuQuotaCores === null ? [] : [`of which this container may use ${digits(cpuQuotaCores)}`]),
    ...(cpuMaxMhz === null ? [] : [`up to ${digits(cpuMaxMhz / 1000)} GHz`]),
    ...(cpuGovernor === null ? [] : [`clock governed by "${cpuGovernor}"`]),
  ].join(', ');
}

function memory({ memoryMb, memoryLimitMb, memoryAvailableMb, swapMb }: Machine): string {
  const limit = memoryLimitMb === null ? '' : `, of which this container may use ${gib(memoryLimitMb)}`;
  const swap = swapMb === null ? '' : swapMb === 0 ? ', no swap' : `, ${gib(swapMb)} of swap`;
  return `Memory: ${gib(memoryMb)}${limit}; ${gib(memoryAvailableMb)} available now${swap}.`;
}

const energyLine = ({ packages, problem }: RaplState): string =>
  problem === null
    ? `Energy of ${counted(packages.length, 'processor')} can be read.`
    : `Energy cannot be read: ${problem}.`;

/** A machine that is busy measures itself. */
function load({ loadAverage, cpuCores }: Machine): string[] {
  if (loadAverage === null) return [];
  const [now] = loadAverage;
  const busy = now! > cpuCores / 2 ? ': busy; what is measured now is measured beside that' : '';
  return [`On average ${digits(now!)} processes wanted to run in the last minute${busy}.`];
}

const packages = ({ packages }: Machine): string =>
  listed(Object.entries(packages).map(([name, version]) => `${name} ${version ?? '(not installed)'}`));

function checkoutLines(checkout: Checkout, { gitCommit, gitDirty }: Machine): string[] {
  const { folder, embeddedModel, messages } = checkout;
  const commit =
    gitCommit === null ? '' : `, commit ${gitCommit.slice(0, 12)}${gitDirty ? ' and changes of yours' : ''}`;
  return [
    `streambatch lies in ${folder}${commit}.`,
    ...setUp(checkout),
    embeddedModel === null
      ? 'The embedded model is missing: check out data/models again.'
      : `The embedded model is there.`,
    log(checkout),
    `Messages of the program go to ${messages}.`,
  ];
}

/** Null everywhere in an installed package, which has no notebooks. */
function setUp({ build, jupyter, jupyterWay, nbconvert, kernel }: Checkout): string[] {
  if (build === null) return ['It is installed as a package: notebooks and `report` need a checkout.'];
  const converter = nbconvert === null ? 'without nbconvert' : `nbconvert ${nbconvert}`;
  return [
    build === 'up to date'
      ? 'The build is up to date.'
      : 'The build is out of date: `npm run build` makes it.',
    jupyter === null
      ? 'There is no Jupyter yet: `npm start` installs it.'
      : `Jupyter: ${jupyter} (from ${jupyterWay}), ${converter}.`,
    kernel === null ? 'The tslab kernel is missing: `npm start` sets it up.' : 'The tslab kernel is set up.',
  ];
}

function log({ logRows, logProblem }: Checkout): string {
  if (logProblem !== null) return `The log cannot be read: ${logProblem}.`;
  if (logRows === null) return 'There is no log yet: `streambatch run` writes one.';
  return `The log has ${counted(logRows, 'row')}.`;
}
