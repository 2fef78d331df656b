namespace LurkBot.Channels;

/// <summary>What Slack says of a bot.</summary>
/// <param name="Bot">The bot.</param>
/// <param name="Workspace">The workspace, for people.</param>
/// <param name="Scopes">The scopes of its token; null when Slack did not tell them.</param>
internal sealed record SlackIdentity(SlackBot Bot, string Workspace, IReadOnlyList<string>? Scopes)
{
    /// <summary>How people name it.</summary>
    public string Handle => Bot.Name is { } name ? "@" + name : "bot " + Bot.Account;
}
