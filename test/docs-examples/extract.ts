import ts from 'typescript';

/** One example of a doc comment. */
export interface Example {
  /** Path from the repository's root. */
  readonly path: string;
  /** Line of the file in which it begins, from 1. */
  readonly line: number;
  readonly code: string;
}

/** All examples in the doc comments of a file: the lines after `@example`, up to the next tag. */
export function examplesOf(path: string, text: string): readonly Example[] {
  const examples: Example[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const lines = comment[0]
      .split('\n')
      .map((line) => line.replace(/^\s*(\/\*\*|\*\/|\*)? ?/, '').replace(/\s*\*\/$/, ''));
    const first = text.slice(0, comment.index).split('\n').length;
    let start = -1;
    for (const [i, line] of [...lines, '@end'].entries()) {
      const tag = /^@\w/.test(line);
      if (start >= 0 && tag) {
        const code = lines.slice(start, i).filter((one) => !one.startsWith('```'));
        examples.push({ path, line: first + start, code: code.join('\n').trim() });
        start = -1;
      }
      if (line.startsWith('@example')) start = i + 1;
    }
  }
  return examples;
}

/** An example as a program. */
export interface Script {
  /** JavaScript in which `check(value, text)` is called for each promise of a value. */
  readonly code: string;
  /** How many values are promised. */
  readonly checks: number;
}

/**
 * Turns `expression // => value` into checks. A declaration may promise a value too: that of its variable. What is imported
 * from the package is in scope, so its imports are left out.
 */
export function scriptOf({ path, code }: Example): Script {
  const tree = ts.createSourceFile(`${path}.ts`, code, ts.ScriptTarget.Latest, true);
  let script = '';
  let checks = 0;
  for (const [i, statement] of tree.statements.entries()) {
    const next = tree.statements[i + 1];
    const between = code.slice(statement.getEnd(), next?.getStart(tree) ?? code.length);
    const promised = /\/\/ =>([\s\S]*)$/.exec(between)?.[1];
    const text = promised?.replace(/\n\s*\/\/ ?/g, '\n').trim();
    const own = statement.getText(tree);
    if (ts.isImportDeclaration(statement)) {
      script += imported(statement);
      continue;
    }
    if (text === undefined) script += `${own}\n`;
    else {
      checks++;
      script += checked(statement, own, JSON.stringify(text));
    }
  }
  const { outputText } = ts.transpileModule(script, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, useDefineForClassFields: true },
  });
  return { code: outputText, checks };
}

function checked(statement: ts.Statement, own: string, text: string): string {
  if (ts.isExpressionStatement(statement))
    return `await check(await (${own.replace(/;$/, '')}), ${text}, (source) => eval(source));\n`;
  if (ts.isVariableStatement(statement)) {
    const [declaration] = statement.declarationList.declarations;
    if (declaration && ts.isIdentifier(declaration.name))
      return `${own}\nawait check(await ${declaration.name.text}, ${text}, (source) => eval(source));\n`;
  }
  throw new Error(`neither an expression nor a declaration of one name: ${own}`);
}

/** Names of the package are in scope; others are loaded from where the example's file would find them. */
function imported(statement: ts.ImportDeclaration): string {
  const from = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : '';
  if (/^layerwise(\/node)?$/.test(from)) return '';
  const names = statement.importClause?.namedBindings?.getText() ?? '';
  return `const ${names.replace(/ as /g, ': ')} = await load(${JSON.stringify(from)});\n`;
}
