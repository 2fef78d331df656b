using System.CommandLine;
using System.Text;
using System.Text.Json;
using LurkBot.Cli.Composition;
using LurkBot.Rendering;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Turns;

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
        var titles = new FlagOption("--long", "Also print the titles that imported conversations came with.", "-l");
        var limit = new NumberOption("--limit", "At most this many, the last used first.");
        var command = new Command("list", "List sessions, grouped by state; subagents only with --type subagent.") { json, channel, type, state, active, limit, titles };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            if (!host.Options.Sessions.Persistence)
                Console.Error.WriteLine("warning: LURKBOT_SESSION_PERSISTENCE is off, so the sessions on disk are not looked at.");
            var now = host.Time.GetUtcNow();
            var listing = await host.Store.ListAsync(cancellationToken);
            var (onlyChannel, onlyType, onlyState) = (result.GetValue(channel), result.GetValue(type), result.GetValue(state));
            var since = active.In(result) is { } minutes ? now - TimeSpan.FromMinutes(minutes) : DateTimeOffset.MinValue;
            var sessions = listing.AsOf(now, host.Options.Sessions.Timeout);
            sessions.RemoveAll(info => info.Key.Channel is SessionKey.MemoryChannel);
            if (since > DateTimeOffset.MinValue || (onlyChannel ?? onlyType ?? onlyState) is not null)
                sessions.RemoveAll(info => info.UpdatedAt < since || !Matches(onlyChannel, info.Key.Channel) || !Matches(onlyType, info.Key.Type.ToText()) || !Matches(onlyState, info.State.ToText()));
            if (onlyType is null && !json.In(result))
                sessions.RemoveAll(IsHidden);
            if (limit.In(result) is { } most && most < sessions.Count)
                sessions.RemoveRange(most, sessions.Count - most);
            foreach (var problem in listing.Problems)
                Warnings.Write(problem);
            if (json.In(result))
                WriteJson(sessions);
            else
                WriteText(sessions, now, await FindOpenTurnsAsync(host.Store, sessions, cancellationToken), titles.In(result));
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Whether a session is left out of lists for people, unless they ask for its type (RULES EV1).</summary>
    /// <param name="info">The session.</param>
    public static bool IsHidden(SessionInfo info) => info.Key.Type is SessionType.Subagent || info.Key.Channel is SessionKey.MemoryChannel;

    /// <summary>The sessions whose turn waits for something, and subagents that run, in words; only those with an open turn are read.</summary>
    public static async Task<IReadOnlyDictionary<SessionKey, string>> FindOpenTurnsAsync(ISessionStore store, IReadOnlyList<SessionInfo> sessions, CancellationToken cancellationToken)
    {
        var open = new Dictionary<SessionKey, string>();
        foreach (var info in sessions.Where(info => info.Turns is { Open.Count: > 0 } || info is { Key.Type: SessionType.Subagent, Turns.Pending.Count: > 0 }))
        {
            try
            {
                await using var session = await store.OpenAsync(info.Key, cancellationToken);
                if (session is not null && await TurnStanding.TellAsync(session, cancellationToken) is { } standing)
                    open[info.Key] = standing;
            }
            catch (LurkBotException)
            {
                // Damaged or gone meanwhile: it is listed all the same.
            }
        }

        return open;
    }

    /// <summary>Prints sessions under one heading for each state.</summary>
    public static void WriteText(IReadOnlyList<SessionInfo> sessions, DateTimeOffset now, IReadOnlyDictionary<SessionKey, string> open, bool withTitles = false)
    {
        // Written at once: a hundred thousand lines one by one take longer than reading the sessions.
        var output = new StringBuilder();
        if (sessions.Count == 0)
            output.AppendLine("No sessions. Start one with: lurkbot chat");
        var keys = new string[sessions.Count];
        var width = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = TerminalText.Sanitize(sessions[i].Key.ToString());
            width = Math.Min(WidestColumn, Math.Max(width, CellWidth.Of(keys[i])));
        }

        var first = true;
        var (ago, shownAgo) = (TimeSpan.MinValue, "");
        foreach (var state in StatesInOrder)
        {
            var heading = true;
            for (var i = 0; i < keys.Length; i++)
            {
                var info = sessions[i];
                if (info.State != state)
                    continue;
                if (heading)
                    output.Append(first ? "" : Environment.NewLine).AppendLine(TitleOf(state));
                heading = first = false;
                var span = now - info.UpdatedAt;
                if (ago != span)
                    (ago, shownAgo) = (span, Ago(span));
                output.Append("  ").Append(keys[i]).Append(CellWidth.Padding(keys[i], width)).Append("    - ")
                    .Append(info.MessageCount).Append(info.MessageCount == 1 ? " message" : " messages").Append(", last active ").Append(shownAgo).AppendLine(open.Count > 0 && open.TryGetValue(info.Key, out var standing) ? $", {standing}" : "");
                if (withTitles && info.Title is { } title)
                    output.Append("    ").AppendLine(TerminalText.Sanitize(title, keepNewlines: false));
            }
        }

        // The console's own writer passes on a few hundred bytes at a time.
        using var stream = Console.OpenStandardOutput();
        stream.Write(Encoding.UTF8.GetBytes(output.ToString()));
    }

    /// <summary>A session that was opened and has no message yet.</summary>
    /// <param name="key">The session.</param>
    /// <param name="at">When it was opened.</param>
    public static SessionInfo Empty(SessionKey key, DateTimeOffset at) => new(key, SessionId.New(at), at, at, SessionState.Created, 0, null, null, 0, 0);

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
                if (info.Title is { } title)
                    json.WriteString("title"u8, title);
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
