import { suite } from 'uvu';
import { conform } from './conformance-suite.js';
import { realSubjects } from './subjects.js';

const { subjects, close } = await realSubjects();
for (const subject of subjects) conform(subject);

// uvu runs suites in the order of their registration: this one is the last.
const end = suite('the server behind them');
end('is closed', close);
end.run();
