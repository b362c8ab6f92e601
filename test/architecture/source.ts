import ts from 'typescript';

/** A source file, parsed. */
export interface Source {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** One mention of another module. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** `import('…')`, as a value or as a type. */
  readonly lazy: boolean;
  /** `export … from '…'`. */
  readonly passedOn: boolean;
}

/** Something found in a file. */
export interface Finding {
  readonly line: number;
  readonly what: string;
}

export function parse(path: string, text: string): Source {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Every import, export-from, `import()` and import type of a file. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  const add = (at: ts.Node, module: ts.Node | undefined, lazy: boolean, passedOn = false) => {
    const specifier = module && ts.isStringLiteralLike(module) ? module.text : '(computed)';
    found.push({ specifier, line: lineOf(source, at), lazy, passedOn });
  };
  walk(source.tree, (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, false);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node, node.moduleSpecifier, false, true);
    else if (ts.isExternalModuleReference(node)) add(node, node.expression, false);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, node.arguments[0], true);
    else if (ts.isImportTypeNode(node))
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
  });
  return found;
}

/** Uses of the type `any`, casts to it included. */
export function anysOf(source: Source): Finding[] {
  return collect(source, (node) => (node.kind === ts.SyntaxKind.AnyKeyword ? 'any' : null));
}

/** Default exports in all their forms. */
export function defaultExportsOf(source: Source): Finding[] {
  return collect(source, (node) => {
    const isDefault =
      ts.isExportAssignment(node) ||
      (ts.isExportSpecifier(node) && node.name.text === 'default') ||
      (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword));
    return isDefault ? 'default export' : null;
  });
}

/** Text in the program itself (not in comments) that matches a pattern. */
export function textsOf(source: Source, pattern: RegExp): Finding[] {
  return collect(source, (node) => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    return isText && pattern.test(node.text) ? node.text : null;
  });
}

/** Orders to the compiler to look away. */
export function silencersOf(source: Source, pattern: RegExp): Finding[] {
  return source.text.split('\n').flatMap((line, index) => {
    const match = pattern.exec(line);
    return match ? [{ line: index + 1, what: match[0] }] : [];
  });
}

function collect(source: Source, what: (node: ts.Node) => string | null): Finding[] {
  const found: Finding[] = [];
  walk(source.tree, (node) => {
    const name = what(node);
    if (name !== null) found.push({ line: lineOf(source, node), what: name });
  });
  return found;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function lineOf({ tree }: Source, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}
