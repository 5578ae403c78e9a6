/**
 * `node src/setup/release.mjs v1.2.3`: what changed in that version, from the changelog, on stdout; exit 1 where the tag is not
 * this package's version, or the changelog does not know it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { SetupError } from './command.mjs';

const CHANGELOG = join(checkoutRoot, '.github', 'CHANGELOG.md');

/**
 * The text under the changelog's heading of this version (`## 1.2.3` or `## [1.2.3] - 2026-01-31`). Throws SetupError.
 * @param {string} tag
 * @param {string} version of package.json
 * @param {string} changelog
 */
export function releaseNotes(tag, version, changelog) {
  if (tag !== `v${version}`) {
    throw new SetupError(
      `tag ${tag} is not version ${version} of package.json; tag it v${version}, or change the version`,
    );
  }
  const sections = changelog.split(/^(?=## )/m).slice(1);
  const section = sections.find((text) => text.match(/^## \[?([^\]\s]+)/)?.[1] === version);
  const notes = section?.replace(/^.*\n?/, '').trim();
  if (notes) return notes;
  throw new SetupError(`.github/CHANGELOG.md says nothing under "## ${version}"; write there what changed`);
}

/** @param {string} tag */
function main(tag) {
  const { version } = JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8'));
  const changelog = existsSync(CHANGELOG) ? readFileSync(CHANGELOG, 'utf8') : '';
  console.log(releaseNotes(tag, version, changelog));
}

if (import.meta.filename === process.argv[1]) {
  try {
    main(process.argv[2] ?? 'none');
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`release: ${error.message}`);
    process.exitCode = 1;
  }
}
