/**
 * Statistics that may say "cannot tell": estimates with intervals, decisions with a threshold, corrections for many
 * comparisons. Pure functions of numbers; each names its source.
 * @module
 */
export * from './autocorrelation.js';
export * from './bootstrap.js';
export * from './decide.js';
export * from './false-discovery.js';
export * from './holm.js';
export * from './interval.js';
export * from './mean-interval.js';
export * from './paired.js';
export * from './percentile.js';
export * from './sequential.js';
export * from './share.js';
export * from './trend.js';
export * from './unpaired.js';
