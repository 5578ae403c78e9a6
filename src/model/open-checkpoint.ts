import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.js';
import { type Checkpoint, expectedTensors } from './checkpoint.js';
import { type ModelConfig, readConfig } from './config.js';
import { floatBytes } from './float.js';
import { isGguf } from './gguf/name.js';
import { SafetensorsFile } from './safetensors.js';

const shardIndex = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * Opens a GGUF file, or a folder's `config.json` and `model.safetensors` (or its shards, by `model.safetensors.index.json`).
 * @throws InputError naming the file and the reason, before any weight is read.
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  if (isGguf(folder)) return (await import('./gguf/checkpoint.js')).openGguf(folder);
  const config = await readConfig(folder);
  const paths = await weightFiles(folder);
  const files: SafetensorsFile[] = [];
  const close = async () => void (await Promise.all(files.map((file) => file.close())));
  try {
    for (const path of paths) files.push(await SafetensorsFile.open(path));
    const owner = ownerOfEachTensor(files);
    checkShapes(config, owner, folder);
    return {
      folder,
      config,
      read: (name) => owner.get(name)!.read(name),
      hash: () => hashFiles([join(folder, 'config.json'), ...paths]),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function weightFiles(folder: string): Promise<string[]> {
  const single = join(folder, 'model.safetensors');
  if (await exists(single)) return [single];
  const indexPath = join(folder, 'model.safetensors.index.json');
  if (!(await exists(indexPath))) {
    throw new InputError(
      `${folder} has neither model.safetensors nor model.safetensors.index.json; the onnx backend builds its graph from one of them`,
    );
  }
  const index = shardIndex.safeParse(JSON.parse(await readFile(indexPath, 'utf8')));
  if (!index.success) throw new InputError(`${indexPath} has no weight_map of tensor names to files`);
  const names = [...new Set(Object.values(index.data.weight_map))].sort();
  const outside = names.find((name) => basename(name) !== name);
  if (outside)
    throw new InputError(
      `${indexPath} names the shard ${JSON.stringify(outside)}, which is not a file beside it`,
    );
  return names.map((name) => join(folder, name));
}

function ownerOfEachTensor(files: readonly SafetensorsFile[]): Map<string, SafetensorsFile> {
  const owner = new Map<string, SafetensorsFile>();
  for (const file of files) {
    for (const name of file.tensors.keys()) {
      const other = owner.get(name);
      if (other) throw new InputError(`tensor ${name} is in both ${other.path} and ${file.path}`);
      owner.set(name, file);
    }
  }
  return owner;
}

function checkShapes(config: ModelConfig, owner: Map<string, SafetensorsFile>, folder: string): void {
  for (const [name, shape] of expectedTensors(config)) {
    const entry = owner.get(name)?.tensors.get(name);
    if (!entry) throw new InputError(`the checkpoint in ${folder} lacks tensor ${name}`);
    if (entry.shape.join() !== shape.join()) {
      throw new InputError(
        `tensor ${name} in ${folder} has shape [${entry.shape}], and config.json says [${shape}]`,
      );
    }
    if (floatBytes(entry.dtype) === null) {
      throw new InputError(
        `tensor ${name} in ${folder} is of type ${entry.dtype}; F32, F16 and BF16 are supported`,
      );
    }
  }
}

async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(`${basename(path)}\0`);
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 22 })) hash.update(chunk);
  }
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
