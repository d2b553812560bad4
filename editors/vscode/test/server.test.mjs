// The client library of VS Code against the real server, named by APIVET.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import protocol from 'vscode-languageserver-protocol/node';

const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = protocol;

const TEXT = `openapi: 3.1.0
info: {title: A, version: '1'}
servers:
  - {x-é😀: é, url: http://api.acme.com}
security: [{login: []}]
paths: {}
components: {securitySchemes: {login: {type: http, scheme: bearer}}}
`;

let folder, child, connection, exited;
const published = new Map();
let waiting = [];

before(async () => {
  assert.ok(process.env.APIVET, 'APIVET names the program');
  folder = mkdtempSync(join(tmpdir(), 'apivet-vscode-'));
  mkdirSync(join(folder, '.git'));
  child = spawn(process.env.APIVET, ['lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
  exited = new Promise((resolve) => child.on('exit', resolve));
  connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
    published.set(params.uri, params);
    waiting = waiting.filter((check) => !check());
  });
  connection.onRequest(protocol.RegistrationRequest.type, () => undefined);
  connection.listen();
  const capabilities = {
    general: { positionEncodings: ['utf-16'] },
    textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true } },
    workspace: { didChangeWatchedFiles: { dynamicRegistration: true }, workspaceFolders: true },
  };
  const uri = pathToFileURL(folder).href;
  const params = { processId: process.pid, rootUri: uri, capabilities, workspaceFolders: [{ uri, name: 'api' }] };
  const initializationOptions = { showsPages: true };
  const result = await connection.sendRequest(protocol.InitializeRequest.type, { ...params, initializationOptions });
  assert.equal(result.capabilities.textDocumentSync.change, protocol.TextDocumentSyncKind.Incremental);
  await connection.sendNotification(protocol.InitializedNotification.type, {});
});

after(() => {
  child.kill();
  rmSync(folder, { recursive: true });
});

const until = (uri, version, codes) =>
  new Promise((resolve, reject) => {
    const failing = () => reject(new Error(`there is ${JSON.stringify(published.get(uri))}`));
    const timer = setTimeout(failing, 20_000);
    const check = () => {
      const state = published.get(uri);
      const reached = state?.version === version && state.diagnostics.map((one) => one.code).join() === codes.join();
      if (reached) {
        clearTimeout(timer);
        resolve(state.diagnostics);
      }
      return reached;
    };
    if (!check()) {
      waiting.push(check);
    }
  });

test('open, shown, changed, cleared, ignored, explained, closed', async () => {
  const uri = pathToFileURL(join(folder, 'api.yaml')).href;
  const textDocument = { uri, languageId: 'yaml', version: 1, text: TEXT };
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument });
  const [found] = await until(uri, 1, ['server-cleartext']);
  assert.deepEqual(found.range, { start: { line: 3, character: 20 }, end: { line: 3, character: 39 } });

  const change = (version, start, end, text) =>
    connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: { line: 3, character: start }, end: { line: 3, character: end } }, text }],
    });
  await change(2, 24, 24, 's');
  await until(uri, 2, []);
  await change(3, 24, 25, '');
  const diagnostics = await until(uri, 3, ['server-cleartext']);

  const asked = { textDocument: { uri }, range: found.range, context: { diagnostics } };
  const [ignore, explain] = await connection.sendRequest(protocol.CodeActionRequest.type, asked);
  const [edit] = ignore.edit.documentChanges[0].edits;
  assert.equal(edit.newText, '  # apivet: ignore[server-cleartext] -- \n');
  assert.equal(ignore.data.before + ignore.data.after, edit.newText);
  const page = await connection.sendRequest(protocol.ExecuteCommandRequest.type, explain.command);
  assert.match(page.value, /## What to do instead/);

  await connection.sendNotification(protocol.DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  await until(uri, undefined, []);
});

test('the server ends when it is told to', async () => {
  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  assert.equal(await exited, 0);
});
