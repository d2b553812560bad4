// What is packaged can be loaded, and names only what it registers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { test } from 'node:test';

/** Stands for every class, function and value of the editor. */
const anything = new Proxy(class {}, { get: (target, name) => (name === 'prototype' ? target.prototype : anything) });

test('the bundle loads inside an editor and needs nothing else', () => {
  const load = Module._load;
  const asked = new Set();
  Module._load = (name, ...rest) => {
    asked.add(name);
    return name === 'vscode' ? anything : load(name, ...rest);
  };
  try {
    const extension = createRequire(import.meta.url)('../dist/extension.js');
    assert.equal(typeof extension.activate, 'function');
    assert.equal(typeof extension.deactivate, 'function');
  } finally {
    Module._load = load;
  }
  const foreign = [...asked].filter((name) => name !== 'vscode' && !name.startsWith('.') && !Module.isBuiltin(name));
  assert.deepEqual(foreign, []);
});

test('every command of the manifest is registered', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url)));
  const source = readFileSync(new URL('../src/extension.ts', import.meta.url), 'utf8');
  for (const { command } of manifest.contributes.commands) {
    assert.ok(source.includes(`registerCommand('${command}'`), command);
  }
});
