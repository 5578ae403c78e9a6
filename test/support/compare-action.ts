/** The scripts of `.github/actions/compare`, run as the action runs them. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';

const script = (name: string): string => join(checkoutRoot, '.github', 'actions', 'compare', name);

/** Measures two folders that are there, into `out`; each call is told to `$CALLS`. */
export function measure(folder: string, environment: Record<string, string>): SpawnSyncReturns<string> {
  for (const side of ['base', 'head']) mkdirSync(join(folder, side), { recursive: true });
  const paths = ['base', 'head', 'out'].map((name) => join(folder, name));
  return spawnSync(script('measure.sh'), paths, {
    encoding: 'utf8',
    env: {
      ...process.env,
      CALLS: join(folder, 'calls'),
      ROUNDS: '2',
      THRESHOLD: '5%',
      SETUP: 'true',
      ...environment,
    },
  });
}

/** Comments with a `gh` that is played: it prints what is there, and writes what it is given to a file. */
export function comment(folder: string, text: string, there: string): SpawnSyncReturns<string> {
  const gh = join(folder, 'gh');
  writeFileSync(
    gh,
    `#!/usr/bin/env bash\ncase "$*" in *--jq*) printf '%s' '${there}' ;; *) printf '%s\\n' "$@" >'${folder}/given' ;; esac\n`,
  );
  chmodSync(gh, 0o755);
  writeFileSync(join(folder, 'comparison.md'), text);
  return spawnSync(script('comment.sh'), [join(folder, 'comparison.md')], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${folder}:${process.env.PATH}`,
      GITHUB_REPOSITORY: 'owner/name',
      PULL_REQUEST: '7',
    },
  });
}
