// Drives a client library of the Telegram Bot API for a test: commands come as JSON lines, what the library gives goes out as JSON lines.
//   node drive.mjs grammy|node-telegram-bot-api
//   {"id": 1, "root": "http://127.0.0.1:5000", "token": "1:a", "method": "sendMessage", "params": {…}, "retries": false}
//   {"id": 2, "root": …, "token": …, "listen": 3, "options": {"allowed_updates": […]}}      gives three updates, then ends the poll
//   {"id": 3, "root": …, "token": …, "download": "photos/file_1.jpg"}
// A parameter {"$file": "name", "text": …} or {"$file": "name", "size": …} or {"$file": "name", "base64": …} is uploaded.
import { createInterface } from "node:readline";

const client = await import(`./${process.argv[2]}.mjs`);
const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");

function withFiles(value) {
  if (Array.isArray(value)) return value.map(withFiles);
  if (value === null || typeof value !== "object") return value;
  if (value.$file) {
    const bytes = value.base64 ? Buffer.from(value.base64, "base64") : value.text !== undefined ? Buffer.from(value.text) : Buffer.alloc(value.size, 65);
    return client.file(new Uint8Array(bytes), value.$file);
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withFiles(inner)]));
}

async function run({ root, token, method, params, retries, listen, options, download }, id) {
  if (download !== undefined) {
    const answer = await fetch(`${root}/file/bot${token}/${download}`);
    return { status: answer.status, text: await answer.text() };
  }
  if (listen === undefined) return { result: await client.call(root, token, method, withFiles(params ?? {}), retries) };
  let seen = 0;
  await client.listen(root, token, options ?? {}, (update, stop) => {
    tell({ id, update });
    // A library confirms what it had at the end; the test may have ended its server by then.
    if (++seen === listen) Promise.resolve(stop()).catch(() => {});
  });
  return { stopped: true };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...command } = JSON.parse(line);
  run(command, id).then((done) => tell({ id, ...done }), (error) => tell({ id, ...client.describe(error) }));
}
