using System.Globalization;
using System.Text.Json;
using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>
/// Answers commands and presses at once, and knows for a while how they are answered in full: Discord gives three seconds for the first answer, and fifteen
/// minutes for the rest (CHANNELS D36). How commands are answered is kept, so that another process can (CHANNELS D37). Once it is too late, the first answer, in which Discord
/// says "thinking", is deleted as any message of the bot's. Thread-safe.
/// </summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class DiscordInteractions(DiscordApi api, TimeProvider time, DiscordTimes times)
{
    private const string Cursor = "interactions";
    private const int Kept = 1000, Saved = 200;
    private const int CommandGiven = 2, ButtonPressed = 3;
    private const int AnswersLater = 5, ChangesLater = 6, Ephemeral = 1 << 6;
    private const int AlreadyAnswered = 40060;

    /// <summary>So long a first answer that is to be deleted is kept in mind.</summary>
    private static readonly TimeSpan DeletesFor = TimeSpan.FromDays(1);

    /// <summary>The first answer does not wait longer for the disk.</summary>
    private static readonly TimeSpan LongestSave = TimeSpan.FromSeconds(1);

    /// <summary>Discord accepts the first answer within three seconds; the network needs part of that.</summary>
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(2.5), BetweenTries = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Dictionary<Snowflake, Open> open = [];
    private Task saves = Task.CompletedTask;
    private IChannelInbox? store;
    private string saved = "";

    /// <summary>Whether what an earlier process kept has been read.</summary>
    public bool IsRestored { get; private set; }

    /// <summary>Reads what an earlier process kept.</summary>
    /// <param name="inbox">Keeps it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RestoreAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        try
        {
            store = inbox;
            saved = await inbox.ReadCursorAsync(Cursor, cancellationToken) ?? "";
            lock (gate)
            {
                foreach (var line in saved.Split('\n'))
                {
                    if (line.Split(' ') is [var id, var application, var token, var at, .. var shown, var mark] && Snowflake.TryParse(id) is { } known && Snowflake.TryParse(application) is { } its && token.Length > 0 && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
                        open.TryAdd(known, new Open(its, token, DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())), IsCommand: true) { IsLeft = true, IsTaken = mark != "-", IsOver = mark == "x", Shown = shown is [var place] ? PlaceOf(place) : null });
                }
            }

            // What is too old by now goes.
            await SaveAsync();
        }
        catch (LurkBotException)
        {
            // The ledger cannot be read: answers are messages.
        }

        IsRestored = true;
    }

    /// <summary>Begins to answer; returns at once.</summary>
    /// <param name="data">The interaction, as the gateway told it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public void Begin(JsonElement data, CancellationToken cancellationToken)
    {
        DiscordInteraction? interaction;
        try
        {
            interaction = data.Deserialize(DiscordJson.Default.DiscordInteraction);
        }
        catch (JsonException)
        {
            return;
        }

        if (interaction is not { Token: { Length: > 0 } token, Type: CommandGiven or ButtonPressed })
            return;
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (open.Count >= Kept)
            {
                foreach (var (id, old) in open.ToList())
                {
                    if (now - old.At > times.Interaction || open.Count >= Kept * 2)
                        open.Remove(id);
                }
            }

            // What an earlier process began to answer comes again.
            if (open.TryGetValue(interaction.Id, out var known) && !known.IsLeft)
                return;
            known = open[interaction.Id] = new Open(interaction.ApplicationId, token, known?.At ?? now, interaction.Type == CommandGiven) { Shown = known?.Shown };
            known.IsDeferred = Task.Run(() => DeferAsync(interaction, token, cancellationToken), CancellationToken.None);
        }
    }

    /// <summary>Commands that an earlier process began to answer, and did not take; they have not come again.</summary>
    public IReadOnlyList<Snowflake> Left
    {
        get
        {
            lock (gate)
                return [.. open.Where(pair => pair.Value is { IsLeft: true, IsTaken: false }).Select(pair => pair.Key).Order()];
        }
    }

    /// <summary>Commands were taken: whatever becomes of them, they are answered.</summary>
    /// <param name="ids">The interactions.</param>
    public async ValueTask TakenAsync(IEnumerable<Snowflake> ids)
    {
        lock (gate)
        {
            foreach (var id in ids)
            {
                if (open.TryGetValue(id, out var known))
                    known.IsTaken = true;
            }
        }

        await SaveAsync();
    }

    /// <summary>Where the full answer to a command goes.</summary>
    /// <param name="id">The interaction.</param>
    /// <returns>The path of the first answer; null when it cannot be used any more: the answer is a message then.</returns>
    public async ValueTask<string?> FindAnswerAsync(Snowflake id) => await FindAsync(id) is { } found ? $"{found}/messages/@original" : null;

    /// <summary>The full answer was given: what follows are messages.</summary>
    /// <param name="id">The interaction.</param>
    public async ValueTask ForgetAsync(Snowflake id)
    {
        lock (gate)
            open.Remove(id);
        await SaveAsync();
    }

    /// <summary>The token is not valid any more: the full answer is a message.</summary>
    /// <param name="id">The interaction.</param>
    public void Expire(Snowflake id)
    {
        lock (gate)
        {
            if (open.TryGetValue(id, out var known))
                known.IsExpired = true;
        }
    }

    /// <summary>The full answer was a message, or there will be none: the first answer, which says "thinking" for ever, is deleted.</summary>
    /// <param name="id">The interaction.</param>
    /// <param name="cancellationToken">Gives up; the next start tries again.</param>
    public async ValueTask EndAsync(Snowflake id, CancellationToken cancellationToken)
    {
        Open? known;
        lock (gate)
        {
            if (!open.TryGetValue(id, out known))
                return;
            known.IsOver = true;
        }

        await known.IsDeferred;
        if (known.Shown is { } shown)
        {
            await SaveAsync();
            var answer = await api.CallAsync(HttpMethod.Delete, $"/channels/{shown.Channel}/messages/{shown.Message}", null, times.Ordinary, cancellationToken);
            if (answer is not (DiscordAnswer.Done or DiscordAnswer.Refused { Status: >= 400 and < 500 and not 429 and not 401 }))
                return;
        }

        await ForgetAsync(id);
    }

    /// <summary>Deletes the first answers that could not be deleted before.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask EndAllAsync(CancellationToken cancellationToken)
    {
        List<Snowflake> over;
        lock (gate)
            over = [.. open.Where(pair => pair.Value.IsOver).Select(pair => pair.Key).Order()];
        foreach (var id in over)
            await EndAsync(id, cancellationToken);
    }

    /// <summary>Tells the person of a press something that only they see; to a command, it is the answer.</summary>
    /// <param name="reference">The interaction.</param>
    /// <param name="text">What.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask TellAsync(string reference, string text, CancellationToken cancellationToken)
    {
        if (Snowflake.TryParse(reference) is not { } id || await FindAsync(id) is not { } path)
            return;
        using var body = DiscordBody.Json(new DiscordPost(text) { Flags = Ephemeral }, DiscordJson.Default.DiscordPost);
        await api.CallAsync(HttpMethod.Post, path, body, times.Ordinary, cancellationToken);
        await ForgetAsync(id);
    }

    private async ValueTask<string?> FindAsync(Snowflake id)
    {
        Open? found;
        lock (gate)
            found = open.GetValueOrDefault(id);
        return found is { IsExpired: false, IsOver: false } && await found.IsDeferred && time.GetUtcNow() - found.At < times.Interaction ? $"/webhooks/{found.Application}/{found.Token}" : null;
    }

    private async Task<bool> DeferAsync(DiscordInteraction interaction, string token, CancellationToken cancellationToken)
    {
        // Kept first: the person sees "thinking" from the first answer on.
        if (interaction.Type == CommandGiven)
            await Task.WhenAny(SaveAsync(), Task.Delay(LongestSave, time, cancellationToken));
        for (var began = time.GetTimestamp(); ;)
        {
            using var body = DiscordBody.Json(new DiscordCallback(interaction.Type == ButtonPressed ? ChangesLater : AnswersLater), DiscordJson.Default.DiscordCallback);
            var answer = await api.CallAsync(HttpMethod.Post, $"/interactions/{interaction.Id}/{Uri.EscapeDataString(token)}/callback?with_response=true", body, times.Hasty, cancellationToken);
            var wait = answer switch
            {
                DiscordAnswer.NotSent unsent => unsent.After ?? BetweenTries,
                DiscordAnswer.Refused { Status: 429 } flood => flood.After ?? BetweenTries,
                _ => (TimeSpan?)null,
            };
            if (interaction.Type == CommandGiven && answer.Read(DiscordJson.Default.DiscordCallbackAnswer)?.Interaction?.ResponseMessageId is { } first && (interaction.ChannelId ?? interaction.Channel?.Id) is { } channel)
                Show(interaction.Id, channel, first);
            if (wait is null || cancellationToken.IsCancellationRequested || time.GetElapsedTime(began) + wait > FirstAnswer)
            {
                // One that an earlier process answered may still be answered in full.
                return answer is DiscordAnswer.Done or DiscordAnswer.Lost or DiscordAnswer.Refused { Code: AlreadyAnswered };
            }

            await Task.Delay(wait.Value, time, CancellationToken.None);
        }
    }

    /// <summary>The first answer is a message, which may have to be deleted.</summary>
    private void Show(Snowflake id, Snowflake channel, Snowflake message)
    {
        lock (gate)
        {
            if (!open.TryGetValue(id, out var known))
                return;
            known.Shown = (channel, message);
        }

        _ = SaveAsync();
    }

    private static (Snowflake Channel, Snowflake Message)? PlaceOf(string text) =>
        text.Split('/') is [var channel, var message] && Snowflake.TryParse(channel) is { } where && Snowflake.TryParse(message) is { } what ? (where, what) : null;

    private Task SaveAsync()
    {
        lock (gate)
            return saves = SaveAfterAsync(saves);
    }

    private async Task SaveAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (store is null || Lines() is var now && now == saved)
                return;
            await store.WriteCursorAsync(Cursor, now, CancellationToken.None);
            saved = now;
        }
        catch (LurkBotException)
        {
            // On a full disk say: it is answered by this process, or by a message.
        }
    }

    private string Lines()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return string.Join('\n', open.Where(pair => pair.Value.IsCommand && now - pair.Value.At < (pair.Value.Shown is null || times.Interaction > DeletesFor ? times.Interaction : DeletesFor)).OrderByDescending(pair => pair.Key).Take(Saved)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value.Application} {pair.Value.Token} {pair.Value.At.ToUnixTimeMilliseconds()} {(pair.Value.Shown is { } shown ? $"{shown.Channel}/{shown.Message} " : "")}{(pair.Value.IsOver ? 'x' : pair.Value.IsTaken ? 't' : '-')}")));
        }
    }

    private sealed record Open(Snowflake Application, string Token, DateTimeOffset At, bool IsCommand)
    {
        /// <summary>Whether the first answer was given.</summary>
        public Task<bool> IsDeferred { get; set; } = Task.FromResult(true);

        /// <summary>Whether an earlier process gave the first answer.</summary>
        public bool IsLeft { get; init; }

        public bool IsTaken { get; set; }

        /// <summary>Whether Discord refused the token.</summary>
        public bool IsExpired { get; set; }

        /// <summary>Whether only the first answer is left, to be deleted.</summary>
        public bool IsOver { get; set; }

        /// <summary>The first answer's message; null while it is not known.</summary>
        public (Snowflake Channel, Snowflake Message)? Shown { get; set; }
    }
}
