// What a user sees of the extension: its commands, its status item, what it asks and what it writes.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { CodeAction, State, WorkspaceEdit, editor } from './editor.mjs';

const [INFORMATION, WARNING, ERROR] = [0, 1, 2];
let folder, program, settings;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'apivet-extension-'));
  program = join(folder, 'apivet');
  writeFileSync(program, '');
  chmodSync(program, 0o755);
  settings = { 'apivet.path': program, 'apivet.arguments': ['--profile', 'strict'] };
});

after(() => rmSync(folder, { recursive: true }));

/** An editor in which the extension runs. */
async function running(options = {}) {
  const it = editor({ settings, ...options });
  await it.activate();
  return it;
}

/** Lets what was not waited for happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('the server is the program of the user, with the arguments of the user', async () => {
  const it = await running();
  assert.equal(it.clients.length, 1);
  assert.deepEqual(it.client.run, { command: program, args: ['lsp', '--profile', 'strict'] });
  const selected = it.client.options.documentSelector;
  assert.deepEqual(selected.map(({ language }) => language), ['yaml', 'json', 'jsonc', 'xml']);
  assert.ok(selected.every(({ scheme }) => scheme === 'file'));
  assert.deepEqual(it.client.options.initializationOptions, { showsPages: true });
  assert.equal(it.client.options.outputChannel, it.log);
});

test('the commands of the manifest are there, and go with the extension', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url)));
  const it = await running();
  for (const { command } of manifest.contributes.commands) {
    assert.ok(it.commands.has(command), command);
  }
  it.context.subscriptions.forEach((one) => one.dispose());
  assert.equal(it.commands.size, 0);
  assert.equal(it.contents.size, 0);
  assert.ok(it.status.disposed && it.log.disposed);
  it.grantTrust();
  it.change('apivet.path');
  await settled();
  assert.equal(it.clients.length, 1, 'nobody listens any more');
});

test('the status item shows the version, then that the server stopped', async () => {
  const it = editor({ settings });
  const activated = it.activate();
  assert.equal(it.status.text, 'apivet 1.2.3');
  await activated;
  assert.equal(it.status.name, 'apivet');
  assert.deepEqual(it.status.selector.map(({ language }) => language), ['yaml', 'json', 'jsonc', 'xml']);
  const restart = { title: 'Restart', command: 'apivet.restart' };
  const { severity, detail, command } = it.status;
  assert.deepEqual({ severity, detail, command }, { severity: INFORMATION, detail: program, command: restart });
  it.client.become(State.Starting);
  assert.equal(it.status.text, 'apivet starting');
  it.client.become(State.Stopped);
  assert.equal(it.status.text, 'apivet stopped');
  assert.equal(it.status.severity, WARNING);
  assert.deepEqual(it.status.command, restart);
});

test('a server that does not start is said in the log and by the status item', async () => {
  const it = await running({ failing: 'exit 127' });
  assert.deepEqual(it.log.lines, ['Error: exit 127']);
  assert.equal(it.status.text, 'apivet stopped');
  assert.equal(it.status.severity, WARNING);
});

test('without a program the user is asked to name it', async () => {
  const missing = { 'apivet.path': join(folder, 'nowhere') };
  const it = await running({ settings: missing, answers: ['Settings'] });
  assert.equal(it.clients.length, 0);
  assert.deepEqual(it.messages, [['apivet is not installed, or not in PATH.', 'Settings']]);
  assert.deepEqual(it.executed, [['workbench.action.openSettings', 'apivet.path']]);
  assert.equal(it.status.text, 'apivet not found');
  assert.equal(it.status.severity, ERROR);
  const { command, arguments: args } = it.status.command;
  assert.deepEqual([command, args], ['workbench.action.openSettings', ['apivet.path']]);

  // Named now: it starts by itself.
  it.settings['apivet.path'] = program;
  it.change('apivet.path');
  await settled();
  assert.equal(it.clients.length, 1);
  assert.equal(it.status.text, 'apivet 1.2.3');

  const quiet = await running({ settings: { 'apivet.path': join(folder, 'nowhere') } });
  assert.deepEqual(quiet.executed, [], 'a message that is closed opens nothing');
});

test('the server is restarted by command, by its settings and when the workspace is trusted', async () => {
  const it = await running();
  const [first] = it.clients;
  await it.run('apivet.restart');
  assert.equal(it.clients.length, 2);
  assert.ok(first.disposed);
  assert.equal(it.status.text, 'apivet 1.2.3', 'that the first one stopped is no news');
  for (const section of ['apivet.path', 'apivet.arguments']) {
    const count = it.clients.length;
    it.change(section);
    await settled();
    assert.equal(it.clients.length, count + 1, section);
  }
  it.change('apivet.trace.server');
  it.change('editor.fontSize');
  await settled();
  assert.equal(it.clients.length, 4);
  it.grantTrust();
  await settled();
  assert.equal(it.clients.length, 5);
  assert.deepEqual(it.clients.map(({ disposed }) => disposed), [true, true, true, true, false]);
  await it.extension.deactivate();
  assert.ok(it.client.disposed);
});

test('the log is shown', async () => {
  const it = await running();
  assert.deepEqual(it.log.options, { log: true });
  await it.run('apivet.log');
  assert.equal(it.log.shown, 1);
});

test('a rule is explained by its page, in a preview', async () => {
  const it = await running();
  const { executeCommand } = it.client.options.middleware;
  const refuse = () => assert.fail('the server would show the page as well');
  await executeCommand('apivet.explain', ['server-cleartext'], refuse);
  const [[command, uri]] = it.executed;
  assert.equal(command, 'markdown.showPreview');
  assert.equal(String(uri), 'apivet-rule:/server-cleartext.md');
  const provider = it.contents.get(uri.scheme);
  assert.equal(await provider.provideTextDocumentContent(uri), '# The page');
  const asked = { command: 'apivet.explain', arguments: ['server-cleartext'] };
  assert.deepEqual(it.client.requests, [['workspace/executeCommand', asked]]);
  const other = it.Uri.from({ scheme: 'apivet-rule', path: '/nothing.md' });
  assert.equal(await provider.provideTextDocumentContent(other), 'No rule is called `nothing`.');
  assert.equal(await executeCommand('other', [1], (name, args) => [name, args].join()), 'other,1');
});

test('an ignore asks for its reason and is written with it', async () => {
  const it = await running({ answers: ['behind a\n proxy', undefined] });
  const document = { uri: it.Uri.file('/api.yaml') };
  const place = { line: 3, character: 20 };
  const sent = { before: '  # apivet: ignore[server-cleartext] -- ', after: '\n', quoted: false };
  const offered = () => {
    const action = new CodeAction('Ignore here');
    action.data = sent;
    action.edit = new WorkspaceEdit();
    action.edit.insert(document.uri, place, sent.before + sent.after);
    return action;
  };
  const plain = { title: 'Explain', command: 'apivet.explain' };
  const { provideCodeActions } = it.client.options.middleware;
  const next = async (...given) => {
    assert.equal(given[0], document);
    return [offered(), plain];
  };
  const [ignore, explain] = await provideCodeActions(document, {}, {}, {}, next);
  assert.equal(explain, plain);
  assert.equal(ignore.edit, undefined, 'nothing is written before the reason is known');
  assert.equal(await provideCodeActions(document, {}, {}, {}, async () => undefined), undefined);

  await it.run(ignore.command.command, ...ignore.command.arguments);
  const [{ validateInput }] = it.prompts;
  assert.match(validateInput(' '), /without a reason/);
  assert.equal(validateInput('a proxy'), undefined);
  assert.equal(it.applied.length, 1);
  const written = [{ range: { start: place, end: place }, newText: '  # apivet: ignore[server-cleartext] -- behind a proxy\n' }];
  assert.deepEqual(it.applied[0].get(document.uri), written);

  await it.run(ignore.command.command, ...ignore.command.arguments);
  assert.equal(it.prompts.length, 2);
  assert.equal(it.applied.length, 1, 'who closes the question writes nothing');
});
