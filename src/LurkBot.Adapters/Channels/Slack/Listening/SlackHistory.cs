using System.Globalization;
using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>Reads what was said while nothing was heard: the histories of channels, and the threads, whose answers no history has (CHANNELS S27, RULES LE9).</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="people">Knows people.</param>
/// <param name="live">Told of channels that are seen for the first time.</param>
/// <param name="reader">Says how messages are looked at.</param>
/// <param name="options">What the owner set.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackHistory(SlackApi api, SlackPeople people, SlackProgress live, SlackReader reader, ChannelOptions options, TimeProvider time, SlackTimes times)
{
    private const int Page = 200, MostPages = 25, MostMessages = 5000, MostOdd = 5, MostOutages = 12, Patience = 3;

    private static readonly TimeSpan LongestLimit = TimeSpan.FromMinutes(2), ThreadsLiveFor = TimeSpan.FromDays(7);

    /// <summary>Reads all of it.</summary>
    /// <param name="bot">The bot.</param>
    /// <param name="progress">How far each channel was heard before.</param>
    /// <param name="onProblem">Told which chat could not be read and why, as a sentence; null once it was.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What maps each message, in Slack's order over all channels; to be called in this order.</returns>
    public async Task<IReadOnlyList<Func<PlatformEvent?>>> ReadAsync(SlackBot bot, SlackProgress progress, Action<string, string?> onProblem, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Chat, string Ts), (SlackMessage Message, JsonElement Raw, bool IsEdit)>();
        var broken = new Dictionary<string, PlatformEvent>(StringComparer.Ordinal);
        var begins = new Dictionary<(string Chat, string Ts), SlackMessage>();
        foreach (var chat in await ChatsAsync(onProblem, cancellationToken))
        {
            if (progress.Of(chat) is not { } last)
            {
                live.Begin(chat, await NewestAsync(chat, onProblem, cancellationToken));
                continue;
            }

            await ReadAsync(chat, last, progress, found, begins, Put, onProblem, cancellationToken);

            void Put(JsonElement raw)
            {
                var one = SlackReader.Broken(raw, chat, bot, new FormatException("A message of a history is not as Slack's documentation says."));
                broken[one.Source.ToString()] = one;
            }

            if (found.Count >= MostMessages)
            {
                onProblem(chat, "More was said while nothing was heard than is read back.");
                break;
            }
        }

        var all = found.OrderBy(pair => pair.Key.Ts, Comparer<string>.Create(SlackTs.Compare)).ToList();
        await people.LearnAsync(all.SelectMany(pair => SlackReader.PeopleIn(pair.Value.Message)), cancellationToken);
        return [.. broken.Values.Select(one => (Func<PlatformEvent?>)(() => one)), .. all.Select(pair => (Func<PlatformEvent?>)(() => Map(pair.Value.Message, pair.Value.Raw, pair.Key.Chat, pair.Value.IsEdit, reader.View(bot) with { BeginningOf = (chat, ts) => begins.GetValueOrDefault((chat, ts)) })))];
    }

    private PlatformEvent? Map(SlackMessage message, JsonElement raw, string chat, bool isEdit, SlackView view)
    {
        try
        {
            var told = SlackMapper.MapHistory(message, chat, view, isEdit);
            // What would only be ignored leaves no row.
            return told is PlatformEvent.Message { IsForUs: false } && options is { MentionGating: true, Observe: false } ? null : told;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a hostile message does is that message's fault alone.
            return SlackReader.Broken(raw, chat, view.Bot, e);
        }
    }

    /// <summary>Told of the channels in which the bot is, each with its name.</summary>
    public Action<IReadOnlyList<(string Id, string Name)>>? OnListed { get; init; }

    /// <summary>The channels and direct chats in which something for the bot may have been said.</summary>
    private async Task<IReadOnlyList<string>> ChatsAsync(Action<string, string?> onProblem, CancellationToken cancellationToken)
    {
        var (chats, named) = (new List<string>(), new List<(string, string)>());
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await CallAsync("users.conversations", "channels", "", onProblem, [("types", "public_channel,private_channel,mpim,im"), ("exclude_archived", "true"), ("limit", "200"), ("cursor", cursor)], cancellationToken);
            if (SlackApi.Elements(answer, "channels") is not { } read)
            {
                onProblem("", $"Which channels the bot is in could not be read ({Said(answer)}): what was said while nothing was heard may be missing.");
                break;
            }

            var listed = read.Select(chat => SlackApi.ReadOne(chat, SlackJson.Default.SlackConversation)).OfType<SlackConversation>().Where(chat => SlackAddress.IsId(chat.Id)).ToList();
            named.AddRange(listed.Where(chat => chat is { IsIm: false, IsMpim: false, Name.Length: > 0 }).Select(chat => (chat.Id!, chat.Name!)));
            chats.AddRange(listed.Select(chat => chat.Id!).Where(id => SlackAddress.IsDirectChat(id) || options.AllowedGroups.Contains(id, StringComparer.Ordinal)));
            cursor = SlackApi.Text(answer, "response_metadata", "next_cursor");
            if (cursor is null)
                break;
        }

        OnListed?.Invoke(named);
        return chats;
    }

    /// <summary>The newest message of a channel: by Slack's clock, not by ours.</summary>
    private async Task<string> NewestAsync(string chat, Action<string, string?> onProblem, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("conversations.history", "messages", chat, onProblem, [("channel", chat), ("limit", "1")], cancellationToken);
        return SlackApi.Elements(answer, "messages") switch
        {
            [var first, ..] when SlackApi.ReadOne(first, SlackJson.Default.SlackMessage)?.Ts is { } newest && SlackTs.IsValid(newest) => newest,
            [] => SlackTs.At(DateTimeOffset.UnixEpoch),
            _ => SlackTs.At(time.GetUtcNow()),
        };
    }

    private async Task ReadAsync(string chat, string last, SlackProgress progress, Dictionary<(string, string), (SlackMessage, JsonElement, bool)> found, Dictionary<(string, string), SlackMessage> begins, Action<JsonElement> onBroken, Action<string, string?> onProblem, CancellationToken cancellationToken)
    {
        var begin = progress.BeginOf(chat);
        var from = Before(last, begin);
        var roots = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (message, raw) in await PagesAsync("conversations.history", [("channel", chat), ("oldest", from), ("inclusive", "true")], chat, onBroken, onProblem, cancellationToken))
        {
            // Where the channel was first seen a thread may begin; the message itself was said before.
            if (begin is null || SlackTs.Compare(message.Ts!, begin) > 0)
                Add(message, raw);
            if (message.LatestReply is { } latest && SlackTs.IsValid(latest) && SlackTs.Compare(latest, from) > 0)
                roots[message.Ts!] = from;
        }

        var oldest = SlackTs.At(time.GetUtcNow() - ThreadsLiveFor);
        foreach (var root in progress.ThreadsOf(chat))
        {
            if (progress.Of(chat, root) is { } answered && SlackTs.Compare(answered, oldest) > 0)
                roots[root] = Before(answered, begin);
        }

        foreach (var (root, since) in roots)
        {
            foreach (var (message, raw) in await PagesAsync("conversations.replies", [("channel", chat), ("ts", root), ("oldest", since)], chat, onBroken, onProblem, cancellationToken))
            {
                // The first message comes with its answers, however old it is.
                if (message.Ts == root)
                    begins[(chat, root)] = message;
                else
                    Add(message, raw);
            }
        }

        void Add(SlackMessage message, JsonElement raw)
        {
            var known = message.ThreadTs is { } root && root != message.Ts ? progress.Of(chat, root) ?? last : last;
            var isEdit = SlackTs.Compare(message.Ts!, known) <= 0 && message.Edited?.Ts is { } edited && SlackTs.IsValid(edited) && SlackTs.Compare(edited, known) > 0;
            found[(chat, message.Ts!)] = (message, raw, isEdit);
        }
    }

    private async Task<List<(SlackMessage Message, JsonElement Raw)>> PagesAsync(string method, (string, string?)[] parameters, string chat, Action<JsonElement> onBroken, Action<string, string?> onProblem, CancellationToken cancellationToken)
    {
        var messages = new List<(SlackMessage Message, JsonElement Raw)>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await CallAsync(method, "messages", chat, onProblem, [.. parameters, ("limit", Page.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)], cancellationToken);
            if (SlackApi.Elements(answer, "messages") is not { } read)
            {
                if (answer is not SlackAnswer.Refused { Error: "thread_not_found" })
                    onProblem(chat, $"What was said in {Named(chat)} while nothing was heard could not be read ({Said(answer)}).");
                break;
            }

            foreach (var raw in read)
            {
                if (SlackApi.ReadOne(raw, SlackJson.Default.SlackMessage) is { } message && SlackTs.IsValid(message.Ts))
                    messages.Add((message, raw));
                else
                    onBroken(raw);
            }

            cursor = SlackApi.Text(answer, "response_metadata", "next_cursor");
            if (cursor is null)
                break;
        }

        return messages;
    }

    /// <summary>Reads, as long as it takes: what reads may be done again, and what is left out would be lost.</summary>
    private async Task<SlackAnswer> CallAsync(string method, string list, string chat, Action<string, string?> onProblem, (string, string?)[] parameters, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await api.CallAsync(method, parameters, times.Request, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var wait = answer switch
            {
                SlackAnswer.Refused { IsLimit: true, After: { } after } when after <= LongestLimit => after,
                // One chat at which Slack fails inside, each time, does not hold up all others.
                SlackAnswer.Refused { IsOutage: true } when tries >= MostOutages => null,
                SlackAnswer.Refused { IsOutage: true } or SlackAnswer.Lost or SlackAnswer.NotSent => times.Before(tries),
                // An answer without its list is not an empty one.
                SlackAnswer.Done when SlackApi.Elements(answer, list) is null && tries < MostOdd => times.Before(tries),
                _ => (TimeSpan?)null,
            };
            if (wait is not { } pause)
            {
                if (tries > Patience && answer is SlackAnswer.Done)
                    onProblem(chat, null);
                return answer;
            }

            if (tries == Patience)
                onProblem(chat, $"What was said in {Named(chat)} while nothing was heard cannot be read yet ({Said(answer)}). It is tried again.");
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static string Named(string chat) => chat.Length == 0 ? "the channels" : SlackAddress.IsDirectChat(chat) ? $"the direct chat {chat}" : $"the channel {chat}";

    private static string Said(SlackAnswer answer) => answer is SlackAnswer.Done ? "Slack's answer has no list" : answer.Said;

    /// <summary>A while before a message, but not before the channel was first seen.</summary>
    private string Before(string last, string? begin)
    {
        var early = SlackTs.TimeOf(last) - times.Overlap;
        var from = SlackTs.At(early > DateTimeOffset.UnixEpoch ? early : DateTimeOffset.UnixEpoch);
        return begin is null ? from : SlackTs.Later(begin, from);
    }
}
