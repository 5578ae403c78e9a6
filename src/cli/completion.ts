import { Argument, type Command } from 'commander';
import type { Grammar } from './completion/grammar.js';

const SHELLS: Readonly<
  Record<string, () => Promise<(name: string, grammars: readonly Grammar[]) => string>>
> = {
  bash: async () => (await import('./completion/bash.js')).bashScript,
  zsh: async () => (await import('./completion/zsh.js')).zshScript,
  fish: async () => (await import('./completion/fish.js')).fishScript,
};

/** `streambatch completion`: what a shell reads to complete verbs, options and their values, made from the verbs themselves. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print what your shell reads to complete verbs, options and their values')
    .addArgument(new Argument('<shell>').choices(Object.keys(SHELLS)))
    .action(async (shell: string) => {
      const { grammarOf } = await import('./completion/grammar.js');
      const script = await SHELLS[shell]!();
      process.stdout.write(script(program.name(), grammarOf(program)));
    });
}
