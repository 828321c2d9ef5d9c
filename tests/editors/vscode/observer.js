// What VS Code shows of the language server, told by an extension beside ours.
//
// Opens a file of a workspace, waits for its diagnostics, types the trouble away and back again. What it saw goes to a file,
// as JSON, whose name stands in the variable SEEN.

"use strict";

const { renameSync, writeFileSync } = require("node:fs");
const vscode = require("vscode");

const seen = { version: vscode.version };

/** Whoever waits for the file finds all of it. */
function finish() {
  writeFileSync(`${process.env.SEEN}.part`, JSON.stringify(seen));
  renameSync(`${process.env.SEEN}.part`, process.env.SEEN);
}

const told = (uri) =>
  vscode.languages.getDiagnostics(uri).map(({ range, message }) => ({
    line: range.start.line,
    column: range.start.character,
    message,
  }));

/** Notes what is shown under the name of the step, once it is what is expected. */
async function until(step, uri, expected) {
  const end = Date.now() + 60_000;
  while (!expected(told(uri)) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const now = told(uri);
  seen[step] = now;
  if (!expected(now)) throw new Error(`not what was expected when ${step}`);
}

// What came before the last text was told may still be shown, so the place is a part of what is waited for.
const has = (line, column) => (now) =>
  now.some((each) => each.line === line && each.column === column && each.message.includes("billing::tables::Row"));

async function type(document, text) {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

exports.activate = async () => {
  const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, "crates/web/src/lib.rs");
  const document = await vscode.workspace.openTextDocument(file);
  const text = document.getText();
  try {
    await until("opened", file, has(2, 21));
    await type(document, "");
    await until("emptied", file, (now) => now.length === 0);
    await type(document, `// größe 👍\n${text}`);
    await until("typed", file, has(3, 21));
  } finally {
    finish();
  }
};
