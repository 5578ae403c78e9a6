/** Entry point of the process that `startMeter` starts. */
import { loadMeter } from './bandwidth.js';

const meter = loadMeter();
process.on('message', () => void meter.then((measure) => measure()).then((rate) => process.send!(rate)));
