import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser';
import { asError, BackendError } from '../errors.js';
import { checkEvents } from './check-events.js';
import { type RequestOptions, send } from './request.js';
import { unreachable } from './unreachable.js';
import { untilAborted } from './until-aborted.js';

export interface EventOptions extends RequestOptions {
  /** Called for every piece that arrives, whatever is in it. */
  readonly onBytes?: () => void;
}

/** Characters of one event that never ends; more is a broken server. */
const MAX_EVENT_CHARS = 1 << 20;

/**
 * Posts JSON and calls `onEvent` for each server-sent event as its bytes arrive: events of one packet in one turn,
 * so that a time taken in it is the time of arrival.
 * @throws HttpStatusError; BackendError when the server cannot be reached, ends early or answers with something else; the reason of `signal`; what
 * `onEvent` throws
 */
export async function postForEvents(
  url: string,
  body: unknown,
  onEvent: (event: EventSourceMessage) => void,
  options: EventOptions = {},
): Promise<void> {
  const response = await send('POST', url, body, options);
  await checkEvents(response, options.signal);
  const parser = createParser({ onEvent, onError: refuseTooLong, maxBufferSize: MAX_EVENT_CHARS });
  response.setEncoding('utf8'); // its decoder keeps a character that is split between packets
  await untilAborted<void>(response, options.signal, (resolve, reject) => {
    response.on('data', (text: string) => {
      options.onBytes?.();
      try {
        parser.feed(text);
      } catch (error) {
        response.destroy();
        reject(asError(error));
      }
    });
    response.on('end', resolve);
    response.on('error', (error) => reject(unreachable(error)));
  });
}

/** Other faults of events are for the reader of their data to find. */
function refuseTooLong(cause: ParseError): void {
  if (cause.type !== 'max-buffer-size-exceeded') return;
  throw new BackendError(`the server sent an event of more than ${MAX_EVENT_CHARS} characters`, { cause });
}
