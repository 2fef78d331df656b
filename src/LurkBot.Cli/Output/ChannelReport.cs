using System.Globalization;
using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Remote;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>The channels: what is set, and what the running gateway hears; for people never "connected", but when the platform was heard.</summary>
internal static class ChannelReport
{
    /// <summary>So many reasons of refused messages are told.</summary>
    private const int Reasons = 5;

    /// <summary>Asks the gateway, where one runs.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public static async Task<IReadOnlyList<ChannelJson>> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        var (client, why) = await GatewayClient.FindAnyAsync(host.Services, host.Options.Of<GatewayOptions>(), cancellationToken);
        using (client)
        {
            var (heard, problem) = client is null ? ([], why) : await AskAsync(client, cancellationToken);
            var runs = client is not null || GatewayRecord.IsLocked(host.Options.Home);
            return [.. Platforms.Names.Select(name => Of(host.Options.Of<ChannelsOptions>().For(name), name, runs, heard.FirstOrDefault(channel => channel.Name == name), Platforms.FindMissing(host, name), problem, client is not null))];
        }
    }

    /// <summary>One line of what a channel does.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="now">The time.</param>
    public static string Summary(ChannelJson channel, DateTimeOffset now) => channel switch
    {
        { State: { } state } => $"{(channel.Bot is { } bot ? bot + ", " : "")}{(state is "connected" ? "" : state + ", ")}{Heard(channel, now)}",
        { Configured: false } => $"not set up. To set it up, run: lurkbot channels add {channel.Name}",
        { Enabled: false } => $"off (LURKBOT_{channel.Name.ToUpperInvariant()}__ENABLED is false)",
        { Detail: { } missing, GatewayRuns: false } => missing,
        { GatewayRuns: false } => "the gateway does not run. To start it, run: lurkbot gateway start --daemon",
        _ => channel.Detail ?? "the gateway does not answer",
    };

    /// <summary>Everything that is known of a channel, a line each.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<string> Details(ChannelJson channel, DateTimeOffset now)
    {
        yield return Shown($"{channel.Name}: {Summary(channel, now)}");
        if (channel.Configured)
            yield return Line("Owner", channel.Owners.Count == 0 ? $"not set (LURKBOT_{channel.Name.ToUpperInvariant()}__OWNER)" : string.Join(", ", channel.Owners));
        if (channel.State is null)
            yield break;
        if (channel.Detail is { } detail)
            yield return Line("Problem", detail);
        yield return Line("Last event", channel.LastEvent is { } last ? Ago(last, now) : "none since the gateway started");
        yield return Line("Pending", $"{Plural.Of(channel.ToAnswer ?? 0, "message")} to answer, {Plural.Of(channel.ToSend ?? 0, "part")} to send");
        if (channel.ToDecide is > 0 and var open)
            yield return Line("Uncertain", $"{Plural.Of(open, "message")} of the last 24 hours failed or may not have been sent. To see and decide, run: lurkbot deliveries");
        if (channel.Refused is { Count: > 0 } refused)
            yield return Line("Refused", $"{Plural.Of(refused.Values.Sum(), "message")} in the last 24 hours: {string.Join("; ", refused.GroupBy(pair => Short(pair.Key), StringComparer.Ordinal).Select(reason => (reason.Key, Count: reason.Sum(pair => pair.Value))).OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Key, StringComparer.Ordinal).Take(Reasons).Select(reason => $"{reason.Key} ({reason.Count})"))}. To see them, run: lurkbot deliveries --state refused");
        if (channel.WaitsUntil is { } until)
            yield return Line("Rate limited", $"sends again at {until.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}");
    }

    /// <summary>A reason without its details, by which refused messages are counted.</summary>
    private static string Short(string reason)
    {
        var end = reason.IndexOfAny([':', '.']);
        return end < 0 ? reason : reason[..end];
    }

    /// <summary>When the platform was heard.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="now">The time.</param>
    public static string Heard(ChannelJson channel, DateTimeOffset now) => channel.LastHeard is { } last ? "heard " + Ago(last, now) : "not heard yet";

    private static string Ago(DateTime time, DateTimeOffset now)
    {
        var age = now.UtcDateTime - time;
        var (count, unit) = age switch
        {
            { TotalMinutes: < 2 } => (Math.Max(0, age.TotalSeconds), "s"),
            { TotalHours: < 2 } => (age.TotalMinutes, "min"),
            { TotalDays: < 2 } => (age.TotalHours, "h"),
            _ => (age.TotalDays, "days"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(count):0} {unit} ago");
    }

    private static async Task<(IReadOnlyList<WireChannel> Channels, string? Problem)> AskAsync(GatewayClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetAsync("/api/channels", WireJson.Default.IReadOnlyListWireChannel, cancellationToken), null);
        }
        catch (LurkBotException e)
        {
            return ([], e.Message);
        }
    }

    private static ChannelJson Of(ChannelOptions options, string name, bool runs, WireChannel? heard, string? missing, string? problem, bool answers) => new()
    {
        Name = name,
        Configured = options.BotToken is not null || heard is not null,
        Enabled = options.IsUsed || heard is not null,
        Owners = options.Owners,
        GatewayRuns = runs,
        State = heard?.State,
        Bot = heard?.Bot,
        Account = heard?.Account,
        LastHeard = heard?.LastHeard?.UtcDateTime,
        LastEvent = heard?.LastEvent?.UtcDateTime,
        ToAnswer = heard?.ToAnswer,
        ToSend = heard?.ToSend,
        ToDecide = heard?.ToDecide,
        Refused = heard?.Refused,
        WaitsUntil = heard?.WaitsUntil?.UtcDateTime,
        Detail = heard is not null ? heard.Detail
            : missing is not null ? missing
            : options.IsUsed && runs ? problem ?? (answers ? "the gateway was started without it. Restart the gateway: lurkbot gateway stop, then lurkbot gateway start --daemon" : "the gateway does not answer")
            : null,
    };

    private static string Line(string name, string value) => Shown($"  {name,-13} {value}");

    private static string Shown(string text) => TerminalText.Sanitize(text, keepNewlines: false);
}
