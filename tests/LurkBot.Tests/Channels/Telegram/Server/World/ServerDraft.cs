namespace LurkBot.Tests.Channels;

/// <summary>One state of a streamed draft, as the person saw it.</summary>
internal sealed class ServerDraft
{
    public required long DraftId { get; init; }

    public required int? ThreadId { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required bool CanStop { get; init; }

    public required bool KeepOnStop { get; init; }

    public bool IsRich { get; init; }

    /// <summary>Whether a message of the bot, or the Stop button, has removed it.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Whether it can still be seen: a draft lives for 30 seconds.</summary>
    public bool IsShown(DateTimeOffset now) => !IsRemoved && now - Time < TimeSpan.FromSeconds(30);
}
