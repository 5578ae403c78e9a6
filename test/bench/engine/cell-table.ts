import Table from 'cli-table3';
import { median } from 'simple-statistics';
import { groups } from '../../../src/group-by.js';
import type { ModelConfig } from '../../../src/model/config.js';
import { bandwidthShare, isCounted, peerOverOurs, stepOf, ttftOf } from './claims.js';
import { intervalText, spread } from './comparison.js';
import type { EngineTurn } from './engine-speed.js';
import { toCell } from './serving-cell.js';

/** All that took part in a cell, and the peers' times over ours: each side at its fastest, and dtype against same dtype. */
export function cellReport(cell: string, turns: readonly EngineTurn[], config: ModelConfig): string {
  const { batch, promptTokens, newTokens } = toCell(cell);
  const head = [
    '',
    'perplexity ÷ float32’s',
    'decode step ms',
    'tok/s',
    'TTFT ms',
    'tok/s with prefill',
    'peak MiB',
    'MBU',
  ];
  const table = new Table({ head });
  for (const own of groups(turns, ({ participant }) => participant)) table.push(row(batch, own, config));
  const title = `${batch} at once, prompts of ${promptTokens}, ${newTokens} new tokens each: medians of rounds (range)`;
  return `\n${title}\n${table}\n${ratios(cell, turns).join('\n')}`;
}

function row(batch: number, own: readonly EngineTurn[], config: ModelConfig): string[] {
  const { participant, accuracy } = own[0]!;
  const stepMs = median(own.map(stepOf));
  const shares = own.filter(isCounted).map((turn) => bandwidthShare(config, turn));
  return [
    participant,
    accuracy.ratio.toFixed(3),
    spread(own.map(stepOf), 2),
    ((1000 * batch) / stepMs).toFixed(0),
    spread(own.map(ttftOf), 0),
    spread(
      own.map(({ tokensPerSec }) => tokensPerSec),
      0,
    ),
    Math.max(...own.map(({ peakMemoryMb }) => peakMemoryMb ?? Number.NaN)).toFixed(0),
    shares.length === 0 ? '' : `${(100 * median(shares)).toFixed(0)} %`,
  ];
}

function ratios(cell: string, turns: readonly EngineTurn[]): string[] {
  const lines: string[] = [];
  for (const peer of ['transformers.js', 'node-llama-cpp'] as const) {
    const add = (what: string, among: readonly EngineTurn[], pick: typeof stepOf) => {
      const { reached, between } = peerOverOurs(among, peer, cell, pick);
      if (reached) lines.push(`${what}: ${intervalText(reached)}: ${between}`);
    };
    add('decode step', turns, stepOf);
    add('time to first token', turns, ttftOf);
    for (const same of groups(turns, ({ dtype }) => dtype))
      add(`  ${same[0]!.dtype} against its like, decode step`, same, stepOf);
  }
  return lines;
}
