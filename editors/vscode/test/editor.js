// Stands in for VS Code: as much of the module `vscode` as the language client needs, with what the extension shows and asks
// for kept where a test can look at it. What is not named here is an empty class or does nothing.

"use strict";

const Module = require("node:module");
const { URI, Utils } = require("vscode-uri");

const Uri = Object.assign(URI, { joinPath: Utils.joinPath });

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(start, end, endLine, endCharacter) {
    const numbers = typeof start === "number";
    this.start = numbers ? new Position(start, end) : start;
    this.end = numbers ? new Position(endLine, endCharacter) : end;
  }
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class Location {
  constructor(uri, range) {
    Object.assign(this, { uri, range });
  }
}

class InlayHint {
  constructor(position, label) {
    Object.assign(this, { position, label });
  }
}

class CodeActionKind {
  static Empty = new CodeActionKind("");
  static QuickFix = new CodeActionKind("quickfix");
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
  }
}

class DiagnosticRelatedInformation {
  constructor(location, message) {
    Object.assign(this, { location, message });
  }
}

class Disposable {
  constructor(dispose = () => undefined) {
    this.dispose = dispose;
  }
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
  cancel() {}
  dispose() {}
}

class EventEmitter {
  #listeners = new Set();
  event = (listener, self) => {
    const bound = self === undefined ? listener : listener.bind(self);
    this.#listeners.add(bound);
    return new Disposable(() => this.#listeners.delete(bound));
  };
  async fire(value) {
    await Promise.all([...this.#listeners].map((listener) => listener(value)));
  }
  dispose() {
    this.#listeners.clear();
  }
}

/** A namespace in which whatever is not there is an empty class, an event or a function that does nothing. */
function open(members) {
  return new Proxy(members, {
    get(target, key) {
      if (!(key in target) && typeof key === "string") {
        target[key] = /^[A-Z]/.test(key) ? class {} : () => new Disposable();
      }
      return target[key];
    },
  });
}

/** An editor with one folder open. `settings` are by their full names. */
function editor(folder, settings) {
  const shown = new Map();
  const waiting = [];
  const state = { settings, shown, errors: [], commands: new Map(), log: "" };
  const events = { open: new EventEmitter(), change: new EventEmitter(), configuration: new EventEmitter() };
  const watchers = [];

  const changed = () => waiting.splice(0).forEach((wake) => wake());
  const collection = {
    set(uri, diagnostics) {
      if (diagnostics?.length) shown.set(uri.toString(), diagnostics);
      else shown.delete(uri.toString());
      changed();
    },
    delete: (uri) => collection.set(uri, []),
    clear() {
      shown.clear();
      changed();
    },
    dispose: () => collection.clear(),
    has: (uri) => shown.has(uri.toString()),
    get: (uri) => shown.get(uri.toString()),
  };
  const channel = {
    append: (text) => (state.log += text),
    appendLine: (text) => (state.log += `${text}\n`),
    show: () => undefined,
    dispose: () => undefined,
  };
  for (const level of ["trace", "debug", "info", "warn", "error"]) {
    channel[level] = channel.appendLine;
  }
  channel.onDidChangeLogLevel = () => new Disposable();

  const section = (name) => {
    const prefix = name ? `${name}.` : "";
    const below = Object.entries(state.settings).filter(([key]) => key.startsWith(prefix));
    const nested = {};
    for (const [key, value] of below) {
      const path = key.slice(prefix.length).split(".");
      const last = path.pop();
      path.reduce((at, part) => (at[part] ??= {}), nested)[last] = value;
    }
    return { ...nested, get: (key, otherwise) => state.settings[prefix + key] ?? nested[key] ?? otherwise, has: () => true };
  };

  const uri = Uri.file(folder);
  const folders = [{ uri, name: "shop", index: 0 }];
  const vscode = open({
    version: "1.91.0",
    Uri,
    Position,
    Range,
    Diagnostic,
    Location,
    InlayHint,
    CodeActionKind,
    DiagnosticRelatedInformation,
    Disposable,
    EventEmitter,
    CancellationTokenSource,
    CancellationError: class extends Error {},
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
    LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
    env: { appName: "a stand-in", language: "en", appHost: "desktop" },
    l10n: { t: (text) => text },
    extensions: open({ all: [] }),
    window: open({
      visibleTextEditors: [],
      tabGroups: { all: [], onDidChangeTabGroups: () => new Disposable(), onDidChangeTabs: () => new Disposable() },
      createOutputChannel: () => channel,
      showErrorMessage: async (message) => void state.errors.push(message),
    }),
    commands: open({
      registerCommand(name, run) {
        state.commands.set(name, run);
        return new Disposable(() => state.commands.delete(name));
      },
    }),
    languages: open({
      createDiagnosticCollection: () => collection,
      registerInlayHintsProvider(_, provider) {
        state.hints = provider;
        return new Disposable();
      },
      match: () => 10,
    }),
    workspace: open({
      workspaceFolders: folders,
      textDocuments: [],
      notebookDocuments: [],
      fs: { isWritableFileSystem: () => true },
      getWorkspaceFolder: () => folders[0],
      asRelativePath: (path) => path,
      getConfiguration: section,
      onDidChangeConfiguration: events.configuration.event,
      onDidOpenTextDocument: events.open.event,
      onDidChangeTextDocument: events.change.event,
      createFileSystemWatcher(pattern) {
        const watcher = { pattern, created: new EventEmitter(), changed: new EventEmitter(), deleted: new EventEmitter() };
        watchers.push(watcher);
        return {
          onDidCreate: watcher.created.event,
          onDidChange: watcher.changed.event,
          onDidDelete: watcher.deleted.event,
          dispose: () => undefined,
        };
      },
    }),
  });

  return {
    state,
    vscode,
    watchers,
    uri: (path) => Uri.joinPath(uri, path),
    async configure(settings) {
      Object.assign(state.settings, settings);
      const affectsConfiguration = (name) => Object.keys(settings).some((key) => `${key}.`.startsWith(`${name}.`));
      await events.configuration.fire({ affectsConfiguration });
    },
    open(path, text) {
      const document = {
        uri: Uri.joinPath(uri, path),
        languageId: "rust",
        version: 1,
        isClosed: false,
        getText: () => text,
      };
      vscode.workspace.textDocuments.push(document);
      return events.open.fire(document).then(() => ({
        /** The texts of all hints. */
        async hints() {
          const all = new Range(0, 0, document.getText().split("\n").length, 0);
          const hints = await state.hints.provideInlayHints(document, all, new CancellationTokenSource().token);
          return (hints ?? []).map(({ label }) => label);
        },
        /** Puts another text in the place of the whole. */
        type(next) {
          const lines = text.split("\n");
          const range = new Range(0, 0, lines.length - 1, lines[lines.length - 1].length);
          const contentChanges = [{ range, rangeOffset: 0, rangeLength: text.length, text: next }];
          text = next;
          document.version += 1;
          return events.change.fire({ document, contentChanges, reason: undefined });
        },
      }));
    },
    /** What is shown in a file once it is as expected; fails after half a minute. */
    async until(path, isExpected) {
      const key = Uri.joinPath(uri, path).toString();
      const end = Date.now() + 30_000;
      for (;;) {
        const now = shown.get(key) ?? [];
        if (isExpected(now)) return now;
        const left = end - Date.now();
        if (left <= 0) throw new Error(`still shown in ${path}: ${JSON.stringify(now)}\n${state.errors}\n${state.log}`);
        let timer;
        await new Promise((wake) => {
          waiting.push(wake);
          timer = setTimeout(wake, left);
        });
        clearTimeout(timer);
      }
    },
  };
}

/** Loads a fresh copy of the extension into an editor. */
function load(editor, path) {
  const resolve = Module._load;
  Module._load = (request, ...rest) => (request === "vscode" ? editor.vscode : resolve(request, ...rest));
  try {
    for (const key of Object.keys(require.cache)) {
      if (key.includes("vscode-languageclient") || key.includes("/out/")) delete require.cache[key];
    }
    return require(path);
  } finally {
    Module._load = resolve;
  }
}

module.exports = { editor, load };
