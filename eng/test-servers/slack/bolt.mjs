// An app with @slack/bolt that does what people ask: it answers, edits, uploads, streams, shows buttons, takes commands.
import bolt from "@slack/bolt";

export async function run({ api, token, appToken }, logger, tell) {
  const app = new bolt.App({ token, appToken, socketMode: true, logger, clientOptions: { slackApiUrl: api, retryConfig: { retries: 0 } } });
  app.use(async ({ body, next }) => {
    tell({ heard: body.event?.subtype ?? body.event?.type ?? body.command ?? body.type });
    await next();
  });
  app.error(async (error) => tell({ failed: String(error.data ? JSON.stringify(error.data) : error) }));

  app.event("app_mention", async ({ event, say, client }) => {
    const first = await say({ text: "thinking", thread_ts: event.thread_ts ?? event.ts });
    await client.chat.update({ channel: event.channel, ts: first.ts, text: `You said: ${event.text}` });
    await client.reactions.add({ channel: event.channel, timestamp: event.ts, name: "eyes" });
  });
  app.message("a file", async ({ message, client }) => {
    await client.filesUploadV2({ channel_id: message.channel, thread_ts: message.ts, filename: "answer.txt", file: Buffer.from("the answer"), initial_comment: "Here it is" });
  });
  app.message("a stream", async ({ message, client, context }) => {
    const stream = client.chatStream({ channel: message.channel, thread_ts: message.ts, recipient_team_id: context.teamId, recipient_user_id: message.user, buffer_size: 1 });
    await stream.append({ markdown_text: "**one** " });
    await stream.append({ markdown_text: "two" });
    await stream.stop();
  });
  app.message("a button", async ({ say }) => {
    const text = { type: "plain_text", text: "Go" };
    await say({ text: "Press", blocks: [{ type: "section", text: { type: "mrkdwn", text: "Press" } }, { type: "actions", elements: [{ type: "button", action_id: "go", text, value: "7" }] }] });
  });
  app.action("go", async ({ ack, respond, action }) => {
    await ack();
    await respond({ replace_original: true, text: `Pressed ${action.value}` });
  });
  app.command("/lurk", async ({ ack, respond, command }) => {
    await ack(`Running ${command.text}`);
    await respond({ response_type: "in_channel", text: "Done" });
  });
  app.event("assistant_thread_started", async ({ event, client, say }) => {
    const { channel_id, thread_ts } = event.assistant_thread;
    await client.assistant.threads.setTitle({ channel_id, thread_ts, title: "New" });
    await client.assistant.threads.setSuggestedPrompts({ channel_id, thread_ts, prompts: [{ title: "Hi", message: "Say hi" }] });
    await client.assistant.threads.setStatus({ channel_id, thread_ts, status: "is reading" });
    await client.chat.postMessage({ channel: channel_id, thread_ts, markdown_text: "# Hello" });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [{ type: "divider" }] } });
  });
  await app.start();
  return { started: true };
}
