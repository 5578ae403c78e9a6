/** pino-roll ships no types; the options used here. */
declare module 'pino-roll' {
  interface RollingFile {
    write(line: string): boolean;
    on(event: 'error', listener: (error: Error) => void): this;
  }
  export default function openRollingFile(options: {
    file: string;
    size: string;
    limit: { count: number; removeOtherLogFiles: boolean };
    mkdir: boolean;
    sync: boolean;
  }): Promise<RollingFile>;
}
