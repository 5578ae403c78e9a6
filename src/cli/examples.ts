import type { Command } from 'commander';

/** What help shows at its end: a command line without the program's name, and what it is for. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [line: string, says: string])[]>> = {
  run: [
    ['run', 'the embedded model, all ways of serving'],
    ['run --profile quick', 'a first look, in less time'],
    ['run --model ./my-model --dtype int8 --batch-sizes 1,8,32', 'a checkpoint of yours'],
    ['run --backend openai --base-url http://127.0.0.1:8080/v1 --model m', 'a server that runs already'],
    ['run --resume', 'go on with a run that was killed'],
    ['run --json > result.json', 'for a program'],
  ],
  report: [
    ['report', 'the newest log as one page'],
    ['report --notebook 03-batch-size --format pdf', 'another question, printed'],
  ],
  compare: [
    ['compare before.csv after.csv --threshold 5%', 'exit code 1: something got worse'],
    ['compare before.csv after.csv --metric latency --json', 'one metric, for a program'],
    ['compare before.csv after.csv --metric kept --slo ttft=200', 'two loads: which share kept a promise'],
  ],
  ab: [
    ['ab --a http://127.0.0.1:8000 --b http://127.0.0.1:8001', 'two servers'],
    ['ab --a fp32.yaml --b int8.yaml --threshold 3%', 'as `run --config` takes them'],
  ],
  export: [
    ['export inference_logs.csv > bencher.json', 'for Bencher'],
    ['export inference_logs.csv --format customSmallerIsBetter', 'for github-action-benchmark'],
  ],
  serve: [
    ['serve', 'the embedded model, with the race page at /'],
    ['serve --model ./my-model.Q4_K_M.gguf --port 0', 'a model of yours, at a free port'],
    ['serve --host 0.0.0.0 --require-key-env MY_KEY', 'for a network, with a key'],
  ],
  load: [
    ['load --arrivals poisson:4 --slo ttft=500,tpot=50', 'four requests a second, on average'],
    ['load --arrivals sweep --duration 20s', 'the highest rate that each way sustains'],
    ['load --target http://127.0.0.1:8000 --arrivals closed:8', 'eight users at a running server'],
  ],
  'model synth': [['model synth big --shape llama-3.2-1b', 'weights of a real shape, no download']],
  'model export': [['model export ./my-model --dtype int8', 'for --backend transformers']],
  env: [
    ['env', 'what a report of a problem should hold'],
    ['env --instrument', 'and how late tokens are stamped here'],
  ],
  schema: [['schema run > run.schema.json', 'to check or type what `run --json` prints']],
  completion: [
    ['completion bash >> ~/.bashrc', 'bash'],
    ['completion zsh > ~/.zfunc/_streambatch', 'zsh, with ~/.zfunc in $fpath'],
    ['completion fish > ~/.config/fish/completions/streambatch.fish', 'fish'],
  ],
};

const text = (name: string, examples: (typeof EXAMPLES)[string]): string =>
  `\nExamples:\n${examples.map(([line, says]) => `  # ${says}\n  ${name} ${line}`).join('\n')}`;

/** Gives each verb of a program its examples. */
export function addExamples(program: Command, command = program, path: readonly string[] = []): void {
  const examples = EXAMPLES[path.join(' ')];
  if (examples) command.addHelpText('after', text(program.name(), examples));
  for (const inner of command.commands) addExamples(program, inner, [...path, inner.name()]);
}
