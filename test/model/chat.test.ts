import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { loadChatTemplate } from '../../src/model/chat.js';

const folder = mkdtempSync(join(tmpdir(), 'streambatch-chat-'));
test.after(() => rmSync(folder, { recursive: true }));

// ChatML as SmolLM2-Instruct's tokenizer_config.json writes it, its default system prompt apart.
const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const turns = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
];
const RENDERED =
  '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n';

const configure = (config: object) =>
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(config));

test('renders a conversation as the model was taught it', async () => {
  configure({ chat_template: CHATML });
  assert.is((await loadChatTemplate(folder))!(turns), RENDERED);
});

test('of several templates the default one; special tokens by their text', async () => {
  const template = "{{ bos_token }}{{ messages[0]['content'] }}{{ eos_token }}";
  configure({
    bos_token: { content: '<s>' },
    eos_token: '</s>',
    chat_template: [
      { name: 'tool_use', template: 'x' },
      { name: 'default', template },
    ],
  });
  assert.is((await loadChatTemplate(folder))!(turns), '<s>Be brief.</s>');
});

test('a template in a file of its own comes first', async () => {
  configure({ chat_template: 'x' });
  writeFileSync(join(folder, 'chat_template.jinja'), CHATML);
  assert.is((await loadChatTemplate(folder))!(turns), RENDERED);
});

test('a base model has none', async () => {
  assert.is(await loadChatTemplate(join(checkoutRoot, 'data', 'models', 'storyteller')), null);
});

test.run();
