import { complete } from '../../../src/generation.js';
import { F32_FORM } from '../../support/gguf/forms.js';
import { golden, modelFolder } from '../../support/golden.js';
import { ggufFile, spawnLlamaCpp } from './spawn.js';

/** How many golden continuations of PyTorch's llama.cpp gives, token for token: the proof that the weights arrive unharmed. */
export async function llamaCppGolden(): Promise<string> {
  const backend = await spawnLlamaCpp(await ggufFile(modelFolder, F32_FORM), 'f32');
  try {
    let equal = 0;
    for (const { prompt_ids, greedy_ids } of golden) {
      const request = {
        id: 'golden',
        prompt: prompt_ids,
        maxNewTokens: greedy_ids.length,
        forceLength: true,
      };
      const { tokenIds } = await complete(backend.submit([request])[0]!);
      if (tokenIds.join() === greedy_ids.join()) equal++;
    }
    return `${equal} of ${golden.length} golden continuations, token for token`;
  } finally {
    await backend.close();
  }
}
