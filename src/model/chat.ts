import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { readHeader } from './gguf/header.js';
import { isGguf } from './gguf/name.js';
import { ggufTokenizer } from './gguf/tokenizer.js';

export interface ChatTurn {
  readonly role: string;
  readonly content: string;
}

/** A conversation as one prompt: special tokens are written out in the text. */
export type RenderChat = (turns: readonly ChatTurn[]) => string;

export interface TokenizerConfig {
  chat_template?: string | { name: string; template: string }[];
  bos_token?: SpecialToken;
  eos_token?: SpecialToken;
}
type SpecialToken = string | { content: string } | null;

/** The chat template of a hub-layout folder or a GGUF file; null for a base model, which has none. */
export async function loadChatTemplate(folder: string): Promise<RenderChat | null> {
  const { config, source } = await readChatTemplate(folder);
  if (source === undefined) return null;
  const template = new Template(source);
  const tokens = { bos_token: textOf(config.bos_token), eos_token: textOf(config.eos_token) };
  return (turns) => template.render({ messages: [...turns], add_generation_prompt: true, ...tokens });
}

/** What the tokenizer's files say of it, and the source of the template. */
export async function readChatTemplate(
  folder: string,
): Promise<{ readonly config: TokenizerConfig; readonly source: string | undefined }> {
  const config = await readTokenizerConfig(folder);
  const own = isGguf(folder)
    ? undefined
    : await readFile(join(folder, 'chat_template.jinja'), 'utf8').catch(() => undefined); // an older layout keeps it in tokenizer_config.json
  return { config, source: own ?? templateOf(config) };
}

async function readTokenizerConfig(folder: string): Promise<TokenizerConfig> {
  if (isGguf(folder)) return ggufTokenizer(readHeader(folder)).config;
  return JSON.parse(await readFile(join(folder, 'tokenizer_config.json'), 'utf8'));
}

function templateOf({ chat_template: templates }: TokenizerConfig): string | undefined {
  if (typeof templates === 'string' || templates === undefined) return templates;
  return templates.find(({ name }) => name === 'default')?.template;
}

const textOf = (token: SpecialToken | undefined) =>
  typeof token === 'string' ? token : (token?.content ?? '');
