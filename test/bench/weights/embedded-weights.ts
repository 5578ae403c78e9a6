import { F32_FORM } from '../../support/gguf/forms.js';
import { modelFolder } from '../../support/golden.js';
import { ggufFile } from '../llama-cpp/spawn.js';
import type { RealWeights } from './real-weights.js';

/** The embedded model in the place of the real one: for a smoke run, which fetches nothing. */
export const embeddedWeights = async (): Promise<RealWeights> => ({
  checkpoint: modelFolder,
  gguf: await ggufFile(modelFolder, F32_FORM),
});
