// What the extension decides itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import binary from '../out/binary.js';
import reason from '../out/reason.js';

const machine = (files, path) => ({ windows: false, home: '/home/me', path, isFile: (file) => files.includes(file) });

test('the setting wins, then PATH, then the usual folders', () => {
  const files = ['/opt/apivet', '/usr/bin/apivet', '/home/me/.cargo/bin/apivet', '/home/me/x/apivet'];
  const all = machine(files, '/bin:/usr/bin');
  assert.equal(binary.find(' /opt/apivet ', all), '/opt/apivet');
  assert.equal(binary.find('~/x/apivet', all), '/home/me/x/apivet');
  assert.equal(binary.find('/nowhere/apivet', all), undefined, 'no other is taken in its place');
  assert.equal(binary.find('', all), '/usr/bin/apivet');
  assert.equal(binary.find('', machine(files, '')), '/home/me/.cargo/bin/apivet');
  assert.equal(binary.find('', machine(['bin/apivet'], 'bin:.')), undefined, 'nothing relative to the workspace');
});

test('a reason stays on its line and inside its quotes', () => {
  const comment = { before: '# apivet: ignore[x] -- ', after: '\n', quoted: false };
  assert.equal(reason.withReason(comment, ' two\nlines '), '# apivet: ignore[x] -- two lines\n');
  const markup = { before: '<!-- ', after: ' -->', quoted: false };
  assert.equal(reason.withReason(markup, 'a --> b'), '<!-- a \u2013> b -->');
  const json = { before: '"', after: '"', quoted: true };
  assert.equal(JSON.parse(reason.withReason(json, 'say "no"\\')), 'say "no"\\');
  assert.equal(reason.parts({ before: 'a', after: 'b' }), undefined);
  assert.deepEqual(reason.parts(json), json);
});
