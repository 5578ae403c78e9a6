import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../../src/checkout.mjs';
import { BackendError } from '../../../src/errors.js';

export const LLAMA_CPP_VERSION = '3.22.1';
/** The packages that hold llama.cpp built for a platform's processor; those for graphics cards are left out. */
const BINARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'mac-x64',
  'darwin-arm64': 'mac-arm64-metal',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
};

/**
 * Path of node-llama-cpp's entry point. Installed into `.cache/bench` at the first call, 85 MB, and no dependency of
 * this package: npm would add its optional packages for CUDA and Vulkan, several hundred MB.
 * @throws BackendError when there is no binary for this platform or npm cannot install it.
 */
export async function llamaCppPackage(): Promise<string> {
  const folder = join(cacheFolder, 'bench', `node-llama-cpp-${LLAMA_CPP_VERSION}`);
  const entry = join(folder, 'node_modules', 'node-llama-cpp', 'dist', 'index.js');
  const binary = BINARIES[`${process.platform}-${process.arch}`];
  if (!binary)
    throw new BackendError(`node-llama-cpp has no prebuilt binary for ${process.platform}-${process.arch}`);
  if (existsSync(entry)) return entry;
  await mkdir(folder, { recursive: true });
  const packages = ['node-llama-cpp', `@node-llama-cpp/${binary}`].map(
    (name) => `${name}@${LLAMA_CPP_VERSION}`,
  );
  const options = ['--prefix', folder, '--save-exact', '--omit=optional', '--ignore-scripts', '--no-audit'];
  await promisify(execFile)('npm', ['install', ...options, ...packages]).catch((cause) => {
    throw new BackendError(`node-llama-cpp cannot be installed: ${cause.message}; leave it out with --only`, {
      cause,
    });
  });
  return entry;
}
