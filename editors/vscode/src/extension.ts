// Starts the language server with the editor, and again when the settings say that another one is wanted.

import { type ExtensionContext, commands, window, workspace } from "vscode";
import { type Executable, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";

import { DOCUMENTS, type Settings, commandLine, findProgram, initializationOptions, surroundings } from "./server";

const SECTION = "boundaries";

let client: LanguageClient | undefined;
/** Starting and stopping happen one after the other, however fast they are asked for. */
let turn: Promise<void> = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("boundaries.restart", restart),
    commands.registerCommand("boundaries.showOutput", () => client?.outputChannel.show()),
    workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration(`${SECTION}.server`)) {
        await restart();
      }
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await inTurn(stop);
}

function restart(): Promise<void> {
  return inTurn(async () => {
    await stop();
    await start();
  });
}

function inTurn(action: () => Promise<void>): Promise<void> {
  turn = turn.then(action, action);
  return turn;
}

async function start(): Promise<void> {
  const settings = read();
  const command = findProgram(settings.path, surroundings());
  if (command === undefined) {
    void window.showErrorMessage(
      "cargo boundaries: no program `cargo-boundaries` on the PATH or where Cargo installs programs. " +
        "Install it, or set `boundaries.server.path`.",
    );
    return;
  }
  // Without a `transport`, because naming one adds a flag that the server does not have. It is stdin and stdout either way.
  const program: Executable = { command, args: commandLine(settings) };
  const options: LanguageClientOptions = {
    documentSelector: DOCUMENTS.map((pattern) => ({ scheme: "file", pattern })),
    initializationOptions: initializationOptions(settings),
    synchronize: { configurationSection: SECTION },
  };
  const started = new LanguageClient(SECTION, "cargo boundaries", program, options);
  client = started;
  try {
    await started.start();
  } catch {
    // The client has told the user why.
    client = undefined;
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  // A server that has ended by itself cannot be asked to end.
  await running?.dispose().catch(() => undefined);
}

function read(): Settings {
  const settings = workspace.getConfiguration(SECTION);
  return {
    path: settings.get("server.path", ""),
    arguments: settings.get<string[]>("server.arguments", []),
    ownerHints: settings.get("ownerHints", false),
    ownerLenses: settings.get("ownerLenses", false),
    surfaceLenses: settings.get("surfaceLenses", true),
  };
}
