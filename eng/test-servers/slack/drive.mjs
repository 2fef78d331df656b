// Drives the client libraries of Slack for a test: commands come as JSON lines, what the libraries give goes out as JSON lines.
//   {"id": 1, "api": "http://127.0.0.1:5000/api/", "token": "xoxb-…", "method": "chat.postMessage", "params": {…}}
//   {"id": 2, "api": …, "token": …, "upload": {"channel_id": "C1", "filename": "a.txt", "text": "…"}}
//   {"id": 3, "api": …, "token": …, "stream": {"channel": "C1", …}, "parts": ["a", "b"]}
//   {"id": 4, "token": …, "fetch": "http://…", "body": {…}}               downloads, or posts JSON
//   {"id": 5, "api": …, "appToken": "xapp-…", "listen": 3, "silent": false}  gives three deliveries of @slack/socket-mode, then disconnects
//   {"id": 6, "api": …, "token": …, "appToken": …, "bolt": true}           runs the app of bolt.mjs
import { SocketModeClient } from "@slack/socket-mode";
import { WebClient } from "@slack/web-api";
import { createInterface } from "node:readline";
import { run as runBolt } from "./bolt.mjs";

const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const logger = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => "error", setName() {} };
const options = (api) => ({ slackApiUrl: api, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger });

async function listen({ api, appToken, listen: count, silent }, id) {
  const client = new SocketModeClient({ appToken, logger, clientOptions: options(api), clientPingTimeout: 1000 });
  let seen = 0;
  for (const state of ["connected", "reconnecting", "disconnected"]) client.on(state, () => tell({ id, state }));
  await new Promise((resolve, reject) => {
    client.on("slack_event", async ({ ack, type, body, envelope_id, retry_num, retry_reason }) => {
      tell({ id, type, body, envelope_id, retry_num, retry_reason });
      if (!silent) await ack();
      if (++seen === count) resolve();
    });
    client.start().catch(reject);
  });
  client.disconnect().catch(() => {});
  return { stopped: true };
}

async function answer(command, id) {
  const { api, token, method, params, upload, stream, parts, fetch: url, body } = command;
  if (command.listen) return await listen(command, id);
  if (command.bolt) return await runBolt(command, logger, (line) => tell({ id, ...line }));
  if (url) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json; charset=utf-8" }) };
    const response = await fetch(url, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  }
  const web = new WebClient(token, options(api));
  if (upload) {
    const { text, ...rest } = upload;
    return { result: await web.filesUploadV2({ file: Buffer.from(text), ...rest }) };
  }
  if (stream) {
    const streamer = web.chatStream({ ...stream, buffer_size: 1 });
    for (const part of parts) await streamer.append({ markdown_text: part });
    return { result: await streamer.stop() };
  }
  return { result: await web.apiCall(method, params ?? {}) };
}

function describe(error) {
  if (error.code === "slack_webapi_platform_error") {
    const { ok, error: name, response_metadata, ...extra } = error.data;
    return { error: name, extra, messages: response_metadata?.messages };
  }
  if (error.code === "slack_webapi_rate_limited_error") return { error: "ratelimited", retryAfter: error.retryAfter };
  if (error.code === "slack_webapi_http_error") return { error: "http", status: error.statusCode };
  return { broken: String(error.message ?? error) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...command } = JSON.parse(line);
  answer(command, id).then((done) => tell({ id, ...done }), (error) => tell({ id, ...describe(error) }));
}
