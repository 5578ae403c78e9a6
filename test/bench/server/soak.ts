/** `npm run bench:soak [-- CLIENTS SECONDS]`: a real server under a crowd that leaves and talks nonsense. */
import { positiveInteger } from '../../../src/cli/arguments.js';
import { benchCommand, isSmoke, parsed } from '../bench-command.js';
import { soak } from './soak-run.js';

const command = benchCommand('soak', 'A real server under a crowd that leaves and talks nonsense.')
  .argument('[clients]', 'how many', positiveInteger, 64)
  .argument('[seconds]', 'how long', positiveInteger, 120);
const asked = parsed<[number, number]>(command);
const [clients, seconds] = isSmoke(command) ? [4, 1] : asked;

async function main(): Promise<void> {
  const result = await soak(clients, (_, elapsed) => elapsed > seconds);
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
