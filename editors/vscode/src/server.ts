// Which program serves, and what it is told: settings in, a command line and options out. Knows nothing of VS Code.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The settings of the extension, as `package.json` declares them. */
export interface Settings {
  readonly path: string;
  readonly arguments: readonly string[];
  readonly ownerHints: boolean;
  readonly ownerLenses: boolean;
  readonly surfaceLenses: boolean;
}

/** What of the surroundings decides where the program is. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** The documents that the server reads: sources, manifests, and everything that a policy is made of. */
export const DOCUMENTS = [
  "**/*.rs",
  "**/Cargo.toml",
  "**/boundaries.toml",
  "**/boundaries/**/*.toml",
  "**/CODEOWNERS",
] as const;

/** This machine. */
export function surroundings(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir() };
}

/**
 * The program: the one that is set, else the first on the `PATH`, else the one where Cargo installs programs, which an editor
 * that was not started from a shell does not have on its `PATH`. None where there is none.
 *
 * It is called by its own name, never as `cargo boundaries`: a workspace may define an alias of that name for Cargo.
 */
export function findProgram(set: string, { env, platform, home }: Surroundings): string | undefined {
  if (set !== "") {
    return set.startsWith("~/") ? join(home, set.slice(2)) : set;
  }
  const name = platform === "win32" ? "cargo-boundaries.exe" : "cargo-boundaries";
  // An empty or relative entry would be a folder of the workspace.
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((folder) => /^([/\\]|[A-Za-z]:[/\\])/.test(folder));
  const folders = [...onPath, join(env["CARGO_HOME"] ?? join(home, ".cargo"), "bin")];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** The command line behind the program. */
export function commandLine(settings: Settings): string[] {
  return ["lsp", ...settings.arguments];
}

/** What the server is told when it starts. */
export function initializationOptions({ ownerHints, ownerLenses, surfaceLenses }: Settings): object {
  return { ownerHints, ownerLenses, surfaceLenses };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
