// @discordjs/ws: the bare gateway.
import { WebSocketManager, WebSocketShardEvents } from "@discordjs/ws";

export async function connect({ token, intents, rest }, tell) {
  const manager = new WebSocketManager({ token, intents, rest });
  manager.on(WebSocketShardEvents.Dispatch, (first) => {
    const payload = first.data ?? first;
    tell({ event: payload.t, s: payload.s, d: payload.d });
  });
  manager.on(WebSocketShardEvents.Closed, (first) => tell({ closed: first.code ?? first }));
  manager.on(WebSocketShardEvents.HeartbeatComplete, () => tell({ heartbeat: true }));
  manager.on(WebSocketShardEvents.Error, (first) => tell({ error: String((first.error ?? first).message) }));
  manager.on(WebSocketShardEvents.SocketError, () => {});
  // A refusal by the gateway comes here; the test sees it as the command's answer.
  await manager.connect();
  return { stop: () => manager.destroy() };
}
