import type { Backend } from '../../generation.js';
import type { BackendSpec } from '../spec.js';
import { MockBackend } from './mock-backend.js';

export default async function loadMock({ mock, scheduler }: BackendSpec): Promise<Backend> {
  return new MockBackend({ times: mock, scheduler });
}
