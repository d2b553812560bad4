// Starts the user's apivet as a language server and shows how it is. All findings come from there.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient, State, type LanguageClientOptions } from 'vscode-languageclient/node';

import { find, type Machine } from './binary';
import { parts, withReason, type Parts } from './reason';

const LANGUAGES = ['yaml', 'json', 'jsonc', 'xml'];
const EXPLAIN = 'apivet.explain';
const IGNORE = 'apivet.ignoreHere';
const PAGES = 'apivet-rule';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  server = new Server();
  context.subscriptions.push(
    server,
    vscode.commands.registerCommand('apivet.restart', () => server?.restart()),
    vscode.commands.registerCommand('apivet.log', () => server?.log.show()),
    vscode.commands.registerCommand(IGNORE, ignoreHere),
    vscode.workspace.registerTextDocumentContentProvider(PAGES, server),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server?.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('apivet.path') || event.affectsConfiguration('apivet.arguments')) {
        void server?.restart();
      }
    }),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

class Server implements vscode.TextDocumentContentProvider {
  readonly log = vscode.window.createOutputChannel('apivet', { log: true });
  private readonly status = vscode.languages.createLanguageStatusItem('apivet', LANGUAGES.map((language) => ({ language })));
  private client: LanguageClient | undefined;

  constructor() {
    this.status.name = 'apivet';
  }

  async start(): Promise<void> {
    const settings = vscode.workspace.getConfiguration('apivet');
    const command = find(settings.get('path', ''), machine());
    if (command === undefined) {
      this.show('not found', vscode.LanguageStatusSeverity.Error, 'Set its path', {
        title: 'Settings',
        command: 'workbench.action.openSettings',
        arguments: ['apivet.path'],
      });
      const choice = await vscode.window.showErrorMessage('apivet is not installed, or not in PATH.', 'Settings');
      if (choice === 'Settings') {
        await vscode.commands.executeCommand('workbench.action.openSettings', 'apivet.path');
      }
      return;
    }
    const run = { command, args: ['lsp', ...settings.get<string[]>('arguments', [])] };
    const client = new LanguageClient('apivet', 'apivet', run, this.options());
    client.onDidChangeState(({ newState }) => this.state(client, command, newState));
    this.client = client;
    await client.start().catch((error: unknown) => this.log.error(String(error)));
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** The page of the rule that a document of our own scheme is named after. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const rule = uri.path.replace(/^\//, '').replace(/\.md$/, '');
    const params = { command: EXPLAIN, arguments: [rule] };
    const page = await this.client?.sendRequest<{ value: string } | null>('workspace/executeCommand', params);
    return page?.value ?? `No rule is called \`${rule}\`.`;
  }

  dispose(): void {
    this.status.dispose();
    this.log.dispose();
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: LANGUAGES.map((language) => ({ language, scheme: 'file' })),
      outputChannel: this.log,
      // Pages are shown below.
      initializationOptions: { showsPages: true },
      middleware: {
        executeCommand: async (command, args, next) => {
          if (command !== EXPLAIN) {
            return next(command, args);
          }
          const uri = vscode.Uri.from({ scheme: PAGES, path: `/${String(args[0])}.md` });
          await vscode.commands.executeCommand('markdown.showPreview', uri);
        },
        provideCodeActions: async (document, range, context, token, next) => {
          const actions = await next(document, range, context, token);
          return actions?.map((action) => asking(document, action));
        },
      },
    };
  }

  private state(client: LanguageClient, command: string, state: State): void {
    const restart = { title: 'Restart', command: 'apivet.restart' };
    if (state === State.Running) {
      const version = client.initializeResult?.serverInfo?.version ?? '';
      this.show(version, vscode.LanguageStatusSeverity.Information, command, restart);
    } else if (state === State.Starting) {
      this.show('starting', vscode.LanguageStatusSeverity.Information, command, restart);
    } else if (client === this.client) {
      this.show('stopped', vscode.LanguageStatusSeverity.Warning, command, restart);
    }
  }

  private show(text: string, severity: vscode.LanguageStatusSeverity, detail: string, command: vscode.Command): void {
    Object.assign(this.status, { text: `apivet ${text}`, severity, detail, command });
  }
}

/** An action that ignores asks for the reason first. */
function asking(document: vscode.TextDocument, action: vscode.Command | vscode.CodeAction): typeof action {
  const sent = parts((action as { data?: unknown }).data);
  if (sent === undefined || !(action instanceof vscode.CodeAction)) {
    return action;
  }
  const edit = action.edit?.get(document.uri)[0];
  if (edit !== undefined) {
    action.edit = undefined;
    action.command = { title: action.title, command: IGNORE, arguments: [document.uri, edit.range.start, sent] };
  }
  return action;
}

async function ignoreHere(uri: vscode.Uri, place: vscode.Position, sent: Parts): Promise<void> {
  const prompt = 'Why does this finding not count here? The reason stays in the file.';
  const reason = await vscode.window.showInputBox({
    prompt,
    validateInput: (text) => (text.trim() === '' ? 'An ignore without a reason is a finding itself.' : undefined),
  });
  if (reason !== undefined) {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, place, withReason(sent, reason));
    await vscode.workspace.applyEdit(edit);
  }
}

function machine(): Machine {
  const isFile = (file: string): boolean => fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  return { windows: process.platform === 'win32', home: os.homedir(), path: process.env.PATH ?? '', isFile };
}
