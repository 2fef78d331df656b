namespace LurkBot.Tests.Channels;

internal sealed partial class BotApiServer
{
    /// <summary>All requests, oldest first.</summary>
    public IReadOnlyList<LoggedRequest> Requests => http.Log;

    /// <summary>The messages that a person sees in a chat now, oldest first.</summary>
    public IReadOnlyList<ServerMessage> Messages(ServerChat chat)
    {
        lock (world.Gate)
            return [.. chat.Messages.Where(message => !message.IsDeleted)];
    }

    /// <summary>The messages of a bot that a person sees in a chat now.</summary>
    public IReadOnlyList<ServerMessage> Answers(ServerChat chat, ServerBot? bot = null) =>
        [.. Messages(chat).Where(message => message.From == Bot(bot).Id)];

    /// <summary>The draft that the person sees in a private chat now; null for none.</summary>
    public ServerDraft? Draft(ServerChat chat) => Drafts(chat).LastOrDefault(draft => draft.IsShown(world.Now));

    /// <summary>All drafts that were shown in a chat, oldest first.</summary>
    public IReadOnlyList<ServerDraft> Drafts(ServerChat chat)
    {
        lock (world.Gate)
            return [.. world.Drafts.GetValueOrDefault(chat) ?? []];
    }

    /// <summary>The chat action that is shown in a chat now: it ends after five seconds or with the bot's next message.</summary>
    public ServerAction? Action(ServerChat chat) => Actions.LastOrDefault(action => action.Chat == chat) is { } last
        && world.Now - last.Time < TimeSpan.FromSeconds(5) && !Answers(chat, last.Bot).Any(message => message.Time >= last.Time) ? last : null;

    /// <summary>All chat actions, oldest first.</summary>
    public IReadOnlyList<ServerAction> Actions
    {
        get
        {
            lock (world.Gate)
                return [.. world.Actions];
        }
    }

    /// <summary>Waits until this holds on the server; it is looked at after each change. Fails the test with the last requests when it does not.</summary>
    public async Task UntilAsync(Func<bool> holds, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var change = world.NextChange();
            if (holds())
                return;
            try
            {
                await change.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                var last = Requests.TakeLast(20).Select(request => $"{request.Method} {request.Status} {request.Description} {request.Parameters?.ToJsonString()}");
                Assert.Fail($"Not within {seconds} s. The last requests:\n{string.Join('\n', last)}");
            }
        }
    }
}
