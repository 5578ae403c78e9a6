/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** An object of JSON. */
export type JsonObject = { readonly [key: string]: Json };

/** A plotly figure as plain data: pure functions make it, the display helpers and the static pictures draw it. */
export interface Figure {
  /** Traces, as plotly documents them. */
  readonly data: readonly JsonObject[];
  /** As plotly documents it. */
  readonly layout: JsonObject;
  /** What the picture shows to be so, in a sentence computed from the data: its heading. */
  readonly title?: string;
  /** What the picture shows, for those who cannot see it; required. */
  readonly alt: string;
  /** What the log must hold for the figure to have anything to draw; completes "Not in this log: …". What `run` does not measure names the command that does. */
  readonly needs: string;
  /** Printed under the figure: what is drawn, n, what the interval means. */
  readonly caption: string;
}
