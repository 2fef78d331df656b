using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>Asks for what the gateway did not tell: channels, servers, and messages that came while no one listened (CHANNELS D31). Not thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="times">How long it waits.</param>
internal sealed class DiscordHistory(DiscordApi api, DiscordState state, DiscordTimes times)
{
    private const int Page = 100, MostPages = 100, Patience = 5;

    private readonly Dictionary<Snowflake, int> failures = [];

    private DiscordPatience Patient => new(TimeSpan.FromMinutes(5), times.Request);

    /// <summary>Asks for what an event's channel and server are, where that is not known.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="guild">The server; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">Discord did not tell now.</exception>
    public async ValueTask LearnAsync(Snowflake channel, Snowflake? guild, CancellationToken cancellationToken)
    {
        if (guild is { } id && !state.Places.Knows(id))
            state.Places.Put(await AskAsync($"/guilds/{id}", DiscordJson.Default.DiscordGuild, cancellationToken) ?? new DiscordGuild(id, false, null, null, null, null, null));
        // A direct chat is known by its first message.
        if (guild is not null && state.Places.Find(channel) is null && await AskAsync($"/channels/{channel}", DiscordJson.Default.DiscordRoom, cancellationToken) is { } room)
            state.Places.Put(room with { GuildId = room.GuildId ?? guild });
    }

    /// <summary>Asks for what a channel is, where that is not known.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the bot does not see it any more.</returns>
    /// <exception cref="LurkBotException">Discord did not tell now.</exception>
    public async ValueTask<DiscordRoom?> LearnAsync(Snowflake channel, CancellationToken cancellationToken)
    {
        if (state.Places.Find(channel) is { } known)
            return known;
        if (await AskAsync($"/channels/{channel}", DiscordJson.Default.DiscordRoom, cancellationToken) is not { } room)
            return null;
        state.Places.Put(room);
        if (room.GuildId is { } guild)
            await LearnAsync(channel, guild, cancellationToken);
        return room;
    }

    /// <summary>Asks for the active threads of a server.</summary>
    /// <param name="guild">The server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">Discord did not tell now.</exception>
    public async Task LearnThreadsAsync(Snowflake guild, CancellationToken cancellationToken)
    {
        foreach (var thread in (await AskAsync($"/guilds/{guild}/threads/active", DiscordJson.Default.DiscordThreads, cancellationToken))?.Threads ?? [])
            state.Places.Put(thread with { GuildId = guild });
    }

    /// <summary>The messages of a chat after a time.</summary>
    /// <param name="room">The chat.</param>
    /// <param name="after">What comes after it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The messages as they came, each for itself, oldest first; none of a chat that cannot be read, which is noted. One without an id has that of the page before.</returns>
    /// <exception cref="LurkBotException">Discord did not tell now.</exception>
    public async Task<IReadOnlyList<(Snowflake Id, JsonElement Raw)>> ReadAsync(DiscordRoom room, Snowflake after, CancellationToken cancellationToken)
    {
        try
        {
            var (read, problem) = await PagesAsync(room.Id, after, cancellationToken);
            failures.Remove(room.Id);
            Note(room, problem);
            return read;
        }
        catch (LurkBotException e)
        {
            Note(room, $"{e.Message} It is tried again.");
            failures[room.Id] = failures.GetValueOrDefault(room.Id) + 1;
            // One chat that Discord cannot read, while it answers otherwise, does not hold up all others.
            if (failures[room.Id] < Patience || await CallAsync("/users/@me", cancellationToken) is not DiscordAnswer.Done)
                throw new LurkBotException($"the history of {Named(room)}: {e.Message}", e);
            failures.Remove(room.Id);
            Note(room, $"{e.Message} It is missing.");
            return [];
        }
    }

    private async Task<(IReadOnlyList<(Snowflake Id, JsonElement Raw)> Read, string? Problem)> PagesAsync(Snowflake room, Snowflake after, CancellationToken cancellationToken)
    {
        var found = new List<(Snowflake Id, JsonElement Raw)>();
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await CallAsync($"/channels/{room}/messages?after={after}&limit={Page}", cancellationToken);
            if (answer.Elements() is not { } messages)
            {
                // An answer without a list is not an empty list: it is asked for again. A chat that is not there any more has nothing.
                return !IsNothing(answer) ? throw Unanswered(answer) : (InOrder(), answer is DiscordAnswer.Refused { Status: 404 } ? null : $"Discord does not let the bot read it ({answer.Said}).");
            }

            var before = after;
            found.AddRange(messages.Select(message => (Snowflake.In(message, "id") ?? before, message)));
            after = messages.Select(message => Snowflake.In(message, "id") ?? before).Append(before).Max();
            if (messages.Count < Page || after == before)
                return (InOrder(), null);
        }

        return (InOrder(), "More was said there than is read back.");

        IReadOnlyList<(Snowflake Id, JsonElement Raw)> InOrder() => [.. found.OrderBy(message => message.Id)];
    }

    private void Note(DiscordRoom room, string? problem) =>
        state.Health.NoteHistory(room.Id.ToString(), problem is null ? null : $"What was said in {Named(room)} while LurkBot was away could not be read: {problem}");

    private static string Named(DiscordRoom room) => room.Name is { Length: > 0 } name ? $"#{Text.TerminalText.Sanitize(name, keepNewlines: false)} ({room.Id})" : $"the direct chat {room.Id}";

    /// <summary>Asks until there is an answer.</summary>
    /// <returns>Null when Discord says that there is no such thing for the bot.</returns>
    private async Task<T?> AskAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await CallAsync(path, cancellationToken);
        return answer.Read(type) ?? (answer is DiscordAnswer.Done || IsNothing(answer) ? null : throw Unanswered(answer));
    }

    private async Task<DiscordAnswer> CallAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(HttpMethod.Get, path, null, Patient, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return answer;
    }

    private static bool IsNothing(DiscordAnswer answer) => answer is DiscordAnswer.Refused { Status: 400 or 403 or 404 };

    private static LurkBotException Unanswered(DiscordAnswer answer) =>
        new(answer is DiscordAnswer.Done ? "Discord's answer is not a list of messages." : $"Discord does not answer: {answer.Said}.");
}
