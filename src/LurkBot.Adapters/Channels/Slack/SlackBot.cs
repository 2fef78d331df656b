namespace LurkBot.Channels;

/// <summary>The bot, as Slack knows it.</summary>
/// <param name="Account">Its id as a member of the workspace, the account of all its chats.</param>
/// <param name="BotId">Its id as a program.</param>
/// <param name="Team">The workspace.</param>
/// <param name="Enterprise">The organization of the workspace; null for none.</param>
/// <param name="Name">Its name, without an @; null when it has none.</param>
internal sealed record SlackBot(string Account, string? BotId, string Team, string? Enterprise, string? Name)
{
    /// <summary>Whether something was done by the bot itself.</summary>
    /// <param name="user">The member who did it; null for none.</param>
    /// <param name="program">The program that did it; null for none.</param>
    public bool Is(string? user, string? program) => (user is not null && user == Account) || (program is not null && program == BotId);

    /// <summary>Reads the answer to <c>auth.test</c>.</summary>
    /// <returns>Null when it does not say who the bot is.</returns>
    public static SlackBot? From(SlackAnswer answer) => SlackApi.Text(answer, "user_id") is { } user && SlackApi.Text(answer, "team_id") is { } team
        ? new SlackBot(user, SlackApi.Text(answer, "bot_id"), team, SlackApi.Text(answer, "enterprise_id"), SlackApi.Text(answer, "user"))
        : null;
}
