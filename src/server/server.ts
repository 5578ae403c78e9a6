import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Clock } from '../clock.js';
import { InputError } from '../errors.js';
import { requireKey, requireLoopbackName } from './auth.js';
import { addDocs } from './docs.js';
import { HttpError, sendFailure } from './http-error.js';
import { checkExposure, isLoopback, parseLimits, type ServerLimits } from './limits.js';
import { openAiRoutes } from './openai/routes.js';
import { RequestLog, type RowSink } from './request-log.js';
import { RequestService } from './request-service.js';
import { batchRoute } from './routes/batch.js';
import { healthRoutes } from './routes/health.js';
import { infoRoutes } from './routes/info.js';
import { type DashboardFiles, fileRoutes, pageRoutes } from './routes/page.js';
import { streamRoute } from './routes/stream.js';
import { SchedulerBackends, type SchedulerOptions } from './scheduler-backends.js';
import type { ServedModel } from './served-model.js';
import { Telemetry } from './telemetry.js';

export interface ServerOptions extends SchedulerOptions {
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
  const backends = new SchedulerBackends(options);
  try {
    await backends.start();
    const model = await options.describeModel();
    const requestLog = new RequestLog(options.rows, options.configHash, clock);
    const telemetry = new Telemetry(() => service.admission.pending, backends);
    const service: RequestService = new RequestService({
      backends,
      limits,
      clock,
      countTokens: model.countTokens,
      onEnd: async (served) => {
        const { order, scheduled, streams } = served;
        for (const stream of streams) telemetry.observe(stream.measures(), order.mode, scheduled.scheduler);
        requestLog.add(served, await service.memory.read(scheduled.backend));
      },
    });
    const app = await buildApp(options, model, service, telemetry);
    return {
      url: await listen(app, host, port),
      async close() {
        await service.drain();
        // Connections that never sent a request count as busy to Node: what is still open then is cut.
        const cut = setTimeout(() => app.server.closeAllConnections(), FLUSH_MS);
        await app.close();
        clearTimeout(cut);
        await backends.close();
        await requestLog.flushed();
      },
    };
  } catch (error) {
    await backends.close();
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
  service: RequestService,
  telemetry: Telemetry,
): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: service.limits.bodyBytes,
    requestTimeout: RECEIVE_TIMEOUT_MS,
    // A connection that is silent for longer than any request may take belongs to a reader that is gone or asleep.
    connectionTimeout: service.limits.requestMs + RECEIVE_TIMEOUT_MS,
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
  await app.register(healthRoutes(service));
  await app.register(pageRoutes);
  const guardedRoutes: FastifyPluginAsync = async (guarded) => {
    if (apiKey) guarded.addHook('onRequest', requireKey(apiKey));
    await guarded.register(streamRoute(service));
    await guarded.register(batchRoute(service));
    await guarded.register(openAiRoutes(service, model));
    await guarded.register(fileRoutes(files));
    await guarded.register(infoRoutes(service, model, telemetry));
  };
  await app.register(guardedRoutes);
  return app;
}
