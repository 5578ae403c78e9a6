/** What is written to stdout while something runs. */
export async function printedBy(work: () => Promise<unknown>): Promise<string> {
  const { write } = process.stdout;
  let printed = '';
  process.stdout.write = (text) => {
    printed += text;
    return true;
  };
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
  return printed;
}
