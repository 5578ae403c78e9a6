import { readingOf, type ServerReading } from './reading.js';
import { NO_SERVER, type ServerColumns, serverColumnsOf } from './server-columns.js';

/** Who knows what a server says at `/metrics`: null where there is no such page, or it does not come. */
interface Teller {
  metrics?(): Promise<string | null>;
}

/** A watch over a server's own counters, under way. */
export interface ServerWatch {
  /** Reads for the last time. Never rejects. */
  stop(): Promise<ServerColumns>;
}

/** Often enough to see a queue, seldom enough to leave the server alone. */
const EVERY_MS = 500;

/** Reads before (when it resolves), then at times, and after: peaks are those of the readings. */
export async function watchServer(server: Teller, everyMs = EVERY_MS): Promise<ServerWatch> {
  const readings: ServerReading[] = [];
  const take = async (): Promise<void> => {
    const text = await server.metrics?.();
    const reading = text ? readingOf(text) : null;
    if (reading) readings.push(reading);
  };
  await take();
  if (readings.length === 0) return { stop: async () => NO_SERVER };
  let reading: Promise<void> | null = null;
  const timer = setInterval(() => {
    reading ??= take().finally(() => {
      reading = null;
    });
  }, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await reading;
      await take();
      return serverColumnsOf(readings);
    },
  };
}
