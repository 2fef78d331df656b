using System.Globalization;
using LurkBot.Channels;
using LurkBot.Text;

namespace LurkBot.Gateway;

/// <summary>What the platforms have to say in <c>lurkbot gateway status</c>: when they were heard last, never just "connected".</summary>
/// <param name="hub">The platforms.</param>
/// <param name="time">The clock.</param>
internal sealed class ChannelStatus(ChannelHub hub, TimeProvider time) : IStatusPart
{
    /// <inheritdoc/>
    public string Name => "Channels";

    /// <inheritdoc/>
    public string Describe()
    {
        var (answering, waiting) = hub.Turns;
        return string.Join("; ", hub.Channels.Select(Line).Append($"{Plural.Of(answering + waiting, "session")} being answered, {Plural.Of(hub.Sending, "part")} to send"));
    }

    private string Line(IChannel channel)
    {
        var health = channel.Health;
        var heard = health.LastHeard is { } last ? string.Create(CultureInfo.InvariantCulture, $"heard {(time.GetUtcNow() - last).TotalSeconds:0} s ago") : "not heard yet";
        var waits = health.WaitsUntil is { } until && until > time.GetUtcNow() ? $", sends again at {until.LocalDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}" : "";
        // Whether it is connected shows in when it was heard.
        var state = health.State is "connected" ? "" : $" {health.State},";
        return $"{channel.Name}{(health.Name is { } name ? $" as {name}" : "")}:{state} {heard}{waits}{(health.Detail is { } detail ? $" ({detail})" : "")}";
    }
}
