import { Argument, type Command } from 'commander';

const VERBS = ['run', 'load', 'compare', 'ab', 'env', 'report'] as const;

/** `streambatch schema`: the form of what a verb prints with `--json`, as a JSON schema. */
export function addSchema(program: Command): void {
  program
    .command('schema')
    .description(
      'print the JSON schema of what a verb prints with --json; fields may be added, none is taken away',
    )
    .addArgument(new Argument('<verb>').choices(VERBS))
    .action(async (verb: (typeof VERBS)[number]) => {
      const { z } = await import('zod');
      const { JSON_FORMS } = await import('./json-forms.js');
      // what a reader may rely on: fields that are not named are allowed
      process.stdout.write(`${JSON.stringify(z.toJSONSchema(JSON_FORMS[verb], { io: 'input' }), null, 2)}\n`);
    });
}
