// What is packaged can be loaded.
import assert from 'node:assert/strict';
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
