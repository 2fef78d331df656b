using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Tools;

/// <summary>
/// What a turn has read from outside. Such text may have asked for what the model does next: earlier approvals do not apply then, and an
/// address of a new host, which could carry away what was read, is asked about.
/// </summary>
internal sealed class OutsideText
{
    private readonly HashSet<string> hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> asked = [];

    /// <summary>Whether there is any.</summary>
    public bool HasAny { get; private set; }

    /// <summary>Looks through a turn.</summary>
    /// <param name="messages">The messages that it answers.</param>
    /// <param name="since">The session's entries from the first of them on.</param>
    /// <param name="hasRecalled">Whether text of lower trust was recalled before it.</param>
    public static OutsideText In(IReadOnlyList<UserEntry> messages, IReadOnlyList<Entry> since, bool hasRecalled = false)
    {
        var (found, addresses) = (new OutsideText(), new Dictionary<string, string>(StringComparer.Ordinal));
        found.asked.AddRange(messages.Where(message => message.HasStandingApprovals && message.Sender?.Trust == Sessions.Trust.Full).Select(message => message.Content));
        // What another session or a model's schedule says is not the owner's word, whoever it is on behalf of.
        found.HasAny = hasRecalled || messages.Any(message => !message.HasStandingApprovals);
        foreach (var entry in since)
        {
            if (entry is AssistantEntry step)
            {
                foreach (var call in step.ToolCalls.Where(call => call.Name is "web_fetch"))
                    addresses[call.Id] = AddressIn(call.Arguments);
            }
            else if (entry is ToolEntry { Name: "sessions_history" or "sessions_search" or "sessions_send", Error: false } or ToolEntry { Name: SubagentSource.Tool })
            {
                found.HasAny = true;
            }
            else if (entry is ToolEntry { Name: "web_fetch", Error: false } result)
            {
                found.HasAny = true;
                if (HostOf(addresses.GetValueOrDefault(result.ToolCallId)) is { } host)
                    found.hosts.Add(host);
            }
        }

        return found;
    }

    /// <summary>Whether neither the owner's message named an address's host, nor this turn has read it.</summary>
    /// <param name="address">The address.</param>
    public bool IsNew(string address) => HostOf(address) is not { } host || !(hosts.Contains(host) || asked.Exists(text => Names(text, host)));

    private static string? HostOf(string? address) => Uri.TryCreate(address?.Trim(), UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : null;

    private static string AddressIn(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("url"u8, out var url) && url.ValueKind == JsonValueKind.String ? url.GetString()! : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>Whether a host stands in a text by itself, not as a part of another.</summary>
    private static bool Names(string text, string host)
    {
        for (var at = text.IndexOf(host, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(host, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var (before, end) = (at == 0 ? ' ' : text[at - 1], at + host.Length);
            var isWhole = end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] is '-' || (text[end] == '.' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1])));
            if (!char.IsLetterOrDigit(before) && before is not ('.' or '-') && isWhole)
                return true;
        }

        return false;
    }
}
