namespace LurkBot.Channels;

/// <summary>How events are looked at.</summary>
/// <param name="Bot">The bot.</param>
/// <param name="RepliesInThread">Whether a mention outside threads opens one (RULES LE11).</param>
/// <param name="AnswersAll">Whether a message in a group is answered without a mention.</param>
/// <param name="PersonOf">What is known of a person.</param>
/// <param name="IsOurs">Whether the bot takes part in a thread: channel, first message.</param>
internal sealed record SlackView(SlackBot Bot, bool RepliesInThread, bool AnswersAll, Func<string, SlackPerson?> PersonOf, Func<string, string, bool> IsOurs)
{
    /// <summary>The message with which a thread begins: channel, its id; null where it was not asked for.</summary>
    public Func<string, string, SlackMessage?> BeginningOf { get; init; } = static (_, _) => null;
}
