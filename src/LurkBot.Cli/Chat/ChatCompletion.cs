using LurkBot.Cli.Commands;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Cli.Chat;

/// <summary>What Tab can add in a chat: commands, names of sessions, names of models, files to attach.</summary>
/// <param name="store">The sessions.</param>
/// <param name="models">Gives the names of models and aliases that are known without asking anybody.</param>
internal sealed class ChatCompletion(ISessionStore store, Func<IEnumerable<string>> models)
{
    private const string Attach = "/attach ";

    /// <summary>For the text before the caret, the texts that could stand in its place, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> CompleteAsync(string text)
    {
        if (!text.StartsWith('/') || text.Contains('\n', StringComparison.Ordinal))
            return [];
        var all = text switch
        {
            _ when text.StartsWith("/session ", StringComparison.Ordinal) => (await SessionsAsync()).Select(info => "/session " + NameOf(info.Key)),
            _ when text.StartsWith("/model ", StringComparison.Ordinal) => (await SessionsAsync())
                .Select(info => info.ChosenModel).Where(model => !string.IsNullOrEmpty(model)).Append("offline").Append("default").Concat(models()).Select(model => "/model " + model),
            _ when text.StartsWith("/queue ", StringComparison.Ordinal) => Enum.GetValues<QueueMode>().Select(QueueModeExtensions.ToText).Append("default").Select(mode => "/queue " + mode),
            _ when text.StartsWith(Attach, StringComparison.Ordinal) => FileCompletion.List(text[Attach.Length..]).Select(file => Attach + file),
            _ => ChatCommands.Names,
        };
        return [.. all.Where(candidate => candidate.StartsWith(text, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The name by which a chat opens a session: a terminal session's own name, else the key.</summary>
    private static string NameOf(SessionKey key) =>
        string.Equals(key.Channel, "cli", StringComparison.Ordinal) && key.Type == SessionType.Main && !key.ChatId.Contains(':', StringComparison.Ordinal) ? key.ChatId : key.ToString();

    private async Task<IReadOnlyList<SessionInfo>> SessionsAsync() => (await store.ListAsync(CancellationToken.None)).Sessions;
}
