/** Entry point of the process that a model is judged in. */
import { compare, perplexityOf } from './compare.js';
import type { Judged, Task } from './judge.js';
import { openModel } from './models.js';

async function judge({ model, float32, texts }: Task): Promise<Judged> {
  const scorer = await openModel(model);
  return float32 ? compare(await openModel(float32), scorer, texts) : perplexityOf(scorer, texts);
}

process.once('message', (task: Task) => {
  void judge(task)
    .catch((error: Error) => ({ failed: error.message }))
    .then((answer) => process.send!(answer, () => process.exit(0)));
});
