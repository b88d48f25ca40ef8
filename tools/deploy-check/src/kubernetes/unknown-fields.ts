import { join } from 'node:path';
import ts from 'typescript';
import type { Manifest } from '../kustomize/types.js';
import { ROOT } from '../support/root.js';
import { modelsPackageOf } from './schemas.js';

const FILE = join(ROOT, 'tools/deploy-check/src/manifests.virtual.ts');
const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

/**
 * Fields that Kubernetes does not know. Its schemas let them pass and the API server drops them silently, so a misspelt
 * probe is no probe. TypeScript refuses unknown fields of a literal: each object is checked as one.
 */
export function unknownFieldsOf(manifests: Manifest[]): string[] {
  const source = manifests.map(declarationOf).join('\n');
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => path === FILE || fileExists(path);
  host.readFile = (path) => (path === FILE ? source : readFile(path));
  host.getSourceFile = (path, version, ...rest) =>
    path === FILE
      ? ts.createSourceFile(path, source, version)
      : getSourceFile.call(host, path, version, ...rest);
  const program = ts.createProgram([FILE], OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

function declarationOf(manifest: Manifest, index: number): string {
  const type = `import('${modelsPackageOf(manifest)}/${manifest.kind}').I${manifest.kind}`;
  return `export const manifest${index}: ${type} = ${JSON.stringify(manifest)};`;
}
