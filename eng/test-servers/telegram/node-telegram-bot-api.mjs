// node-telegram-bot-api, whose own retries are off unless asked for.
import { Api, Bot, InputFile, TelegramApiError } from "node-telegram-bot-api";

export const file = (bytes, name) => new InputFile(bytes, { filename: name });

export const call = (root, token, method, params, retries) =>
  new Api(token, { apiRoot: root, maxRetries: retries ? 2 : 0 }).request(method, params);

export async function listen(root, token, options, onUpdate) {
  const bot = new Bot(token, { apiRoot: root, maxRetries: 0 });
  bot.use((context) => onUpdate(context.update, () => bot.stop()));
  await bot.startPolling(undefined, { allowedUpdates: options.allowed_updates, retry: false });
}

export const describe = (error) =>
  error instanceof TelegramApiError
    ? { error_code: error.errorCode, description: error.description, parameters: error.parameters ?? {} }
    : { broken: String(error.message ?? error) };
