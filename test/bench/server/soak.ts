/** `npm run bench:soak [-- CLIENTS SECONDS]`: a real server under a crowd that leaves and talks nonsense. */
import { positiveInteger } from '../../../src/cli/arguments.js';
import { benchCommand, parsed } from '../bench-command.js';
import { soak } from './soak-run.js';

const [clients, seconds] = parsed<[number, number]>(
  benchCommand('soak', 'A real server under a crowd that leaves and talks nonsense.')
    .argument('[clients]', 'how many', positiveInteger, 64)
    .argument('[seconds]', 'how long', positiveInteger, 120),
);

async function main(): Promise<void> {
  const untilMs = performance.now() + seconds * 1000;
  const result = await soak(clients, () => performance.now() > untilMs);
  const problems = [
    result.wrongTokens > 0 && 'wrong tokens',
    result.serverErrors > 0 && '5xx answers',
    result.unexpected.length > 0 && 'unexpected errors',
    result.memory.verdict === 'grows' && 'memory grows',
    result.handlesAfter > result.handlesBefore && 'handles are left open',
    result.stillHeld.length > 0 && 'requests, slots or cache are not given back',
  ].filter(Boolean);
  console.log(JSON.stringify({ ...result, problems }, null, 2));
  process.exitCode = problems.length > 0 ? 1 : 0;
}

void main();
