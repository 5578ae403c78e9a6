import { type EnergyColumns, NO_ENERGY } from '../metrics/energy/watch-energy.js';
import { NO_SERVER, type ServerColumns } from '../metrics/server/server-columns.js';

/** What a server and its machine say of a whole load, by the log's column names. */
export interface ToldColumns extends ServerColumns, EnergyColumns {}

/** Where neither says anything. */
export const NOTHING_TOLD: ToldColumns = { ...NO_SERVER, ...NO_ENERGY };
