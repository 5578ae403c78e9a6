import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { onPath, run } from './command.mjs';

const NAME = 'filter.notebook.clean';
const COMMAND = 'node src/setup/notebook-clean.mjs';

/** Tells this checkout's git to take outputs out of notebooks as they are added; `.gitattributes` names the filter. */
export const notebookFilter = {
  name: 'git filter',
  isDone: () => !isGitCheckout() || run('git', ['config', '--local', '--get', NAME]).output === COMMAND,
  doing: 'notebooks are committed without outputs',
  run: () => run('git', ['config', '--local', NAME, COMMAND]),
};

/** A downloaded archive is none; it has nothing to commit either. */
const isGitCheckout = () => existsSync(join(checkoutRoot, '.git')) && onPath('git').length > 0;
