import { conform } from './conformance-suite.js';
import { unitSubjects } from './subjects.js';

for (const subject of unitSubjects()) conform(subject);
