// Web servers on loopback, configured as the documentation says: the recipe is cut out of `docs/may-chu.md`, around it
// stands what a fresh installation has. `tests/it/servers/server.rs` does the same for tests without a browser.

import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { DEADLINE } from "./harness.mjs";

const documentation = await readFile(new URL("../../docs/may-chu.md", import.meta.url), "utf8");
const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
const MODULES = "mpm_event authz_core alias dir mime filter env rewrite headers deflate".split(" ");

/** The kinds of server: the program, the first line of the recipe, the configuration around it, and the arguments. */
export const KINDS = {
  nginx: {
    start: "    include /srv/cong/public/redirects.nginx;",
    config: (folder, recipe) => `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/log;
events { }
http {
access_log off;
include /etc/nginx/mime.types;
${TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};\n`).join("")}${recipe}}
`,
    arguments: (folder) => ["-c", `${folder}/config`, "-e", `${folder}/log`],
  },
  caddy: {
    start: "    http://thu.example.vn {",
    config: (_folder, recipe) => `{\nadmin off\nauto_https off\n}\n${recipe}`,
    arguments: (folder) => ["run", "--adapter", "caddyfile", "--config", `${folder}/config`],
  },
  apache2: {
    start: "    <VirtualHost *:80>",
    config: (folder, recipe, port) => `ServerRoot ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/log
Listen 127.0.0.1:${port}
ServerName 127.0.0.1
User www-data
Group www-data
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`).join("")}TypesConfig /etc/mime.types
<FilesMatch "^\\.ht">
Require all denied
</FilesMatch>
${recipe}`,
    arguments: (folder) => ["-X", "-f", `${folder}/config`],
  },
};

/** Starts a server for a folder until the end of the test; returns its address, or null if it is not installed. */
export async function startServer(test, program, root) {
  const kind = KINDS[program];
  if (spawnSync(program, ["-v"]).error) return null;
  const folder = await mkdtemp(join(tmpdir(), "niemyet-server-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  const port = await freePort();
  const lines = documentation.slice(documentation.indexOf(kind.start)).split("\n");
  const recipe = lines
    .slice(0, lines.findIndex((line) => !line.startsWith("    ")))
    .map((line) => `${line.slice(4)}\n`)
    .join("")
    .replaceAll("/srv/cong/public", root)
    .replace("listen 80;", `listen 127.0.0.1:${port};`)
    .replace("http://thu.example.vn {", `http://127.0.0.1:${port} {`)
    .replace("*:80", `127.0.0.1:${port}`);
  await writeFile(join(folder, "config"), kind.config(folder, recipe, port));
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const server = spawn(program, kind.arguments(folder), { env, stdio: ["ignore", "ignore", "pipe"] });
  let messages = "";
  server.stderr.on("data", (bytes) => (messages += bytes));
  const ended = new Promise((resolve) => server.once("exit", resolve));
  test.after(() => (server.kill("SIGKILL"), ended));
  const deadline = Date.now() + DEADLINE;
  while (!(await listens(port))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error(`${program} does not listen:\n${messages}`);
  }
  return `http://127.0.0.1:${port}/`;
}

/** Serves a folder without rules: with no header but the type, by the extension; returns its address. */
export async function serveWithoutRules(test, root, types) {
  const server = createHttpServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
    const file = await readFile(join(root, path.replace(/\/$/, "/index.html"))).catch(() => null);
    response.writeHead(file ? 200 : 404, { "content-type": types[extname(path) || ".html"] ?? "application/octet-stream" });
    response.end(file);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${server.address().port}/`;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
}
