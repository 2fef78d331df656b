using System.Text.Json;
using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>
/// Answers commands and presses at once, and knows for a while how they are answered in full: Discord gives three seconds for the first answer, and fifteen
/// minutes for the rest (CHANNELS D36). Thread-safe.
/// </summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class DiscordInteractions(DiscordApi api, TimeProvider time, DiscordTimes times)
{
    private const int Kept = 1000;
    private const int CommandGiven = 2, ButtonPressed = 3;
    private const int AnswersLater = 5, ChangesLater = 6, Ephemeral = 1 << 6;
    private const int AlreadyAnswered = 40060;

    private readonly Lock gate = new();
    private readonly Dictionary<Snowflake, Open> open = [];

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
                foreach (var (id, known) in open.ToList())
                {
                    if (now - known.At > times.Interaction || open.Count >= Kept * 2)
                        open.Remove(id);
                }
            }

            if (!open.ContainsKey(interaction.Id))
                open[interaction.Id] = new Open(interaction.ApplicationId, token, now, DeferAsync(interaction, token, cancellationToken));
        }
    }

    /// <summary>Where the full answer to a command goes.</summary>
    /// <param name="id">The interaction.</param>
    /// <returns>The path of the first answer; null when it cannot be used any more: the answer is a message then.</returns>
    public async ValueTask<string?> FindAnswerAsync(Snowflake id) => await FindAsync(id) is { } found ? $"{found}/messages/@original" : null;

    /// <summary>The full answer was given: what follows are messages.</summary>
    /// <param name="id">The interaction.</param>
    public void Forget(Snowflake id)
    {
        lock (gate)
            open.Remove(id);
    }

    /// <summary>Tells the person of a press something that only they see.</summary>
    /// <param name="reference">The interaction.</param>
    /// <param name="text">What.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask TellAsync(string reference, string text, CancellationToken cancellationToken)
    {
        if (Snowflake.TryParse(reference) is not { } id || await FindAsync(id) is not { } path)
            return;
        using var body = DiscordBody.Json(new DiscordPost(text) { Flags = Ephemeral }, DiscordJson.Default.DiscordPost);
        await api.CallAsync(HttpMethod.Post, path, body, times.Ordinary, cancellationToken);
        Forget(id);
    }

    private async ValueTask<string?> FindAsync(Snowflake id)
    {
        Open? found;
        lock (gate)
            found = open.GetValueOrDefault(id);
        return found is not null && await found.IsDeferred && time.GetUtcNow() - found.At < times.Interaction ? $"/webhooks/{found.Application}/{found.Token}" : null;
    }

    private async Task<bool> DeferAsync(DiscordInteraction interaction, string token, CancellationToken cancellationToken)
    {
        using var body = DiscordBody.Json(new DiscordCallback(interaction.Type == ButtonPressed ? ChangesLater : AnswersLater), DiscordJson.Default.DiscordCallback);
        var answer = await api.CallAsync(HttpMethod.Post, $"/interactions/{interaction.Id}/{Uri.EscapeDataString(token)}/callback", body, times.Hasty, cancellationToken);
        // One that an earlier process answered may still be answered in full.
        return answer is DiscordAnswer.Done or DiscordAnswer.Lost or DiscordAnswer.Refused { Code: AlreadyAnswered };
    }

    private sealed record Open(Snowflake Application, string Token, DateTimeOffset At, Task<bool> IsDeferred);
}
