'use strict';

/**
 * What cells are rewritten to while they are compiled, before tslab does its own:
 * - `{ slo }` of a variable of an earlier cell becomes `{ slo: exports.slo }`, as tslab does wherever else it is named;
 * - `await x` becomes `await __interruptible__(x)`, and likewise in `for await` (see interrupt.cjs).
 * @param {any} ts
 * @param {any} builder
 */
function rewritesCells(ts, builder) {
  const { emit } = builder;
  /** @type {(...values: any[]) => unknown} */
  builder.emit = (file, write, token, onlyDeclarations, { after, ...others }) => {
    const checker = builder.getProgram().getTypeChecker();
    const all = { ...others, after: [rewrite(ts, checker), ...after] };
    return emit.call(builder, file, write, token, onlyDeclarations, all);
  };
  return builder;
}

/** @type {(ts: any, checker: any) => (context: any) => (file: any) => any} */
const rewrite = (ts, checker) => (context) => (file) => {
  /** @type {(node: any) => any} */
  const visit = (node) => {
    const visited = ts.visitEachChild(node, visit, context);
    if (ts.isShorthandPropertyAssignment(visited)) {
      return isEarlier(ts, checker, node) ? spelledOut(ts.factory, visited) : visited;
    }
    return interruptible(ts, visited);
  };
  return ts.visitNode(file, visit);
};

/** @type {(ts: any, checker: any, node: any) => boolean} */
const isEarlier = (ts, checker, node) =>
  (checker.getShorthandAssignmentValueSymbol(ts.getOriginalNode(node))?.declarations ?? []).some(
    (/** @type {any} */ declaration) => declaration.getSourceFile().fileName.endsWith('__prev__.d.ts'),
  );

/** @type {(factory: any, node: any) => any} */
function spelledOut(factory, { name, objectAssignmentInitializer: initial }) {
  const value = factory.createPropertyAccessExpression(factory.createIdentifier('exports'), name.text);
  // `({ slo = 1 } = given)`
  return factory.createPropertyAssignment(
    name.text,
    initial ? factory.createAssignment(value, initial) : value,
  );
}

/** @type {(ts: any, node: any) => any} */
function interruptible(ts, node) {
  const { factory } = ts;
  /** @type {(name: string) => any} */
  const through = (name) =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, [node.expression]);
  if (ts.isAwaitExpression(node)) return factory.updateAwaitExpression(node, through('__interruptible__'));
  if (!isForAwait(ts, node)) return node;
  const { awaitModifier, initializer, statement } = node;
  return factory.updateForOfStatement(
    node,
    awaitModifier,
    initializer,
    through('__interruptibly__'),
    statement,
  );
}

/** @type {(ts: any, node: any) => boolean} */
const isForAwait = (ts, node) => ts.isForOfStatement(node) && node.awaitModifier !== undefined;

/**
 * A `for await` outside of functions, for which tslab forgets to compile the cell as one that waits.
 * @type {(ts: any, code: string) => boolean}
 */
function awaitsInLoop(ts, code) {
  /** @type {(node: any) => boolean} */
  const does = (node) =>
    isForAwait(ts, node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, does) ?? false));
  return does(ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest));
}

module.exports = { rewritesCells, awaitsInLoop };
