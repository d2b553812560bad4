#!/usr/bin/env node
// Makes the npm tarballs: node npm/pack.js OUT PLATFORM=PROGRAM..., such as linux-x64=target/release/apivet.
// The package that starts the program is made too; it is to be published last.
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const [out, ...platforms] = process.argv.slice(2);
const starter = JSON.parse(fs.readFileSync(path.join(__dirname, "package.json"), "utf8"));
const known = Object.keys(starter.optionalDependencies).map((name) => name.replace("apivet-", ""));
if (!out || platforms.some((each) => !known.includes(each.split("=")[0]) || !each.includes("="))) {
  console.error(`usage: node npm/pack.js OUT PLATFORM=PROGRAM...; the platforms are ${known.join(", ")}`);
  process.exit(2);
}

const pack = (folder) =>
  execFileSync("npm", ["pack", "--silent", "--pack-destination", path.resolve(out), folder], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });

fs.mkdirSync(out, { recursive: true });
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "apivet-npm-"));
for (const each of platforms) {
  const [platform, program] = each.split("=");
  const [system, processor] = platform.split("-");
  const name = `apivet-${platform}`;
  const folder = path.join(scratch, name);
  const target = path.join(folder, "bin", system === "win32" ? "apivet.exe" : "apivet");
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(program, target);
  fs.chmodSync(target, 0o755);
  const { version, license, description } = starter;
  const manifest = { name, version, license, description, os: [system], cpu: [processor], files: ["bin"] };
  fs.writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  fs.writeFileSync(path.join(folder, "README.md"), `The apivet program for ${platform}. Install \`apivet\`, which brings it.\n`);
  pack(folder);
}
pack(__dirname);
fs.rmSync(scratch, { recursive: true });
