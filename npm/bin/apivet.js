#!/usr/bin/env node
// Starts the program that the package of this platform holds, with the same arguments, streams and exit code.
"use strict";

const { spawnSync } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const program = process.platform === "win32" ? "apivet.exe" : "apivet";

let path;
try {
  path = require.resolve(`apivet-${platform}/bin/${program}`);
} catch {
  console.error(
    `apivet: the package apivet-${platform} is not installed. Install without --no-optional (or --omit=optional); ` +
      "where your platform has no such package, build apivet with `cargo install apivet`.",
  );
  process.exit(2);
}

const { error, signal, status } = spawnSync(path, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`apivet: ${path} cannot be started: ${error.message}`);
  process.exit(2);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exit(status ?? 2);
