using System.Text.Json;
using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>What the owner approved for good, kept in the home. An unreadable file grants nothing.</summary>
/// <param name="home">LurkBot's home; absolute.</param>
internal sealed class ToolApprovals(string home)
{
    /// <summary>The file's name in the home.</summary>
    public const string FileName = "approvals.json";

    private readonly string path = Path.Combine(home, FileName);

    /// <summary>All of them, in the order in which they were given.</summary>
    public IReadOnlyList<ToolApproval> Read()
    {
        try
        {
            if (!File.Exists(path))
                return [];
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Allows a tool for good.</summary>
    /// <exception cref="LurkBotException">That cannot be kept.</exception>
    public void Add(ToolApproval approval)
    {
        var known = Read();
        if (!known.Contains(approval))
            Write([.. known, approval]);
    }

    /// <summary>Takes approvals back.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="isMeant">Which of them; null for all.</param>
    /// <returns>What was taken back.</returns>
    /// <exception cref="LurkBotException">That cannot be kept.</exception>
    public IReadOnlyList<ToolApproval> Revoke(string tool, Func<ToolApproval, bool>? isMeant)
    {
        var known = Read();
        var revoked = known.Where(approval => string.Equals(approval.Tool, tool, StringComparison.Ordinal) && (isMeant is null || isMeant(approval))).ToList();
        if (revoked.Count > 0)
            Write([.. known.Except(revoked)]);
        return revoked;
    }

    /// <summary>Takes all approvals of a session back.</summary>
    /// <param name="session">The session.</param>
    /// <returns>What was taken back.</returns>
    /// <exception cref="LurkBotException">That cannot be kept.</exception>
    public IReadOnlyList<ToolApproval> End(SessionId session)
    {
        var known = Read();
        var ended = known.Where(approval => approval.Session == session).ToList();
        if (ended.Count > 0)
            Write([.. known.Except(ended)]);
        return ended;
    }

    private static ToolApproval Read(JsonElement item)
    {
        var tool = item.GetProperty("tool").GetString()!;
        if (!item.TryGetProperty("session", out var session))
            return new ToolApproval(tool, null, item.GetProperty("folder").GetString()!);
        return new ToolApproval(tool, new SessionId(session.GetGuid()), item.GetProperty("scope").GetString()!)
        {
            Since = item.TryGetProperty("since", out var since) ? since.GetInt64() : null,
            IsPrefix = item.TryGetProperty("prefix", out var prefix) && prefix.GetBoolean(),
        };
    }

    private void Write(IReadOnlyList<ToolApproval> approvals)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            HomeFolder.Create(home);
            using (var stream = PrivateFile.Open(temporary, FileMode.Create))
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartArray();
                foreach (var approval in approvals)
                {
                    json.WriteStartObject();
                    json.WriteString("tool"u8, approval.Tool);
                    if (approval.Session is { } session)
                    {
                        json.WriteString("session"u8, session.ToString());
                        json.WriteString("scope"u8, approval.Scope);
                        if (approval.IsPrefix)
                            json.WriteBoolean("prefix"u8, value: true);
                        if (approval.Since is { } since)
                            json.WriteNumber("since"u8, since);
                    }
                    else
                    {
                        json.WriteString("folder"u8, approval.Scope);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"{path} cannot be written: {e.Message}", e);
        }
    }
}
