import type { ServerResponse } from 'node:http';
import { events, type ScriptedServer, sendPieces, startScriptedServer } from '../backends/scripted-server.js';

/** Half of the prompt was in its cache, half of the answer was thought. */
export const USAGE = {
  prompt_tokens: 8,
  completion_tokens: 4,
  total_tokens: 12,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 2 },
};
const delta = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});

function think(response: ServerResponse, stream: boolean): void {
  if (!stream) {
    const message = { role: 'assistant', content: 'Good day', reasoning: 'Hm. So.' };
    response.writeHead(200, { 'content-type': 'application/json' });
    return void response.end(
      JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }], usage: USAGE }),
    );
  }
  const chunks = [
    delta({ role: 'assistant', content: '' }),
    delta({ reasoning: 'Hm.' }),
    delta({ reasoning: ' So.' }),
    delta({ content: 'Good' }),
    delta({ content: ' day' }),
    delta({}, 'stop'),
    { choices: [], usage: USAGE },
  ];
  sendPieces(response, [events(chunks)]);
}

/** A server of chats that thinks "Hm. So." before it says "Good day", streamed or whole. */
export async function startThinkingServer(): Promise<ScriptedServer> {
  const server: ScriptedServer = await startScriptedServer((response, n) =>
    think(response, server.bodies[n]!.stream === true),
  );
  return server;
}
