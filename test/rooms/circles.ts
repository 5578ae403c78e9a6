import { importedModule, moduleOf, relativeImports, type Source } from './sources.js';

/** What each module imports, type-only imports included: who reads one file must read the other all the same. */
export function importGraph(files: readonly Source[]): Map<string, string[]> {
  return new Map(
    files.map(({ file, text }) => [
      moduleOf(file),
      relativeImports(text).map((target) => importedModule(file, target)),
    ]),
  );
}

/**
 * Sets of modules that each reach all others of their set, and modules that import themselves: strongly connected
 * components, by Tarjan's algorithm (SIAM J. Comput. 1, 1972).
 */
export function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];

  /** The lowest order number among what is still open and can be reached from the module. */
  function visit(module: string): number {
    const own = order.size;
    order.set(module, own);
    open.push(module);
    const lowest = Math.min(own, ...(graph.get(module) ?? []).map(reached));
    if (lowest === own) close(open.splice(open.indexOf(module)));
    return lowest;
  }

  const reached = (target: string): number => {
    if (!order.has(target)) return visit(target);
    return open.includes(target) ? order.get(target)! : Number.POSITIVE_INFINITY;
  };

  const close = (members: string[]) => {
    const [first] = members;
    if (members.length > 1 || graph.get(first!)?.includes(first!)) found.push(members.sort());
  };

  for (const module of graph.keys()) if (!order.has(module)) visit(module);
  return found;
}
