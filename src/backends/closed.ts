import { BackendError } from '../errors.js';
import { EventChannel } from '../event-channel.js';
import type { GenerateRequest } from '../generation.js';

/** What a backend that has been closed answers to a submit. */
export function closedStreams(requests: readonly GenerateRequest[]): EventChannel[] {
  return requests.map(() => {
    const channel = new EventChannel();
    channel.fail(new BackendError('this backend has been closed: start another'));
    return channel;
  });
}
