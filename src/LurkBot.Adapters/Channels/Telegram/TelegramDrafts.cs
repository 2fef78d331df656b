using System.Collections.Concurrent;
using Telegram.Bot.Requests;
using Telegram.Bot.Types.Enums;

namespace LurkBot.Channels;

/// <summary>Shows unfinished replies as drafts, with Telegram's own button to stop them (CHANNELS T34, T37). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="pace">Keeps to Telegram's pace.</param>
/// <param name="times">How long it waits.</param>
internal sealed class TelegramDrafts(TelegramApi api, TelegramState state, TelegramPace pace, TelegramTimes times)
{
    private const int KeptChats = 1000;

    private readonly ConcurrentDictionary<long, bool> without = new();
    private volatile bool hasNone;

    /// <summary>Shows a draft.</summary>
    /// <param name="chat">Where.</param>
    /// <param name="draft">Its number.</param>
    /// <param name="preview">What there is of the reply.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there are no drafts there.</returns>
    public async ValueTask<bool> ShowAsync(PlatformChat chat, long draft, RenderedPart preview, CancellationToken cancellationToken)
    {
        if (hasNone || chat.Kind != PlatformChatKind.Direct || TelegramAddress.TryParse(chat.Target) is not { Chat: > 0 } address || without.ContainsKey(address.Chat))
            return false;
        // The next draft shows what this one leaves out.
        if (pace.FloodOf(address.Chat) is not null || !pace.TryTake(address.Chat))
            return true;
        var answer = await api.CallAsync(Request(address, draft, preview.Markup, ParseMode.Html), times.Request, cancellationToken);
        if (answer is TelegramAnswer.Refused { Code: 400 } refused && refused.Says("can't parse"))
            answer = await api.CallAsync(Request(address, draft, preview.Plain, ParseMode.None), times.Request, cancellationToken);
        return answer switch
        {
            TelegramAnswer.Refused { Code: 404 } unknown when unknown.Description.Contains("method", StringComparison.OrdinalIgnoreCase) => !(hasNone = true),
            TelegramAnswer.Refused { Code: 429 } flood => Flooded(flood, address),
            TelegramAnswer.Refused { Code: 400 } peer when peer.Says("PEER_INVALID") => Without(address.Chat),
            TelegramAnswer.Refused { Code: < 500 } => false,
            _ => true,
        };
    }

    private static SendMessageDraftRequest Request(TelegramAddress address, long draft, string text, ParseMode mode) => new()
    {
        ChatId = address.Chat,
        MessageThreadId = address.Thread,
        DraftId = draft,
        Text = text,
        ParseMode = mode,
        CanStop = true,
    };

    private bool Flooded(TelegramAnswer.Refused flood, TelegramAddress address)
    {
        state.Health.Waits(pace.Flood(address.Chat, flood.After ?? times.FirstWait));
        return true;
    }

    private bool Without(long chat)
    {
        if (without.Count >= KeptChats)
            without.Clear();
        without[chat] = true;
        return false;
    }
}
