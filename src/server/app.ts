import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { requireKey, requireLoopbackName } from './auth.js';
import { addDocs } from './docs.js';
import { HttpError } from './http-error.js';
import { isLoopback } from './limits.js';
import { modelRoutes } from './openai/model-routes.js';
import { openAiRoutes } from './openai/routes.js';
import { tokenRoutes } from './openai/token-routes.js';
import type { RequestService } from './request-service.js';
import { batchRoute } from './routes/batch.js';
import { healthRoutes } from './routes/health.js';
import { infoRoutes } from './routes/info.js';
import { type DashboardFiles, fileRoutes, pageRoutes } from './routes/page.js';
import { streamRoute } from './routes/stream.js';
import type { ServedModel } from './served-model.js';
import type { Telemetry } from './telemetry.js';
import { sendFailure } from './to-http-error.js';

/** A body that has not arrived after this long is given up (slow-loris), ms. */
const RECEIVE_TIMEOUT_MS = 30_000;

export interface AppOptions {
  readonly host: string;
  /** The key that callers must send; absent: none. */
  readonly apiKey?: string;
  readonly files: DashboardFiles;
  /** Of this program. */
  readonly version: string;
}

/** All routes, who may use them, and one shape for every failure. */
export async function buildApp(
  { apiKey, host, files, version }: AppOptions,
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
    await guarded.register(modelRoutes(model));
    await guarded.register(openAiRoutes(service, model));
    await guarded.register(tokenRoutes(model));
    await guarded.register(fileRoutes(files));
    await guarded.register(infoRoutes(service, model, telemetry, version));
  };
  await app.register(guardedRoutes);
  return app;
}
