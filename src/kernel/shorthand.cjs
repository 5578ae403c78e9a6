'use strict';

/**
 * `{ slo }` of a variable of an earlier cell becomes `{ slo: exports.slo }`, as tslab does wherever else it is named.
 * @param {any} ts
 * @param {any} builder
 */
function spellsOut(ts, builder) {
  const { emit } = builder;
  /** @type {(...values: any[]) => unknown} */
  builder.emit = (file, write, token, onlyDeclarations, { after, ...others }) => {
    const checker = builder.getProgram().getTypeChecker();
    const all = { ...others, after: [spellOut(ts, checker), ...after] };
    return emit.call(builder, file, write, token, onlyDeclarations, all);
  };
  return builder;
}

/** @type {(ts: any, checker: any) => (context: any) => (file: any) => any} */
const spellOut = (ts, checker) => (context) => (file) => {
  /** @type {(node: any) => any} */
  const visit = (node) => {
    const visited = ts.visitEachChild(node, visit, context);
    if (!ts.isShorthandPropertyAssignment(visited) || !isEarlier(ts, checker, node)) return visited;
    const { factory } = ts;
    const text = node.name.text;
    const value = factory.createPropertyAccessExpression(factory.createIdentifier('exports'), text);
    const initial = visited.objectAssignmentInitializer; // `({ slo = 1 } = given)`
    return factory.createPropertyAssignment(text, initial ? factory.createAssignment(value, initial) : value);
  };
  return ts.visitNode(file, visit);
};

/** @type {(ts: any, checker: any, node: any) => boolean} */
const isEarlier = (ts, checker, node) =>
  (checker.getShorthandAssignmentValueSymbol(ts.getOriginalNode(node))?.declarations ?? []).some(
    (/** @type {any} */ declaration) => declaration.getSourceFile().fileName.endsWith('__prev__.d.ts'),
  );

module.exports = { spellsOut };
