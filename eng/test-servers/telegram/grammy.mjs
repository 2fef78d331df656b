// grammY, with its auto-retry when asked for.
import { autoRetry } from "@grammyjs/auto-retry";
import { Api, Bot, GrammyError, InputFile } from "grammy";
import { Agent } from "node:http";

// Each test has a server of its own, and ports come again: a kept connection may lead to one that is gone.
const baseFetchConfig = { agent: new Agent({ keepAlive: false }) };

export const file = (bytes, name) => new InputFile(bytes, name);

export async function call(root, token, method, params, retries) {
  const api = new Api(token, { apiRoot: root, baseFetchConfig });
  if (retries) api.config.use(autoRetry());
  // A method without parameters takes a signal in their place.
  return Object.keys(params).length > 0 ? api.raw[method](params) : api.raw[method]();
}

export async function listen(root, token, options, onUpdate) {
  const bot = new Bot(token, { client: { apiRoot: root, baseFetchConfig } });
  bot.use((context) => onUpdate(context.update, () => bot.stop()));
  bot.catch((error) => { throw error; });
  await bot.start(options);
}

export const describe = (error) =>
  error instanceof GrammyError
    ? { error_code: error.error_code, description: error.description, parameters: error.parameters }
    : { broken: String(error.message ?? error) };
