import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.js';
import { asError, InputError } from '../errors.js';
import type { BackendInfo } from '../generation.js';
import { type AppOptions, buildApp } from './app.js';
import { checkExposure, parseLimits, type ServerLimits } from './limits.js';
import { RequestLog, type RowSink } from './request-log.js';
import { RequestService } from './request-service.js';
import { SchedulerBackends, type SchedulerOptions } from './scheduler-backends.js';
import type { ServedModel } from './served-model.js';
import type { ServedRequests } from './served-requests.js';
import { Telemetry } from './telemetry.js';

export interface ServerOptions extends SchedulerOptions, AppOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Serve a network without a key. */
  readonly insecure?: boolean;
  readonly limits?: Partial<ServerLimits>;
  readonly rows: RowSink;
  /** Hash of everything that decides a request's numbers. */
  readonly configHash: string;
  /** Called when the model is loaded, as its files may have to be fetched first. */
  readonly describeModel: (info: BackendInfo) => Promise<ServedModel>;
  readonly clock?: Clock;
}

export interface Server {
  readonly url: string;
  /** As it is called outside. */
  readonly modelName: string;
  /** Takes no more requests, lets those in flight end, and closes the model. */
  close(): Promise<void>;
}

/** After the last request has ended: time for its answer to leave, ms. */
const FLUSH_MS = 500;

/**
 * Loads the model and serves it.
 * @throws InputError for an exposed server without a key, a limit that is none, or an address that cannot be listened on;
 * what loading throws
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { host, apiKey, insecure = false } = options;
  checkExposure(host, apiKey, insecure);
  const limits = parseLimits(options.limits ?? {});
  const backends = new SchedulerBackends(options);
  try {
    const model = await options.describeModel(await backends.start());
    return await serve(options, limits, backends, model);
  } catch (error) {
    await backends.close();
    throw error;
  }
}

async function serve(
  options: ServerOptions,
  limits: ServerLimits,
  backends: SchedulerBackends,
  model: ServedModel,
): Promise<Server> {
  const { host, port, rows, configHash, clock } = options;
  const requestLog = new RequestLog(rows, configHash, clock);
  const telemetry = new Telemetry(() => service.admission.pending, backends);
  const onEnd = async (served: ServedRequests) => {
    const { order, scheduled, streams } = served;
    for (const stream of streams) telemetry.observe(stream.measures(), order.mode, scheduled.scheduler);
    requestLog.add(served, await service.memory.read(scheduled.backend));
  };
  const { tokenizer } = model;
  const service: RequestService = new RequestService({ backends, limits, clock, tokenizer, onEnd });
  const app = await buildApp(options, model, service, telemetry);
  return {
    url: await listen(app, host, port),
    modelName: model.name,
    async close() {
      await service.drain();
      await closeApp(app);
      await backends.close();
      await requestLog.flushed();
    },
  };
}

/** Connections that never sent a request count as busy to Node: what is still open after a while is cut. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), FLUSH_MS);
  await app.close();
  clearTimeout(cut);
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const why = asError(cause).message;
    throw new InputError(`cannot listen on ${host}:${port}: ${why}; choose another --port or --host`, {
      cause,
    });
  }
}
