using System.Collections.Concurrent;
using System.Globalization;
using LurkBot.Delivery;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>Who administers groups: asked only for commands, and believed for some minutes. Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class TelegramAdministrators(TelegramApi api, TimeProvider time, TelegramTimes times)
{
    private const int KeptGroups = 1000;
    private static readonly TimeSpan LongestAsk = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (IReadOnlySet<string> Ids, DateTimeOffset At)> groups = new(StringComparer.Ordinal);

    /// <summary>Marks the commands of administrators in groups.</summary>
    /// <param name="events">Events.</param>
    /// <param name="cancellationToken">Gives up; no one is marked then.</param>
    public async ValueTask<IReadOnlyList<PlatformEvent>> MarkAsync(IReadOnlyList<PlatformEvent> events, CancellationToken cancellationToken)
    {
        PlatformEvent[]? marked = null;
        using var late = new CancellationTokenSource(LongestAsk, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is not PlatformEvent.Message { Command: not null, Chat.Kind: PlatformChatKind.Group, Sender.IsAnonymous: false } message
                || !(await OfAsync(message.Chat.Target, either.Token)).Contains(message.Sender.Id))
                continue;
            marked ??= [.. events];
            marked[i] = message with { Sender = message.Sender with { IsAdministrator = true } };
        }

        return marked ?? events;
    }

    private async ValueTask<IReadOnlySet<string>> OfAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (groups.TryGetValue(target.Chat, out var known) && now - known.At < times.Administrators && now >= known.At)
            return known.Ids;
        var answer = await api.CallAsync(new GetChatAdministratorsRequest { ChatId = long.Parse(target.Chat, CultureInfo.InvariantCulture) }, times.Request, cancellationToken);
        // Where the platform did not say, no one counts as an administrator, and it is asked again the next time.
        if (TelegramApi.Read<ChatMember[]>(answer) is not { } members)
            return new HashSet<string>(StringComparer.Ordinal);
        var ids = members.Where(member => member?.User is not null).Select(member => member.User.Id.ToString(CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal);
        if (groups.Count >= KeptGroups)
            groups.Clear();
        groups[target.Chat] = (ids, now);
        return ids;
    }
}
