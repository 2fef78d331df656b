// discord.js: a bot that does what it is told in messages, with the calls of the library.
import { ActionRowBuilder, AttachmentBuilder, ButtonBuilder, ButtonStyle, Client, Events, MessageFlags, Partials } from "discord.js";

const row = () => new ActionRowBuilder().addComponents(new ButtonBuilder().setCustomId("yes").setLabel("Yes").setStyle(ButtonStyle.Primary));

const orders = {
  async hello(message) { await message.reply({ content: "hi", allowedMentions: { parse: [], repliedUser: false } }); },
  async buttons(message) { await message.channel.send({ content: "pick", components: [row()] }); },
  async edit(message) { await (await message.channel.send("first")).edit("second"); },
  async delete(message) { await (await message.channel.send("gone")).delete(); },
  async typing(message) { await message.channel.sendTyping(); },
  async react(message) { await message.react("👀"); },
  async file(message) { await message.channel.send({ content: "here", files: [new AttachmentBuilder(Buffer.from("naïve\n"), { name: "note ü.txt", description: "a note" })] }); },
  async read(message) {
    const answer = await fetch(message.attachments.first().url);
    await message.channel.send(`read: ${await answer.text()}`);
  },
  async nonce(message) {
    const options = { content: "once", nonce: "7", enforceNonce: true };
    const [one, two] = [await message.channel.send(options), await message.channel.send(options)];
    await message.channel.send(one.id === two.id ? "same" : "other");
  },
  async thread(message) { await (await message.startThread({ name: "Plans" })).send("in the thread"); },
  async history(message) {
    const found = await message.channel.messages.fetch({ limit: 2, before: message.id });
    await message.channel.send([...found.values()].map((one) => one.content).join(", "));
  },
  async direct(message) { await message.author.send("psst"); },
  async commands(message) {
    await message.client.application.commands.set([{ name: "ask", description: "Asks", options: [{ type: 3, name: "q", description: "What", required: true }] }]);
    await message.channel.send("set");
  },
};

export async function connect({ token, intents, root }, tell) {
  const client = new Client({ intents, rest: { api: `${root}/api`, retries: 0 }, partials: [Partials.Channel, Partials.Message] });
  client.on("raw", (payload) => tell({ event: payload.t, s: payload.s, d: payload.d }));
  client.on(Events.Error, (error) => tell({ error: String(error.message) }));
  client.on(Events.MessageCreate, (message) => {
    if (message.author.bot) return;
    orders[message.content.split(" ")[0]]?.(message).catch((error) => tell({ error: String(error.stack) }));
  });
  client.on(Events.InteractionCreate, async (used) => {
    try {
      if (used.isButton()) {
        await used.update({ content: `pressed ${used.customId}`, components: [] });
        await used.followUp({ content: "only you", flags: MessageFlags.Ephemeral });
      } else if (used.isChatInputCommand()) {
        await used.deferReply();
        await used.editReply(`You asked ${used.options.getString("q")}`);
        await used.followUp("more");
      }
    } catch (error) {
      tell({ error: String(error.stack) });
    }
  });
  await client.login(token);
  return { stop: () => client.destroy() };
}
