using LurkBot.Channels.Wire;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Finds the channel that a target means: a direct chat goes by its person's id. Thread-safe.</summary>
/// <param name="api">Makes requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="times">How long it waits.</param>
internal sealed class DiscordAddress(DiscordApi api, DiscordState state, DiscordTimes times)
{
    /// <summary>The channel of a target, if it is known.</summary>
    /// <param name="target">The target.</param>
    /// <returns>Null when it would have to be asked for.</returns>
    public Snowflake? Find(DeliveryTarget target)
    {
        if (target.Channel != DiscordChannel.ChannelName || Snowflake.TryParse(target.Chat) is not { } chat)
            return null;
        if (target.Thread is not null)
            return Snowflake.TryParse(target.Thread);
        return state.Places.FindDirect(chat) ?? state.Places.Find(chat)?.Id;
    }

    /// <summary>The channel of a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The channel, or why there is none.</returns>
    public async ValueTask<(Snowflake? Channel, DiscordAnswer? Problem)> ResolveAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (Find(target) is { } known)
            return (known, null);
        if (target.Channel != DiscordChannel.ChannelName || target.Thread is not null || Snowflake.TryParse(target.Chat) is not { } chat)
            return (null, new DiscordAnswer.Refused(404, 0, "the address is not one of Discord's"));
        var answer = await api.CallAsync(HttpMethod.Get, $"/channels/{chat}", null, times.Ordinary, cancellationToken);
        if (answer.Read(DiscordJson.Default.DiscordRoom) is { } room)
        {
            state.Places.Put(room);
            return (room.Id, null);
        }

        if (answer is not DiscordAnswer.Refused { Status: 404 })
            return (null, answer is DiscordAnswer.Lost lost ? new DiscordAnswer.NotSent(lost.Why) : answer);
        using var body = DiscordBody.Json(new DiscordRecipient(chat), DiscordJson.Default.DiscordRecipient);
        answer = await api.CallAsync(HttpMethod.Post, "/users/@me/channels", body, times.Ordinary, cancellationToken);
        if (answer.Read(DiscordJson.Default.DiscordRoom) is { } direct)
        {
            state.Places.PutDirect(direct.Id, chat);
            return (direct.Id, null);
        }

        // It gives the one that there is: the same request again is the same.
        return (null, answer is DiscordAnswer.Lost or DiscordAnswer.Done ? new DiscordAnswer.NotSent("Discord did not say where the direct chat is") : answer);
    }
}
