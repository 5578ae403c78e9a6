/**
 * Loaded into a process by `--import`: what nobody holds is collected every second. V8 alone waits for most of a
 * minute, and memory then rises and falls by 50 MiB without a leak.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
setInterval(runInNewContext('gc'), 1000).unref();
