using System.CommandLine;
using System.Text.Json;
using LurkBot.Cli.Terminal;
using LurkBot.History;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions list</c>, in the layout of the spec.</summary>
internal static class SessionsListCommand
{
    private const int WidestColumn = 48;
    private static readonly SessionState[] StatesInOrder =
        [SessionState.Active, SessionState.Created, SessionState.Idle, SessionState.Compacted, SessionState.Archived];

    public static Command Create()
    {
        var json = new FlagOption("--json", "Print a JSON array.");
        var channel = new Option<string?>("--channel") { Description = "Only sessions of this channel." };
        var type = new Option<string?>("--type") { Description = "Only sessions of this type." };
        type.AcceptOnlyFromAmong("main", "dm", "group", "topic", "subagent");
        var state = new Option<string?>("--state") { Description = "Only sessions in this state." };
        state.AcceptOnlyFromAmong("created", "active", "idle", "compacted", "archived");
        var active = new NumberOption("--active", "Only sessions used in the last N minutes.");
        var limit = new NumberOption("--limit", "At most this many, the last used first.");
        var command = new Command("list", "List sessions, grouped by state.") { json, channel, type, state, active, limit };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create();
            if (!host.Options.Sessions.Persistence)
                Console.Error.WriteLine("warning: LURKBOT_SESSION_PERSISTENCE is off, so the sessions on disk are not looked at.");
            var now = host.Time.GetUtcNow();
            var listing = await host.Store.ListAsync(cancellationToken);
            var sessions = AsOf(now, listing, host.Options.Sessions.Timeout)
                .Where(info => Matches(result.GetValue(channel), info.Key.Channel)
                    && Matches(result.GetValue(type), info.Key.Type.ToText())
                    && Matches(result.GetValue(state), info.State.ToText())
                    && (active.In(result) is not { } minutes || now - info.UpdatedAt <= TimeSpan.FromMinutes(minutes)))
                .Take(limit.In(result) ?? int.MaxValue)
                .ToList();
            foreach (var problem in listing.Problems)
                Console.Error.WriteLine("warning: " + TerminalText.Sanitize(problem));
            if (json.In(result))
                WriteJson(sessions);
            else
                WriteText(sessions, now);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Prints sessions under one heading for each state.</summary>
    public static void WriteText(IReadOnlyList<SessionInfo> sessions, DateTimeOffset now)
    {
        if (sessions.Count == 0)
            Console.WriteLine("No sessions. Start one with: lurkbot chat");
        var width = 0;
        foreach (var info in sessions)
            width = Math.Min(WidestColumn, Math.Max(width, CellWidth.Of(TerminalText.Sanitize(info.Key.ToString()))));
        var first = true;
        foreach (var state in StatesInOrder)
        {
            var heading = true;
            foreach (var info in sessions)
            {
                if (info.State != state)
                    continue;
                if (heading)
                    Console.WriteLine((first ? "" : Environment.NewLine) + TitleOf(state));
                heading = first = false;
                Console.WriteLine($"  {CellWidth.PadRight(TerminalText.Sanitize(info.Key.ToString()), width)}    - {EntryText.Count(info.MessageCount)}, last active {Ago(now - info.UpdatedAt)}");
            }
        }
    }

    /// <summary>The sessions with their present state, the last used first.</summary>
    public static List<SessionInfo> AsOf(DateTimeOffset now, SessionListing listing, TimeSpan timeout)
    {
        var sessions = new List<SessionInfo>(listing.Sessions.Count);
        foreach (var info in listing.Sessions)
            sessions.Add(info with { State = SessionLifecycle.At(info.State, info.UpdatedAt, now, timeout) });
        sessions.Sort((a, b) => b.UpdatedAt.CompareTo(a.UpdatedAt));
        return sessions;
    }

    /// <summary>A span of time as listings write it, such as <c>5m ago</c>.</summary>
    public static string Ago(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes}m ago",
        { TotalDays: < 1 } => $"{(int)span.TotalHours}h ago",
        _ => $"{(int)span.TotalDays}d ago",
    };

    /// <summary>A switch, not the enum's own names: those are found by reflection.</summary>
    private static string TitleOf(SessionState state) => state switch
    {
        SessionState.Active => "Active Sessions:",
        SessionState.Created => "Created Sessions:",
        SessionState.Idle => "Idle Sessions:",
        SessionState.Compacted => "Compacted Sessions:",
        _ => "Archived Sessions:",
    };

    private static bool Matches(string? wanted, string value) => wanted is null || string.Equals(wanted, value, StringComparison.Ordinal);

    private static void WriteJson(List<SessionInfo> sessions)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var info in sessions)
            {
                json.WriteStartObject();
                json.WriteString("key"u8, info.Key.ToString());
                json.WriteString("type"u8, info.Key.Type.ToText());
                json.WriteString("channel"u8, info.Key.Channel);
                json.WriteString("chat_id"u8, info.Key.ChatId);
                json.WriteString("state"u8, info.State.ToText());
                json.WriteNumber("message_count"u8, info.MessageCount);
                json.WriteString("created_at"u8, info.CreatedAt.UtcDateTime);
                json.WriteString("updated_at"u8, info.UpdatedAt.UtcDateTime);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.WriteByte((byte)'\n');
    }
}
