namespace LurkBot.Channels;

/// <summary>The bot, as Discord knows it.</summary>
/// <param name="Id">Its id, the account of all its chats.</param>
/// <param name="Name">Its name; null when it has none.</param>
/// <param name="Application">Its application, to which commands belong.</param>
/// <param name="ReadsContent">Whether the Message Content Intent is on: without it, what does not mention the bot comes empty (CHANNELS D12).</param>
internal sealed record DiscordSelf(Snowflake Id, string? Name, Snowflake Application, bool ReadsContent)
{
    /// <summary>The id as the account of chats.</summary>
    public string Account => Id.ToString();
}
