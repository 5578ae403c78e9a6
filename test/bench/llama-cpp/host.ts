/** Entry point of the process that runs llama.cpp. */
import { hostBackend } from '../../../src/backends/host-backend.js';
import { loadLlamaCpp } from './backend.js';

hostBackend(loadLlamaCpp);
