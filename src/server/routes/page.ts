import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { checkoutRoot } from '../../checkout.mjs';
import { HttpError } from '../http-error.js';

/** What the dashboard opens beside the race. */
export interface DashboardFiles {
  /** Folder of the reports. */
  readonly reports: string;
  /** The log; null when this server writes none. */
  readonly log: string | null;
}

const require = createRequire(import.meta.url);

/** Libraries of the page, by the name they are asked for: from this checkout, never from elsewhere. */
const LIBRARIES: Readonly<Record<string, string>> = {
  'plotly.min.js': require.resolve('plotly.js-dist-min/plotly.min.js'),
  'eventsource-parser.js': join(dirname(require.resolve('eventsource-parser')), 'index.js'),
};

/** Scripts come from here alone; plotly writes styles into its figures. */
const POLICY =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/** The race page at `/` and its parts. They hold no secrets, so they need no key. */
export const pageRoutes: FastifyPluginAsync = async (app) => {
  const page = join(checkoutRoot, 'src', 'server', 'page');
  await app.register(fastifyStatic, { root: page, prefix: '/page/', index: false });
  app.get('/', { schema: { hide: true } }, async (_, reply) => {
    reply.header('content-security-policy', POLICY).header('x-content-type-options', 'nosniff');
    return reply.sendFile('index.html');
  });
  for (const [name, path] of Object.entries(LIBRARIES)) {
    app.get(`/page/${name}`, { schema: { hide: true } }, async (_, reply) =>
      reply.header('cache-control', 'max-age=3600').type('text/javascript').send(createReadStream(path)),
    );
  }
};

/** `/report`: the latest report; `/log`: the log. */
export const fileRoutes =
  ({ reports, log }: DashboardFiles): FastifyPluginAsync =>
  async (app) => {
    const schema = { tags: ['dashboard'] };
    app.get('/report', { schema }, async (_, reply) => {
      const path = latestReport(reports);
      if (path) return reply.type('text/html; charset=utf-8').send(createReadStream(path));
      throw new HttpError(404, 'no_report', 'there is no report yet: make one with "streambatch report"');
    });
    app.get('/log', { schema }, async (_, reply) => {
      if (log && existsSync(log)) return reply.type('text/csv; charset=utf-8').send(createReadStream(log));
      throw new HttpError(
        404,
        'no_log',
        log ? 'there is no row in the log yet' : 'this server writes no log',
      );
    });
  };

function latestReport(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const pages = readdirSync(folder).filter((name) => name.endsWith('.html'));
  const modified = (path: string) => statSync(path).mtimeMs;
  return pages.map((name) => join(folder, name)).sort((a, b) => modified(b) - modified(a))[0];
}
