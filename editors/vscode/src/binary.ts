// Where the user's apivet is. The extension brings none of its own, so that editor, command line and gate agree.
import * as path from 'node:path';

/** What is known of the machine. */
export interface Machine {
  readonly windows: boolean;
  readonly home: string;
  /** The variable PATH. */
  readonly path: string;
  isFile(file: string): boolean;
}

/** The setting if there is one, `~` being the home; else the first on the way that exists. */
export function find(setting: string, machine: Machine): string | undefined {
  const wanted = setting.trim();
  if (wanted !== '') {
    const file = wanted.replace(/^~(?=[/\\])/, machine.home);
    return machine.isFile(file) ? file : undefined;
  }
  const names = machine.windows ? ['apivet.exe', 'apivet.cmd'] : ['apivet'];
  const usual = [path.join(machine.home, '.cargo', 'bin'), path.join(machine.home, '.local', 'bin')];
  const folders = [...machine.path.split(machine.windows ? ';' : ':'), ...usual];
  // A relative folder would let a workspace bring its own program.
  const safe = folders.filter((folder) => path.isAbsolute(folder));
  return safe.flatMap((folder) => names.map((name) => path.join(folder, name))).find((file) => machine.isFile(file));
}
