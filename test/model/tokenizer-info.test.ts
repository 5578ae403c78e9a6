import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tokenizerInfo } from '../../src/model/tokenizer-info.js';
import { inScratch } from '../support/scratch.js';

async function infoOf(config: object, template?: string): Promise<object | undefined> {
  let info: object | undefined;
  await inScratch(async (folder) => {
    writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
    if (template !== undefined) writeFileSync(join(folder, 'chat_template.jinja'), template);
    info = await tokenizerInfo(folder);
  });
  return info;
}

test('special tokens are text, however they are written, and paths are left out', async () => {
  const info = await infoOf({
    tokenizer_class: 'LlamaTokenizerFast',
    bos_token: { content: '<s>', lstrip: false },
    eos_token: '</s>',
    pad_token: null,
    model_max_length: 2048,
    added_tokens_decoder: { '1': { content: '<s>', special: true } },
    additional_special_tokens: ['<a>', { content: '<b>' }],
    name_or_path: '/home/somebody/model',
    vocab_file: '/home/somebody/vocab.json',
  });
  assert.equal(info, {
    tokenizer_class: 'LlamaTokenizerFast',
    bos_token: '<s>',
    eos_token: '</s>',
    pad_token: null,
    model_max_length: 2048,
    added_tokens_decoder: { '1': '<s>' },
    additional_special_tokens: ['<a>', '<b>'],
  });
});

test('the chat template has its place, wherever the model keeps it', async () => {
  const named = [
    { name: 'tools', template: 'with tools' },
    { name: 'default', template: 'plain' },
  ];
  const inConfig = await infoOf({ chat_template: named });
  assert.equal(inConfig, { tokenizer_class: 'PreTrainedTokenizerFast', chat_template: 'plain' });
  const inFile = await infoOf({ chat_template: 'older' }, 'newer');
  assert.equal(inFile, { tokenizer_class: 'PreTrainedTokenizerFast', chat_template: 'newer' });
});

test.run();
