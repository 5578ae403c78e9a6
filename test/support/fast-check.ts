import fc from 'fast-check';

/**
 * fast-check with a fixed seed, so that a run of the tests says the same everywhere. `STREAMBATCH_TEST_SEED=random` draws
 * one, to look for cases that nobody has met; a number repeats what such a run printed.
 */
const { STREAMBATCH_TEST_SEED: asked = '1' } = process.env;
fc.configureGlobal(asked === 'random' ? {} : { seed: Number(asked) });

export { fc };
