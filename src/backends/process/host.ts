/** Entry point of the process that runs a model. */
import { createBackend } from '../create.js';
import { hostBackend } from './host-backend.js';

hostBackend(createBackend);
