import { basename } from 'node:path';
import { describeBackend } from '../backends/registry.js';
import { type BackendSpec, backendSpec } from '../backends/spec.js';
import { InputError } from '../errors.js';
import { explained } from '../explain-issue.js';
import { fingerprint } from '../fingerprint.js';
import type { BackendInfo } from '../generation.js';
import { log } from '../logging.js';
import { optionName } from '../option-name.js';
import type { StartBackend } from '../server/scheduler-backends.js';
import type { ServedModel } from '../server/served-model.js';
import { weightsWarner } from './weights.js';

/** @throws InputError for an option the backends do not know */
export function parseSpec(options: object): BackendSpec {
  const parsed = backendSpec.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InputError(explained(parsed.error.issues[0]!, options, (path) => optionName(path.at(-1)!)));
}

/** A model gets a process of its own; what only waits (the mock, a remote server) runs in this one. */
export function startBackend(spec: BackendSpec): StartBackend {
  const warnOfWeights = weightsWarner();
  return async (scheduler) => {
    if (!describeBackend(spec.backend).ownProcess) {
      return (await import('../backends/create.js')).createBackend({ ...spec, scheduler });
    }
    const { spawnBackend } = await import('../backends/process/process-backend.js');
    const onProgress = ({ step }: { step: string }) => log.debug(step);
    const backend = await spawnBackend({ ...spec, scheduler }, { onProgress });
    warnOfWeights(backend.info);
    return backend;
  };
}

/** Of everything that decides how requests are served. */
export const hashOf = (settings: object): string => fingerprint(JSON.stringify(settings));

/** The model's name outside, and its tokenizer and chat template where the files are here. */
export async function describeModel(spec: BackendSpec, { contextLength }: BackendInfo): Promise<ServedModel> {
  const { hasModelFiles, onlyModel } = describeBackend(spec.backend);
  if (!hasModelFiles) {
    const name = onlyModel ?? spec.model;
    return { name, renderChat: asParagraphs, tokenizer: null, tokenizerInfo: null, contextLength };
  }
  const [{ locateModel }, { loadTokenizer }, { loadChatTemplate }, { tokenizerInfo }] = await Promise.all([
    import('../backends/model-files.js'),
    import('../model/tokenizer.js'),
    import('../model/chat.js'),
    import('../model/tokenizer-info.js'),
  ]);
  const { id, folder, hub } = locateModel(spec.model);
  const [tokenizer, template, info] = await Promise.all([
    loadTokenizer(folder),
    loadChatTemplate(folder),
    tokenizerInfo(folder),
  ]);
  return {
    name: hub ? id : basename(id), // a folder's path is nobody's business outside
    tokenizer,
    tokenizerInfo: info,
    contextLength,
    renderChat: template
      ? (turns) => tokenizer.encode(template(turns), { addSpecialTokens: false })
      : asParagraphs,
  };
}

/** A model without a chat template was never taught roles: what was said, a paragraph a turn. */
const asParagraphs: ServedModel['renderChat'] = (turns) => turns.map(({ content }) => content).join('\n\n');
