using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>A chat in which people write while the gateway is killed.</summary>
/// <param name="Letter">What its messages are named with.</param>
/// <param name="Session">The key of its session.</param>
/// <param name="Target">Where its replies go.</param>
internal abstract record KillChat(char Letter, string Session, DeliveryTarget Target)
{
    /// <summary>What the bot wrote there, as people see it, oldest first.</summary>
    public abstract IReadOnlyList<KillShown> Shown { get; }

    /// <summary>A person writes to the bot.</summary>
    /// <param name="text">What.</param>
    /// <returns>The name of the message in the ledger and in its session.</returns>
    public abstract string Say(string text);
}
