import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Clock } from '../clock.js';
import { InputError } from '../errors.js';
import { requireKey, requireLoopbackName } from './auth.js';
import { addDocs } from './docs.js';
import { HttpError, sendFailure } from './failure.js';
import { Journal, type RowSink } from './journal.js';
import { type LaneOptions, Lanes } from './lanes.js';
import { checkExposure, isLoopback, parseLimits, type ServerLimits } from './limits.js';
import { batchRoute } from './routes/batch.js';
import { healthRoutes } from './routes/health.js';
import { infoRoutes } from './routes/info.js';
import { openAiRoutes } from './routes/openai.js';
import { type DashboardFiles, fileRoutes, pageRoutes } from './routes/page.js';
import { streamRoute } from './routes/stream.js';
import type { ServedModel } from './served-model.js';
import { Serving } from './serving.js';
import { Telemetry } from './telemetry.js';

export interface ServerOptions extends LaneOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly apiKey?: string;
  /** Serve a network without a key. */
  readonly insecure?: boolean;
  readonly limits?: Partial<ServerLimits>;
  readonly rows: RowSink;
  /** Hash of everything that decides a request's numbers. */
  readonly configHash: string;
  /** Called when the model is loaded, as its files may have to be fetched first. */
  readonly describeModel: () => Promise<ServedModel>;
  readonly files: DashboardFiles;
  readonly clock?: Clock;
}

export interface Server {
  readonly url: string;
  /** Takes no more requests, lets those in flight end, and closes the model. */
  close(): Promise<void>;
}

/** A body that has not arrived after this long is given up (slow-loris), ms. */
const RECEIVE_TIMEOUT_MS = 30_000;

/** After the last request has ended: time for its answer to leave, ms. */
const FLUSH_MS = 500;

/**
 * Loads the model and serves it.
 * @throws InputError for an exposed server without a key; what loading throws
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { host, port, apiKey, insecure = false, clock } = options;
  checkExposure(host, apiKey, insecure);
  const limits = parseLimits(options.limits ?? {});
  const lanes = new Lanes(options);
  try {
    await lanes.start();
    const model = await options.describeModel();
    const journal = new Journal(options.rows, options.configHash, clock);
    const telemetry = new Telemetry(() => serving.admission.pending, lanes);
    const serving: Serving = new Serving({
      lanes,
      limits,
      clock,
      countTokens: model.countTokens,
      onEnd: async (served) => {
        const { order, lane, jobs } = served;
        for (const job of jobs) telemetry.observe(job.measures(), order.mode, lane.scheduler);
        journal.add(served, await serving.memory.read(lane.backend));
      },
    });
    const app = await buildApp(options, model, serving, telemetry);
    return {
      url: await listen(app, host, port),
      async close() {
        await serving.drain();
        // Connections that never sent a request count as busy to Node: what is still open then is cut.
        const cut = setTimeout(() => app.server.closeAllConnections(), FLUSH_MS);
        await app.close();
        clearTimeout(cut);
        await lanes.close();
        await journal.flushed();
      },
    };
  } catch (error) {
    await lanes.close();
    throw error;
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    throw new InputError(
      `cannot listen on ${host}:${port}: ${(error as Error).message}; choose another --port or --host`,
    );
  }
}

async function buildApp(
  { apiKey, host, files }: ServerOptions,
  model: ServedModel,
  serving: Serving,
  telemetry: Telemetry,
): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: serving.limits.bodyBytes,
    requestTimeout: RECEIVE_TIMEOUT_MS,
    // A connection that is silent for longer than any request may take belongs to a reader that is gone or asleep.
    connectionTimeout: serving.limits.requestMs + RECEIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: sendFailure, // a path that is no URL never gets to the error handler
  });
  app.removeContentTypeParser('text/plain'); // what a foreign web page may send without asking
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendFailure);
  app.setNotFoundHandler((request) => {
    throw new HttpError(
      404,
      'not_found',
      `there is no ${request.method} ${request.url.split('?')[0]}; see /docs`,
    );
  });
  if (!apiKey && isLoopback(host)) app.addHook('onRequest', requireLoopbackName);
  await addDocs(app, apiKey !== undefined);
  await app.register(healthRoutes(serving));
  await app.register(pageRoutes);
  await app.register(async (guarded) => {
    if (apiKey) guarded.addHook('onRequest', requireKey(apiKey));
    await guarded.register(streamRoute(serving));
    await guarded.register(batchRoute(serving));
    await guarded.register(openAiRoutes(serving, model));
    await guarded.register(fileRoutes(files));
    await guarded.register(infoRoutes(serving, model, telemetry));
  });
  return app;
}
