using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>A chat on Discord.</summary>
/// <param name="Stage">The server.</param>
/// <param name="Letter">What its messages are named with.</param>
/// <param name="Room">The channel, thread or direct chat.</param>
/// <param name="Person">Who writes there.</param>
/// <param name="Session">The key of its session.</param>
internal sealed record DiscordKillChat(DiscordStage Stage, char Letter, DiscordRoom Room, DiscordAccount Person, string Session)
    : KillChat(Letter, Session, new DeliveryTarget("discord", Stage.Bot.Id, Room.IsDirect ? Person.Id : Room.Parent?.Id ?? Room.Id, Room.Parent is null ? null : Room.Id))
{
    /// <inheritdoc/>
    public override IReadOnlyList<KillShown> Shown => [.. Stage.Server.Answers(Room).Where(post => post.EphemeralFor is null).Select(post => new KillShown(post.Id, post.Content))];

    /// <inheritdoc/>
    public override string Say(string text)
    {
        var post = Stage.Server.Say(Room, Person, Room.IsDirect ? text : $"{Stage.Bot.Account.Mention} {text}");
        return new MessageSource("discord", Stage.Bot.Id, Room.Id, post.Id, MessageSource.First).ToString();
    }
}
