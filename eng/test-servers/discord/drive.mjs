// Drives client libraries of Discord for a test: commands come as JSON lines, what the library gives goes out as JSON lines.
//   node drive.mjs
//   {"id": 1, "root": "http://127.0.0.1:5000", "token": "a", "call": "POST /channels/1/messages", "body": {…}, "files": [{"name": …, "text": …}], "headers": {…}, "auth": true}
//   {"id": 2, "root": …, "token": …, "connect": "discord.js"|"ws", "intents": 46593}     gives each event, until {"id": 3, "stop": 2}
//   {"id": 4, "root": …, "download": "http://…"}
import { createInterface } from "node:readline";
import { DiscordAPIError, HTTPError, REST } from "@discordjs/rest";

// A library may go on after its test: the server is gone then.
process.on("unhandledRejection", (error) => console.error(error));
process.on("uncaughtException", (error) => console.error(error));

const running = new Map();
const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const restFor = (root, token) => new REST({ version: "10", api: `${root}/api`, retries: 0, timeout: 20_000 }).setToken(token);

async function call({ root, token, call: route, body, files, headers, auth }) {
  const [method, path] = route.split(" ");
  const [fullRoute, query] = path.split("?");
  const data = files?.map(({ name, text, size }) => ({ name, data: text === undefined ? Buffer.alloc(size, 65) : Buffer.from(text) }));
  const options = { method, fullRoute, body, headers, auth: auth ?? true, files: data, query: query ? new URLSearchParams(query) : undefined };
  return { result: (await restFor(root, token).request(options)) ?? null };
}

const describe = (error) =>
  error instanceof DiscordAPIError
    ? { status: error.status, code: error.code, message: error.rawError.message, errors: error.rawError.errors ?? null }
    : error instanceof HTTPError
      ? { status: error.status, broken: error.message }
      : { broken: `${error.message ?? error} ${error.code ?? ""}` };

async function run(command, id) {
  if (command.stop !== undefined) {
    await running.get(command.stop)?.stop();
    return { stopped: true };
  }
  if (command.download !== undefined) {
    const answer = await fetch(command.download);
    return { status: answer.status, text: await answer.text() };
  }
  if (command.call !== undefined) return call(command);
  const library = await import(`./${command.connect === "ws" ? "ws" : "bot"}.mjs`);
  running.set(id, await library.connect({ ...command, rest: restFor(command.root, command.token) }, (line) => tell({ id, ...line })));
  return { connected: true };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...command } = JSON.parse(line);
  run(command, id).then((done) => tell({ id, ...done }), (error) => tell({ id, ...describe(error) }));
}
