/** `npm run bench:soak [-- CLIENTS SECONDS]`: a real server under a crowd that leaves and talks nonsense. */
import { soak } from './soak-run.js';

const [clients = 64, seconds = 120] = process.argv.slice(2).map(Number);
/** Memory of the last third may exceed that of the middle third by this much. */
const MAX_GROWTH = 0.03;

async function main(): Promise<void> {
  const result = await soak(clients, seconds);
  const growth = result.lastMb / result.middleMb - 1;
  const problems = [
    result.wrongTokens > 0 && 'wrong tokens',
    result.serverErrors > 0 && '5xx answers',
    result.unexpected.length > 0 && 'unexpected errors',
    growth > MAX_GROWTH && 'memory grows',
    result.handlesAfter > result.handlesBefore && 'handles are left open',
  ].filter(Boolean);
  console.log(JSON.stringify({ ...result, growth, problems }, null, 2));
  process.exitCode = problems.length > 0 ? 1 : 0;
}

void main();
