/** Entry point of the process that runs llama.cpp. */
import { hostBackend } from '../../../src/backends/process/host-backend.js';
import { loadLlamaCpp } from './backend.js';

hostBackend(loadLlamaCpp);
