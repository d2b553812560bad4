// An editor without a window: stands for the modules `vscode` and `vscode-languageclient/node`, keeps what the extension
// registered and shows, and writes down what it asked for.
import Module, { createRequire } from 'node:module';

export const State = { Stopped: 1, Running: 2, Starting: 3 };

class Uri {
  constructor(scheme, path) {
    Object.assign(this, { scheme, path });
  }
  static from({ scheme, path }) {
    return new Uri(scheme, path);
  }
  static file(path) {
    return new Uri('file', path);
  }
  toString() {
    return `${this.scheme}:${this.path}`;
  }
}

export class CodeAction {
  constructor(title) {
    this.title = title;
  }
}

export class WorkspaceEdit {
  edits = new Map();
  insert(uri, position, newText) {
    const edit = { range: { start: position, end: position }, newText };
    this.edits.set(String(uri), [...this.get(uri), edit]);
  }
  get(uri) {
    return this.edits.get(String(uri)) ?? [];
  }
}

/** Whoever listens, and what they are told. */
function event() {
  const listeners = [];
  const on = (listener) => {
    listeners.push(listener);
    return { dispose: () => listeners.splice(listeners.indexOf(listener), 1) };
  };
  return { on, fire: (what) => listeners.forEach((listener) => listener(what)) };
}

/** A fresh editor with the extension in it, not yet activated. `failing` is what starting a server says. */
export function editor({ settings = {}, answers = [], failing } = {}) {
  const trust = event();
  const configuration = event();
  const it = {
    Uri,
    settings,
    /** Commands that were asked of the editor, each with its arguments. */
    executed: [],
    commands: new Map(),
    contents: new Map(),
    messages: [],
    prompts: [],
    applied: [],
    clients: [],
    items: [],
    log: { lines: [], shown: 0, disposed: false },
    context: { subscriptions: [] },
    grantTrust: () => trust.fire(),
    change: (section) => configuration.fire({ affectsConfiguration: (name) => name === section }),
  };
  const run = async (command, ...args) => {
    it.executed.push([command, ...args]);
    return it.commands.get(command)?.(...args);
  };
  it.run = run;
  const vscode = {
    Uri,
    CodeAction,
    WorkspaceEdit,
    LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
    commands: {
      registerCommand(name, action) {
        it.commands.set(name, action);
        return { dispose: () => it.commands.delete(name) };
      },
      executeCommand: run,
    },
    languages: {
      createLanguageStatusItem(id, selector) {
        const item = { id, selector, disposed: false, dispose: () => (item.disposed = true) };
        it.items.push(item);
        return item;
      },
    },
    window: {
      createOutputChannel: (name, options) =>
        Object.assign(it.log, {
          name,
          options,
          show: () => (it.log.shown += 1),
          error: (line) => it.log.lines.push(line),
          dispose: () => (it.log.disposed = true),
        }),
      async showErrorMessage(message, ...choices) {
        it.messages.push([message, ...choices]);
        return answers.shift();
      },
      async showInputBox(options) {
        it.prompts.push(options);
        return answers.shift();
      },
    },
    workspace: {
      getConfiguration: (section) => ({ get: (key, fallback) => it.settings[`${section}.${key}`] ?? fallback }),
      registerTextDocumentContentProvider(scheme, provider) {
        it.contents.set(scheme, provider);
        return { dispose: () => it.contents.delete(scheme) };
      },
      onDidGrantWorkspaceTrust: trust.on,
      onDidChangeConfiguration: configuration.on,
      applyEdit: async (edit) => it.applied.push(edit) > 0,
    },
  };

  class LanguageClient {
    requests = [];
    disposed = false;
    initializeResult = undefined;
    constructor(id, name, run, options) {
      Object.assign(this, { id, name, run, options, changed: event() });
      it.clients.push(this);
    }
    onDidChangeState(listener) {
      return this.changed.on(listener);
    }
    become(newState) {
      this.changed.fire({ newState });
    }
    async start() {
      this.become(State.Starting);
      if (failing !== undefined) {
        this.become(State.Stopped);
        throw new Error(failing);
      }
      this.initializeResult = { serverInfo: { name: 'apivet', version: '1.2.3' } };
      this.become(State.Running);
    }
    async dispose() {
      this.disposed = true;
      this.become(State.Stopped);
    }
    async sendRequest(method, params) {
      this.requests.push([method, params]);
      return params.arguments[0] === 'server-cleartext' ? { kind: 'markdown', value: '# The page' } : null;
    }
  }

  const stubs = { vscode, 'vscode-languageclient/node': { LanguageClient, State } };
  const require = createRequire(import.meta.url);
  const file = require.resolve('../out/extension.js');
  const load = Module._load;
  Module._load = (name, ...rest) => stubs[name] ?? load(name, ...rest);
  try {
    delete require.cache[file];
    it.extension = require(file);
  } finally {
    Module._load = load;
  }
  it.activate = () => it.extension.activate(it.context);
  Object.defineProperties(it, {
    status: { get: () => it.items[0] },
    client: { get: () => it.clients.at(-1) },
  });
  return it;
}
